"""ABC on the scoring page: how concentrated the sales are, the classes, whom each class loses, who moved, and where its customers are."""

import polars as pl
import streamlit as st

from crm_core.engine import Scope
from crm_core.periods import year_earlier
from crm_core.units import Unit
from crm_ui import cache, charts, choices, errors, rfm_panel, scoring_data, states, tables, young_history
from crm_ui.blank import chart_or_blank
from crm_ui.findings import movements as findings
from crm_ui.labels import sheet_of
from crm_ui.plots import movements
from crm_ui.plots import scoring as plots
from crm_ui.rfm_moves import pairs_sheet
from crm_ui.sheets import Column, Sheet
from crm_ui.words import _, language

FIELDS = ("rfm_segment", "lifecycle")


def view(scope: Scope, now: scoring_data.Answers) -> None:
    left, right = st.columns([3, 2], gap="medium")
    with left, errors.part():
        charts.chart_card(
            "abc-curve", plots.curve(now.curve, now.classes), sheet_of(now.curve), name="concentration", scope=scope,
            note=_("A to {a} of the sales, B to {b}.", **scoring_data.limits()), alt=_("Cumulated share of the sales by share of the customers"),
        )  # fmt: skip
    with right, states.block():
        lost = cache.ask("attrition_by_abc", scope)
        chart_or_blank(
            "abc-losses", lost["n"].sum() > 0, lambda: (plots.losses(lost), sheet_of(lost)), name="attrition_by_abc", scope=scope,
            note=_("Class of the days before."), alt=_("Attrition by ABC class"),
            otherwise=_("Attrition by class: nobody was active when the period began; it takes purchases of an earlier year."),
        )  # fmt: skip
    with errors.part():
        st.subheader(_("ABC classes"), anchor=False)
        tables.note(_concentration(scope))
        tables.table(scoring_data.classes_sheet(now.classes), key="abc-classes", caption=_("ABC classes"))
    rfm_panel.rules(rfm_panel.ABC, scope)
    chosen = choices.switch("abc_view", _("Behind the classes"), ["moves", *FIELDS], view_words, usual="moves")
    with states.block():
        if chosen == "moves":
            _moves(scope)
        else:
            _crossed(scope, chosen)


def view_words(view: str) -> str:
    return {"moves": _("Movements"), "rfm_segment": _("By RFM segment"), "lifecycle": _("By lifecycle class")}[view]


def _concentration(scope: Scope) -> str:
    """How concentrated the sales are, now and a year earlier."""
    now, before = (cache.ask("gini", one) for one in (scope, scope.over(year_earlier(scope.period))))
    return findings.concentration(now.row(0, named=True), before.row(0, named=True) if before.height else None, language())


def _moves(scope: Scope) -> None:
    young_history.check(scope)
    pairs = cache.ask("abc_migration", scope)
    sheet = pairs_sheet(pairs)
    charts.chart_card(
        "abc-moves", movements.abc(pairs), sheet, name="abc_migration", scope=scope,
        note=_("Moves of fewer than five customers are not drawn."), alt=_("Customers by ABC class before the period and over it"),
    )  # fmt: skip
    tables.table(sheet, key="abc-moves-table", caption=_("Moves between ABC classes"))


def _crossed(scope: Scope, field: str) -> None:
    rows = cache.ask("abc_crossed", scope)
    sheet = crossed_sheet(rows, field)
    alt = _("ABC classes by RFM segment") if field == "rfm_segment" else _("ABC classes by lifecycle class")
    charts.chart_card(
        f"abc-{field}", movements.crossed(rows, field), sheet, name=f"abc_{field}", scope=scope, note=_("The two limits of the classes are settings."), alt=alt
    )  # fmt: skip
    tables.table(sheet, key=f"abc-{field}-table", caption=alt)


def crossed_sheet(rows: pl.DataFrame, field: str) -> Sheet:
    """One row a segment or class: the customers and the sales of its A, B and C."""
    spoken = language()
    sums = [pl.col(name).filter(pl.col("abc") == one).sum().alias(f"{name}_{one}") for one in "ABC" for name in ("customers", "revenue")]
    summed = rows.group_by(field).agg(*sums).sort("revenue_A", field, descending=[True, False])
    named = summed.with_columns(pl.Series(field, [findings.group(one, spoken) for one in summed[field]], dtype=pl.String))
    columns = [
        column
        for one in "ABC"
        for column in (
            Column(f"customers_{one}", _("{abc}, customers", abc=one), Unit.COUNT),
            Column(f"revenue_{one}", _("{abc}, sales", abc=one), Unit.MONEY),
        )
    ]
    return Sheet.of(named, Column(field, view_words(field)), *columns)
