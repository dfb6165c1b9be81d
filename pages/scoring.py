"""Scoring: who is worth what, and who is leaving?"""

import streamlit as st

from crm_core.indicators.rfm import LABELS, SEGMENTS
from crm_ui import (
    cache,
    charts,
    deliverable,
    errors,
    formats,
    head,
    rfm_moves,
    rfm_panel,
    scoring_data,
    spans,
    states,
    tables,
)
from crm_ui.blank import chart_or_blank
from crm_ui.cards import card
from crm_ui.exports import download_buttons
from crm_ui.findings import scoring as findings
from crm_ui.labels import sheet_of
from crm_ui.navigation import page_of
from crm_ui.plots import scoring as plots
from crm_ui.words import _, language, ngettext

head.question(_("Who is worth what, and who is leaving?"))

with states.guard("transactions"):
    scope, spoken = cache.scope(), language()
    now = scoring_data.Answers.to(scope)
    head.answer(findings.answer(now.curve, now.codes, spoken, cache.currency()), scope, [now.buyers_words])
    if not now.codes.height:
        states.stop()

    for column, (kpi, behind) in zip(
        st.columns(4, gap="small"), scoring_data.cards(scoring_data.Compared.to(scope, now), scope), strict=True
    ):
        with column:
            card(kpi, behind)
    tables.note(spans.with_before(_("Scores over the chosen period; changes are on the same days a year earlier."), scope))

    left, right = st.columns([3, 2], gap="medium")
    with left, errors.part():
        charts.chart_card(
            "rfm-grid", plots.heat(now.codes), scoring_data.grid_sheet(findings.grid(now.codes)), name="rfm_grid", scope=scope,
            note=_("Stronger colour: more. In brackets: fewer than 30 customers."), alt=_("Mean sales by recency and frequency"),
        )  # fmt: skip
    with right, errors.part():
        segments = findings.segments(now.codes)
        charts.chart_card(
            "rfm-segments", plots.segments(segments), scoring_data.segments_sheet(segments), name="rfm_segments", scope=scope,
            note=_("Segments read from R and F."), alt=_("Customers and sales by RFM segment"),
        )  # fmt: skip

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
        everyone = cache.ask("rfm_codes", scope.everyone())
        charts.chart_card(
            "rfm-cuts", plots.scores(everyone), scoring_data.cuts_sheet(everyone), name="rfm_cut_points", scope=scope,
            note=_("Equal values always have the same score. Cut points are those of the whole base; blue: the best score."), alt=_("Customers by R, F and M score"),
        )  # fmt: skip
    rfm_panel.rules(scope)
    with states.block():
        rfm_moves.section(scope)

    with errors.part():
        st.subheader(_("ABC classes"), anchor=False)
        tables.table(scoring_data.classes_sheet(now.classes), key="abc-classes", caption=_("ABC classes"))
    st.page_link(page_of("valeur"), label=_("See: {page}", page=_("Customer value")))

    with errors.part():
        title = st.empty()
        by_segment, by_class = st.columns([3, 1], gap="medium")
        chosen = by_segment.multiselect(
            _("Segments"), list(SEGMENTS), list(findings.OVERDUE), format_func=lambda one: _(LABELS[one]), key="list-segments", placeholder=_("All segments"), select_all=False
        )  # fmt: skip
        classes = by_class.multiselect(_("ABC classes"), ["A", "B", "C"], key="list-abc", placeholder=_("All classes"), select_all=False)
        sheet = deliverable.choose(scoring_data.scores_sheet(scoring_data.scores(scope, chosen, classes)), scope)
        n = sheet.frame.height
        title.subheader(ngettext("{n} customer to look after", "{n} customers to look after", n, n=formats.number(n, spoken)), anchor=False)
        tables.table(sheet, key="scores", caption=_("Customers with their scores"))
        download_buttons("scores", sheet, name="customer_scores", title=_("Customers with their scores"), scope=scope)
