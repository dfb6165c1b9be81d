"""Why each customer of a list is there: one sentence a row, written for all rows at once."""

import re
from dataclasses import dataclass

import polars as pl

from crm_core.i18n import N_, say, say_number
from crm_core.indicators.rfm import LABELS as SEGMENTS
from crm_ui import formats

NAME = re.compile(r"\{(\w+)\}")
DAYS = (N_("{n} day"), N_("{n} days"))


@dataclass(frozen=True)
class Limits:
    """The thresholds, in days, that the classes were read with."""

    d80: int
    d95: int
    hot: int


def of_class(rows: pl.DataFrame, limits: Limits, language: str) -> pl.Series:
    """Why each row of `customer_list` is in its class."""
    return rows.select(_class_reason(limits, language).alias("reason"))["reason"]


def of_segment(rows: pl.DataFrame, language: str, currency: str) -> pl.Series:
    """Why each row of `rfm` is in its segment: its three scores and what they rest on."""
    one, many = (_rfm_reason(text, language, currency) for text in (
        N_("R {r} · F {f} · M {m}: {orders} purchase for {money}, {days} ago."),
        N_("R {r} · F {f} · M {m}: {orders} purchases for {money}, the last {days} ago."),
    ))  # fmt: skip
    return rows.select(pl.when(pl.col("frequency") == 1).then(one).otherwise(many).alias("reason"))["reason"]


def segment_label(segment: str, language: str) -> str:
    return say(SEGMENTS[segment], language)


def phrase(text: str, language: str, **parts: pl.Expr) -> pl.Expr:
    """The catalogue text `text`, its {names} filled in row by row."""
    return filled(say(text, language), **parts)


def filled(text: str, **parts: pl.Expr) -> pl.Expr:
    pieces = NAME.split(text)
    return pl.concat_str([parts[piece] if rank % 2 else pl.lit(piece) for rank, piece in enumerate(pieces) if piece])


def count(column: str, language: str) -> pl.Expr:
    """A whole number below a million as it is written: 1 234."""
    group = formats.number(1000, language)[1]
    digits = pl.col(column).round(0).cast(pl.Int64).cast(pl.String)
    return digits.str.replace(r"^(-?\d+)(\d{3})$", f"${{1}}{group}${{2}}")


def money(column: str, language: str, currency: str) -> pl.Expr:
    """Whole units of a currency, below a million: 1 234 €."""
    return filled(formats.money(0, language, currency).replace("0", "{amount}"), amount=count(column, language))


def percent(column: str, language: str) -> pl.Expr:
    """A share in whole per cent: 87 %."""
    return (pl.col(column) * 100).round(0).cast(pl.Int64).cast(pl.String) + formats.percent_sign(language)


def days(column: str, language: str) -> pl.Expr:
    """A number of days with its word: 1 jour, 271 jours."""
    n = pl.col(column).round(0)
    single = n <= 1 if language == "fr" else n == 1
    one, many = (filled(say_number(*DAYS, number, language, n="{n}"), n=count(column, language)) for number in (1, 2))
    return pl.when(single).then(one).otherwise(many)


def day(column: str, language: str) -> pl.Expr:
    return pl.col(column).dt.strftime("%d/%m/%Y" if language == "fr" else "%-d %b %Y")


def _class_reason(limits: Limits, language: str) -> pl.Expr:
    """The sentence of the first rule that holds, as the lifecycle class itself is chosen."""
    parts = {
        "days": days("recency", language), "gap": days("median_gap", language), "orders": count("orders", language), "year": count("orders_of_year", language),
        "left": day("left_on", language), "d80": pl.lit(formats.number(limits.d80, language)), "d95": pl.lit(formats.number(limits.d95, language)),
        "hot": pl.lit(formats.number(limits.hot, language)),
    }  # fmt: skip
    chosen = pl.lit(None, dtype=pl.String)
    for condition, text in reversed(_rules(limits)):
        chosen = pl.when(condition).then(phrase(text, language, **parts)).otherwise(chosen)
    return chosen


def _rules(limits: Limits) -> list[tuple[pl.Expr, str]]:
    lapsed = pl.col("recency") > limits.d80
    return [
        (pl.col("left_on").is_not_null(), N_("Left on {left}.")),
        (_is("former"), N_("Absent for {days}, more than D95 ({d95}); not solicited.")),
        (_is("inactive") & lapsed, N_("Absent for {days}, more than D80 ({d80}).")),
        (_is("inactive"), N_("Absent for {days}; its usual gap is {gap}.")),
        (_is("convinced") & pl.col("promoter"), N_("{year} steady purchases in 12 months, and recommends us.")),
        (_is("convinced"), N_("{year} steady purchases in 12 months, and sponsored someone.")),
        (_is("regular"), N_("{year} purchases in 12 months, usually {gap} apart.")),
        (_is("occasional"), N_("{orders} purchases, the last {days} ago; not regular at present.")),
        (_is("trial_buyer"), N_("A single purchase, {days} ago.")),
        (_is("hot_prospect"), N_("Came to us within the last {hot} days, has not bought yet.")),
        (_is("prospect"), N_("Contact details known, no purchase yet.")),
        (_is("suspect"), N_("Targeted; nothing personal is known.")),
    ]


def _is(name: str) -> pl.Expr:
    return pl.col("lifecycle") == name


def _rfm_reason(text: str, language: str, currency: str) -> pl.Expr:
    scores = {name: pl.col(name).cast(pl.String) for name in ("r", "f", "m")}
    return phrase(
        text,
        language,
        money=money("monetary", language, currency),
        days=days("recency", language),
        orders=count("frequency", language),
        **scores,
    )
