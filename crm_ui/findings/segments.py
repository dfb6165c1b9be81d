"""What the page of the segments says."""

from dataclasses import dataclass
from typing import Any

import polars as pl

from crm_core.i18n import N_, say, say_number
from crm_core.indicators.comparison import FEW
from crm_core.indicators.lifecycle import LABELS
from crm_core.indicators.rfm import LABELS as SEGMENTS
from crm_core.indicators.rfm import SEGMENTS as ORDER
from crm_core.indicators.statistics import rates_differ
from crm_core.units import Unit
from crm_ui import formats

# How close to us a class is: a move to a higher step goes up, to a lower one down.
STEPS = {
    "former": 0, "inactive": 1, "suspect": 0, "prospect": 1, "hot_prospect": 2, "trial_buyer": 3, "occasional": 4, "regular": 5, "convinced": 6,
}  # fmt: skip
STRATEGIES = {
    "champions": N_("Reward"), "loyal": N_("Intensify"), "potential_loyal": N_("Intensify"), "new": N_("Welcome"), "promising": N_("Welcome"),
    "need_attention": N_("Intensify"), "about_to_sleep": N_("Revive"), "at_risk": N_("Win back"), "cannot_lose": N_("Win back first"),
    "hibernating": N_("Leave alone"),
}  # fmt: skip
AT_RISK = ("at_risk", "cannot_lose")
ENTERED = N_("Not known before")


@dataclass(frozen=True)
class Moves:
    """How many customers went up, down, stayed or entered over a period; `known` were there before it."""

    up: int
    down: int
    entered: int
    known: int


def directed(pairs: pl.DataFrame) -> pl.DataFrame:
    """`migration` with `direction`: up, down, same, or entered when there is no class before."""
    before, now = (pl.col(name).replace_strict(STEPS, default=None, return_dtype=pl.Int32) for name in ("from", "to"))
    way = (
        pl.when(before.is_null())
        .then(pl.lit("entered"))
        .when(now > before)
        .then(pl.lit("up"))
        .when(now < before)
        .then(pl.lit("down"))
        .otherwise(pl.lit("same"))
    )
    return pairs.with_columns(way.alias("direction"))


def moves(pairs: pl.DataFrame) -> Moves:
    """The sums of the moves by direction."""
    sums = dict(directed(pairs).group_by("direction").agg(pl.col("customers").sum()).iter_rows())
    up, down, same = (int(sums.get(name, 0)) for name in ("up", "down", "same"))
    return Moves(up, down, int(sums.get("entered", 0)), up + down + same)


def dearest(pairs: pl.DataFrame) -> dict[str, Any] | None:
    """The downward move whose customers had bought for most before the period."""
    down = directed(pairs).filter(pl.col("direction") == "down", pl.col("revenue_from") > 0)
    return down.sort("revenue_from", descending=True).row(0, named=True) if down.height else None


def class_label(name: str | None, language: str) -> str:
    return say(LABELS[name] if name else ENTERED, language)


def segments(scores: pl.DataFrame) -> pl.DataFrame:
    """The ten RFM segments from best to least: `rfm_segment`, `customers`, `share`, `revenue`, `revenue_share`."""
    sums = scores.group_by("rfm_segment").agg(pl.len().cast(pl.Int64).alias("customers"), pl.col("monetary").sum().alias("revenue"))
    rows = pl.DataFrame({"rfm_segment": ORDER}).join(sums, on="rfm_segment", how="left", maintain_order="left").fill_null(0)
    total = pl.col("revenue").sum()
    share = (pl.col("customers") / pl.col("customers").sum()).alias("share")
    return rows.with_columns(share, pl.when(total > 0).then(pl.col("revenue") / total).alias("revenue_share"))


def at_risk(rows: pl.DataFrame) -> tuple[int, float]:
    """The good customers who no longer come: how many, and what they bought in the period."""
    kept = rows.filter(pl.col("rfm_segment").is_in(AT_RISK))
    return int(kept["customers"].sum()), float(kept["revenue"].sum())


def first_segment(rows: pl.DataFrame) -> str:
    """The segment to look at first: the best customers who no longer come, else the largest."""
    sizes = dict(rows.select("rfm_segment", "customers").iter_rows())
    return "cannot_lose" if sizes["cannot_lose"] else max(sizes, key=lambda name: sizes[name])


