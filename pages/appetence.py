"""Appetence: who will buy this category, this product or by this channel in the next 90 days?"""

import polars as pl
import streamlit as st

from crm_ui import (
    appetence_data,
    appetence_targets,
    cache,
    charts,
    choices,
    churn_data,
    deliverable,
    errors,
    formats,
    head,
    states,
    tables,
    to_segments,
)
from crm_ui.exports import download_buttons
from crm_ui.findings import appetence as findings
from crm_ui.findings import churn as churn_findings
from crm_ui.navigation import page_of
from crm_ui.plots import scores as plots
from crm_ui.words import _, language, ngettext, plain


def believed() -> None:
    """Whether as many buy as the probabilities say, and what they rest on."""
    left, right = st.columns([3, 2], gap="medium")
    with left, states.block():
        rows = asked.calibration()
        unit, happened = _("Share who bought it, by the probability given before, in tenths of the customers"), _("bought it, %")
        charts.chart_card(
            "appetence-calibration", plots.calibration(rows, unit, happened), churn_data.calibration_sheet(rows, _("Bought it")), name="appetence_model_calibration",
            scope=scope.everyone(), note=_("Customers whom the model had not seen, all of them."), alt=_("Purchases predicted and observed"),
        )  # fmt: skip
    with right, states.block():
        weights = asked.weights()
        charts.chart_card(
            "appetence-weights", plots.weights(weights, _("Fall of the AUC without the column, in points, with its 95% interval")), churn_data.weights_sheet(weights),
            name="appetence_model_weights", scope=scope.everyone(), note=_("What the score rests on, not what makes customers buy."), alt=_("Weight of each column in the appetence"),
        )  # fmt: skip


@st.fragment
def listed() -> None:
    """Those who should buy it with their reasons, to download or to write to."""
    with errors.part():
        titles = {name: _(title) for name, title in appetence_targets.LISTS.items()}
        place = st.empty()
        which = choices.switch("appetence_shown", _("List"), list(titles), lambda one: titles[one], usual="tenth")
        sheet = deliverable.choose(appetence_data.listed(scores, which), scope)
        n = sheet.frame.height
        said = ngettext(
            "{n} customer to propose {what} to",
            "{n} customers to propose {what} to",
            n,
            n=formats.number(n, spoken),
            what=plain(asked.what),
        )
        place.subheader(said, anchor=False)
        tables.table(sheet, key=f"appetences-{which}", caption=titles[which])
        download_buttons("appetences", sheet, name="appetence_score", title=f"{asked.what} · {titles[which]}", scope=scope)
        group = appetence_targets.choice(asked.target, which)
        words = _("Target in Segments: {segment}", segment=plain(appetence_targets.choice_words(group)))
        to_segments.group(scope, words, appetence_targets.GROUPING, group)


head.question(_("Who will buy what in the next 90 days?"))

with states.guard("transactions"):
    scope, spoken = cache.scope(), language()
    with st.container(horizontal=True, gap="medium"):
        asked = appetence_data.choose(cache.connection(), scope)
    model = asked.model()
    scores = asked.scores() if model["shown"] else pl.DataFrame()
    count = ngettext(
        "{n} customer of the last year", "{n} customers of the last year", scores.height, n=formats.number(scores.height, spoken)
    )
    head.answer(findings.answer(model, asked.what, scores, spoken), scope, [count] if scores.height else [])
    for said in churn_data.of_currencies():
        tables.note(said)
    if scores.height:
        churn_data.card_figures(appetence_data.figures(model, scores))
        tables.note(churn_findings.ranking(model, spoken))
    if model["auc"] is not None:
        believed()
    if scores.height:
        listed()
    churn_data.card_of_model(model)
    with st.container(horizontal=True):
        for other in ("departs", "segments"):
            st.page_link(page_of(other), label=_("See: {page}", page=page_of(other).title))
