"""How the RFM segments have moved since the period before, in customers and in sales."""

import polars as pl
import streamlit as st

from crm_core.engine import Scope
from crm_core.indicators.rfm import LABELS, SEGMENTS
from crm_core.units import Unit
from crm_ui import cache, tables
from crm_ui.sheets import Column, Sheet
from crm_ui.words import _


def section(scope: Scope) -> None:
    """One row a segment: who was there, who left it, who came, who is there, and the sales of both spans."""
    pairs = cache.ask("rfm_migration", scope)
    st.subheader(_("Movement between RFM segments"), anchor=False)
    tables.note(_("Compared with as many days right before the period. Each customer counts once in each span."))
    tables.table(sheet(by_segment(pairs)), key="rfm-moves", caption=_("Movement between RFM segments"))


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
