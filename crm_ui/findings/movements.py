"""What is said of movements between groups, of how concentrated the sales are, and of classes crossed with each other."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from crm_core.i18n import N_, say, say_number
from crm_core.indicators.comparison import FEW
from crm_core.indicators.lifecycle import LABELS as CLASSES
from crm_core.indicators.rfm import LABELS
from crm_core.units import Unit
from crm_ui import formats
from crm_ui.findings import reasons
from crm_ui.findings.scoring import OVERDUE

GONE = ("inactive", "former")


def group(name: str | None, language: str) -> str:
    """A segment or a class in words; none: no purchase."""
    if name is None:
        return say(N_("No purchase"), language)
    return say({**LABELS, **CLASSES}[name], language) if len(name) > 1 else name


def net(rows: pl.DataFrame, before: str, now: str, unit: Unit, language: str, currency: str) -> str:
    """Champions : +147 clients, le plus grand changement — the segment that changed most, in customers or in sales."""
    if not any(rows[before]) and not any(rows[now]):
        return say(N_("Nobody bought in the two spans"), language)
    change = pl.col(now) - pl.col(before)
    first = rows.with_columns(change.alias("change")).sort(change.abs(), descending=True).row(0, named=True)
    name = group(first["rfm_segment"], language)
    return say(
        N_("{segment}: {change}, the largest change"), language, segment=name, change=signed(first["change"], unit, language, currency)
    )


def signed(change: float, unit: Unit, language: str, currency: str) -> str:
    """+147 clients, −12 k€."""
    sign = "+" if change > 0 else "−" if change < 0 else ""
    if unit is Unit.MONEY:
        return sign + formats.headline(abs(change), unit, language, currency=currency)
    n = abs(int(change))
    return sign + say_number(N_("{n} customer"), N_("{n} customers"), n, language, n=formats.number(n, language))


def left_a(pairs: pl.DataFrame, language: str, currency: str) -> str:
    """812 clients ne sont plus A : −96 k€ de ventes."""
    gone = pairs.filter(pl.col("from") == "A", pl.col("to").ne_missing("A"))
    n, change = int(gone["customers"].sum()), float((gone["revenue_to"] - gone["revenue_from"]).sum())
    if not n:
        return say(N_("No A customer has left its class"), language)
    return say_number(
        N_("{n} customer is no longer A: {sales} of sales"), N_("{n} customers are no longer A: {sales} of sales"),
        n, language, n=formats.number(n, language), sales=signed(change, Unit.MONEY, language, currency),
    )  # fmt: skip


def crossed(rows: pl.DataFrame, field: str, language: str, currency: str) -> str:
    """132 clients A à risque ou à ne pas perdre : 54 k€ de ventes — or inactive and former ones."""
    kept = rows.filter(pl.col("abc") == "A", pl.col(field).is_in(OVERDUE if field == "rfm_segment" else GONE))
    n, sales = int(kept["customers"].sum()), formats.headline(float(kept["revenue"].sum()), Unit.MONEY, language, currency=currency)
    one, many = {
        "rfm_segment": (N_("{n} A customer at risk or not to be lost: {sales} of sales"), N_("{n} A customers at risk or not to be lost: {sales} of sales")),
        "lifecycle": (N_("{n} A customer inactive or former: {sales} of sales"), N_("{n} A customers inactive or former: {sales} of sales")),
    }[field]  # fmt: skip
    return say_number(one, many, n, language, n=formats.number(n, language), sales=sales)


def concentration(row: Mapping[str, Any], earlier: Mapping[str, Any] | None, language: str) -> str:
    """La moitié des ventes vient de 1 204 clients (12 %). Indice de Gini 0,52 …, 0,51 un an plus tôt."""
    if row["customers"] < FEW or row["gini"] is None:
        return say(N_("Too few buyers to tell how concentrated the sales are."), language)
    half = say_number(
        N_("Half of the sales come from {n} customer ({share})."), N_("Half of the sales come from {n} customers ({share})."),
        row["half"], language, n=formats.number(row["half"], language), share=formats.share(row["half_share"], language),
    )  # fmt: skip
    index = say(
        N_("Gini index: {gini} (0: all buy as much; 1: one customer buys everything)."),
        language,
        gini=formats.number(row["gini"], language, 2),
    )
    before = ""
    if earlier and earlier["gini"] is not None and earlier["customers"] >= FEW:
        before = say(N_("A year earlier: {gini}."), language, gini=formats.number(earlier["gini"], language, 2))
    return " ".join(part for part in (half, index, before) if part)


def with_reasons(rows: pl.DataFrame, language: str, currency: str) -> pl.DataFrame:
    """The rows of `rfm_moved` with why each is here: Fidèles, puis À risque : 420 € avant, 60 € depuis."""
    names = {name: group(name, language) for name in LABELS}
    before, now = (pl.col(one).replace_strict(names, default=group(None, language), return_dtype=pl.String) for one in ("from", "to"))
    spent, spends = (_money(one, language, currency) for one in ("revenue_from", "revenue_to"))
    text = N_("{before}, then {now}: {spent} before, {spends} since")
    return rows.with_columns(reasons.phrase(text, language, before=before, now=now, spent=spent, spends=spends).alias("reason"))


def _money(column: str, language: str, currency: str) -> pl.Expr:
    """An amount as it is written, none as 0."""
    pattern = formats.money(0, language, currency).replace("0", "{amount}")
    return reasons.filled(pattern, amount=reasons.count(column, language).fill_null("0"))
