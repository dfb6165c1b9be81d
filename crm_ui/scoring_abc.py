"""ABC on the scoring page: how concentrated the sales are, the classes, and whom each class loses."""

import streamlit as st

from crm_core.engine import Scope
from crm_ui import cache, charts, errors, rfm_panel, scoring_data, states, tables
from crm_ui.blank import chart_or_blank
from crm_ui.labels import sheet_of
from crm_ui.plots import scoring as plots
from crm_ui.words import _


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
        tables.table(scoring_data.classes_sheet(now.classes), key="abc-classes", caption=_("ABC classes"))
    rfm_panel.rules(rfm_panel.ABC, scope)
