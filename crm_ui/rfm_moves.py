"""How the RFM segments have moved since the period before, in customers and in sales, and who moved."""

from collections.abc import Callable

import polars as pl
import streamlit as st

from crm_core.engine import Connection, Scope
from crm_core.indicators import find
from crm_core.indicators.rfm import LABELS, SEGMENTS
from crm_core.units import Unit
from crm_ui import cache, charts, choices, deliverable, formats, tables, young_history
from crm_ui.exports import download_buttons
from crm_ui.findings import movements as findings
from crm_ui.plots import movements as plots
from crm_ui.sheets import Column, Sheet
from crm_ui.to_segments import link
from crm_ui.words import _, language, ngettext

NONE = "none"


def section(scope: Scope) -> None:
    """What each segment gained and lost, one row a segment, and the customers behind a move."""
    young_history.check(scope)
    pairs = cache.ask("rfm_migration", scope)
    rows = by_segment(pairs)
    for column, (unit, alt) in zip(st.columns(2, gap="medium"), _charts().items(), strict=True):
        with column:
            charts.chart_card(
                f"rfm-net-{unit.value}", plots.net(rows, unit), sheet(rows), name="rfm_migration", scope=scope, alt=alt,
                note=_("Compared with as many days right before the period."),
            )  # fmt: skip
    st.subheader(_("Movement between RFM segments"), anchor=False)
    tables.note(_("Each customer counts once in each span."))
    tables.table(sheet(rows), key="rfm-moves", caption=_("Movement between RFM segments"))
    download_buttons("rfm-moves", pairs_sheet(pairs), name="rfm_migration", title=_("Movement between RFM segments"), scope=scope)
    _behind(scope, pairs)


def _charts() -> dict[Unit, str]:
    return {Unit.COUNT: _("Customers won and lost by each RFM segment"), Unit.MONEY: _("Sales won and lost by each RFM segment")}


@st.fragment
def _behind(scope: Scope, pairs: pl.DataFrame) -> None:
    """The customers of one move, why each is here, their files, and the way to Segments."""
    offered = moves(pairs)
    if not offered:
        return
    st.subheader(_("Who moved, and why"), anchor=False)
    chosen = choices.select("rfm_flow", _("Move between segments"), list(offered), _words(offered), usual=next(iter(offered)), width=480)
    before, now = (None if one == NONE else one for one in chosen.split(">"))
    rows = _moved(scope).filter(pl.col("from").eq_missing(before), pl.col("to").eq_missing(now))
    listed = deliverable.choose(moved_sheet(rows), scope)
    n = listed.frame.height
    tables.note(
        ngettext(
            "{n} customer, the largest loss of sales first.",
            "{n} customers, the largest loss of sales first.",
            n,
            n=formats.number(n, language()),
        )
    )
    tables.long_table(listed, key="rfm-moved", caption=_("Customers of the move"))
    download_buttons("rfm-moved", listed, name="rfm_moved", title=_words(offered)(chosen), scope=scope)
    if now:
        link(scope, now)


def moves(pairs: pl.DataFrame) -> dict[str, int]:
    """The moves there are, as from>to, with their customers; those that cost most sales first."""
    lost = pl.col("revenue_from") - pl.col("revenue_to")
    rows = pairs.filter(pl.col("from").ne_missing(pl.col("to"))).sort(lost, descending=True)
    return {f"{a or NONE}>{b or NONE}": n for a, b, n in rows.select("from", "to", "customers").iter_rows()}


def _words(offered: dict[str, int]) -> Callable[[str], str]:
    spoken = language()

    def said(move: str) -> str:
        before, now = (findings.group(None if one == NONE else one, spoken) for one in move.split(">"))
        return f"{before} → {now} · {formats.number(offered[move], spoken)}"

    return said


def _moved(scope: Scope) -> pl.DataFrame:
    spoken, money = language(), cache.currency()

    def told(con: Connection, asked: Scope) -> pl.DataFrame:
        return findings.with_reasons(find("rfm_moved")(con, asked), spoken, money)

    return cache.recall(f"rfm_moved_in_words_{spoken}", told, scope)


def moved_sheet(rows: pl.DataFrame) -> Sheet:
    return Sheet.of(
        rows, Column("customer_id", _("Customer")), Column("reason", _("Why here"), wide=True), Column("recency", _("Days since"), Unit.COUNT),
        Column("frequency", _("Purchases"), Unit.COUNT), Column("revenue_from", _("Sales before"), Unit.MONEY, decimals=2), Column("revenue_to", _("Sales now"), Unit.MONEY, decimals=2),
    )  # fmt: skip


def by_segment(pairs: pl.DataFrame) -> pl.DataFrame:
    """The pairs of `rfm_migration` summed: `rfm_segment`, `before`, `left`, `arrived`, `customers`, `revenue_from`, `revenue_to`."""
    moved = pl.col("from").ne_missing(pl.col("to"))
    first = pairs.group_by(pl.col("from").alias("rfm_segment")).agg(
        pl.col("customers").sum().alias("before"), pl.col("customers").filter(moved).sum().alias("left"), pl.col("revenue_from").sum()
    )
    then = pairs.group_by(pl.col("to").alias("rfm_segment")).agg(
        pl.col("customers").filter(moved).sum().alias("arrived"), pl.col("customers").sum(), pl.col("revenue_to").sum()
    )
    rows = pl.DataFrame({"rfm_segment": SEGMENTS}).join(first, on="rfm_segment", how="left", maintain_order="left")
    return (
        rows.join(then, on="rfm_segment", how="left", maintain_order="left")
        .fill_null(0)
        .select("rfm_segment", "before", "left", "arrived", "customers", "revenue_from", "revenue_to")
    )


def sheet(rows: pl.DataFrame) -> Sheet:
    return Sheet.of(
        rows.with_columns(pl.col("rfm_segment").replace({name: _(label) for name, label in LABELS.items()})), Column("rfm_segment", _("Segment")),
        Column("before", _("Customers before"), Unit.COUNT), Column("left", _("Went out"), Unit.COUNT), Column("arrived", _("Came in"), Unit.COUNT),
        Column("customers", _("Customers now"), Unit.COUNT), Column("revenue_from", _("Sales before"), Unit.MONEY), Column("revenue_to", _("Sales now"), Unit.MONEY),
    )  # fmt: skip


def pairs_sheet(pairs: pl.DataFrame) -> Sheet:
    """Every move, those who stayed included: groups in words, customers, sales of both spans."""
    spoken = language()
    words = pairs.with_columns(
        pl.Series(name, [findings.group(one, spoken) for one in pairs[name]], dtype=pl.String) for name in ("from", "to")
    )
    return Sheet.of(
        words, Column("from", _("Before the period")), Column("to", _("Now")), Column("customers", _("Customers"), Unit.COUNT),
        Column("revenue_from", _("Sales before"), Unit.MONEY), Column("revenue_to", _("Sales now"), Unit.MONEY),
    )  # fmt: skip