def answer(pairs: pl.DataFrame | None, rows: pl.DataFrame | None, language: str, currency: str) -> str:
    """Whether more customers slip than move up, the costliest move, and whom to target first."""
    parts = [_balance(pairs, language) if pairs is not None else "", _dearest(pairs, language, currency) if pairs is not None else ""]
    parts.append(_target(rows, language, currency) if rows is not None else "")
    return " ".join(part for part in parts if part)


def _balance(pairs: pl.DataFrame, language: str) -> str:
    told = moves(pairs)
    values = {name: formats.number(getattr(told, name), language) for name in ("up", "down", "known")}
    if told.up + told.down < FEW:
        return say(N_("**Too few customers changed class to tell** where they go."), language)
    if not rates_differ(told.up, 1, told.down, 1):
        return say(N_("**As many customers move up as slip**: {up} and {down}, of {known}."), language, **values)
    if told.up > told.down:
        return say(N_("**More customers move up than slip**: {up} against {down}, of {known}."), language, **values)
    return say(N_("**More customers slip than move up**: {down} against {up}, of {known}."), language, **values)


def _dearest(pairs: pl.DataFrame, language: str, currency: str) -> str:
    row = dearest(pairs)
    if row is None:
        return ""
    values = {"customers": formats.number(row["customers"], language), "money": _amount(row["revenue_from"], language, currency)}
    before, now = class_label(str(row["from"]), language), class_label(str(row["to"]), language)
    one = N_("The costliest slip: {before} → {now}, {customers} customer who bought for {money}.")
    many = N_("The costliest slip: {before} → {now}, {customers} customers who bought for {money}.")
    return say_number(one, many, row["customers"], language, before=before, now=now, **values)


def _target(rows: pl.DataFrame, language: str, currency: str) -> str:
    n, revenue = at_risk(rows)
    if not n:
        return ""
    values = {"n": formats.number(n, language), "money": _amount(revenue, language, currency)}
    one = N_("To win back first: {n} good customer who no longer comes, {money} of sales.")
    many = N_("To win back first: {n} good customers who no longer come, {money} of sales.")
    return say_number(one, many, n, language, **values)


def flows(pairs: pl.DataFrame, language: str) -> str:
    """The finding of the Sankey: the largest move between two classes."""
    moved = directed(pairs).filter(pl.col("direction").is_in(["up", "down"]))
    if int(moved["customers"].sum()) < FEW:
        return say(N_("Hardly anyone changed class"), language)
    row = moved.sort("customers", descending=True).row(0, named=True)
    values = {
        "before": class_label(row["from"], language),
        "now": class_label(row["to"], language),
        "n": formats.number(row["customers"], language),
    }
    return say(N_("The largest move: {before} → {now}, {n} customers"), language, **values)


def stability(pairs: pl.DataFrame, language: str) -> str:
    """The finding of the matrix: the class of buyers that keeps fewest of its customers."""
    sizes = pairs.filter(pl.col("from").is_not_null()).group_by("from").agg(
        pl.col("customers").sum().alias("n"), pl.col("customers").filter(pl.col("to") == pl.col("from")).sum().alias("kept")
    )  # fmt: skip
    known = sizes.filter((pl.col("n") >= FEW) & pl.col("from").is_in(["trial_buyer", "occasional", "regular", "convinced"]))
    if not known.height:
        return say(N_("Too few buyers to tell which class lasts"), language)
    row = known.with_columns((pl.col("kept") / pl.col("n")).alias("rate")).sort("rate", "from", descending=[True, False]).row(0, named=True)
    values = {"label": class_label(row["from"], language), "share": formats.share(row["rate"], language, 0)}
    return say(N_("{label}: {share} stay in their class"), language, **values)


def rfm(rows: pl.DataFrame, language: str) -> str:
    """How much of the sales the best segment makes."""
    buyers, best = int(rows["customers"].sum()), rows.row(0, named=True)
    if buyers < FEW or best["revenue_share"] is None:
        return say(N_("Too few buyers to compare segments"), language)
    values = {
        "label": say(SEGMENTS[best["rfm_segment"]], language),
        "share": formats.share(best["share"], language, 0),
        "money": formats.share(best["revenue_share"], language, 0),
    }
    return say(N_("{label}: {share} of the buyers, {money} of the sales"), language, **values)


def _amount(value: float, language: str, currency: str) -> str:
    return formats.headline(value, Unit.MONEY, language, currency=currency)
