"""RFM on the scoring page: the grid and its segments, what is behind it, and the rules."""

import streamlit as st

from crm_core.engine import Scope
from crm_ui import charts, errors, rfm_panel, rfm_views, scoring_data
from crm_ui.blank import chart_or_blank
from crm_ui.findings import scoring as findings
from crm_ui.plots import scoring as plots
from crm_ui.told_apart import Apart
from crm_ui.words import _


def view(scope: Scope, now: scoring_data.Answers) -> None:
    left, right = st.columns([3, 2], gap="medium")
    with left, errors.part():
        charts.chart_card(
            "rfm-grid", plots.heat(now.codes), scoring_data.grid_sheet(findings.grid(now.codes)), name="rfm_grid", scope=scope,
            note=_("Stronger colour: more. In brackets: fewer than 30 customers."), alt=_("Mean sales by recency and frequency"),
        )  # fmt: skip
    with right, errors.part():
        segments, why = findings.segments(now.codes), Apart.of(scope).why
        chart_or_blank(
            "rfm-segments", not why, lambda: (plots.segments(segments), scoring_data.segments_sheet(segments)), name="rfm_segments", scope=scope,
            note=scoring_data.grid_words(), alt=_("Customers and sales by RFM segment"), otherwise=why,
        )  # fmt: skip
    rfm_views.section(scope, now)
    rfm_panel.rules(rfm_panel.RFM, scope)
