"""Departures: who is about to leave, why, and what is worth doing about it?"""

import streamlit as st

from crm_ui import cache, charts, choices, churn_data, churn_matrix, deliverable, errors, formats, head, states, tables, to_segments
from crm_ui.exports import download_buttons
from crm_ui.findings import churn as findings
from crm_ui.navigation import page_of
from crm_ui.plots import scores as plots
from crm_ui.words import _, language, ngettext


def figures() -> None:
    """Departures to expect, and how good the model is, in four cards."""
    churn_data.card_figures(churn_data.figures(model, risks))
    tables.note(findings.ranking(model, spoken))


def believed() -> None:
    """Whether as many leave as the probabilities say, and what they rest on."""
    left, right = st.columns([3, 2], gap="medium")
    with left, states.block():
        rows = cache.ask("churn_calibration", scope.everyone())
        unit, happened = _("Share who left, by the probability given before, in tenths of the customers"), _("left, %")
        charts.chart_card(
            "churn-calibration", plots.calibration(rows, unit, happened), churn_data.calibration_sheet(rows, _("Left")), name="churn_calibration", scope=scope.everyone(),
            note=_("Customers whom the model had not seen, all of them."), alt=_("Departures predicted and observed"),
        )  # fmt: skip
    with right, states.block():
        weights = cache.ask("churn_importance", scope.everyone())
        charts.chart_card(
            "churn-weights", plots.weights(weights, _("Fall of the AUC without the column, in points, with its 95% interval")), churn_data.weights_sheet(weights),
            name="churn_importance", scope=scope.everyone(), note=_("What the score rests on, not what makes customers leave."), alt=_("Weight of each column in the departures"),
        )  # fmt: skip


@st.fragment
def listed() -> None:
    """Those at risk with their reasons, to download or to write to."""
    with errors.part():
        titles = {"tenth": _("The tenth at highest risk"), "all": _("All who may leave")}
        if slow.height:
            titles["slow"] = _("Too slow a rhythm to tell")
        place = st.empty()
        which = choices.switch("risk_shown", _("List"), list(titles), lambda one: titles[one], usual="tenth")
        chosen = churn_data.slow(slow) if which == "slow" else churn_data.listed(risks, which == "all")
        sheet = deliverable.choose(chosen, scope)
        place.subheader(churn_data.counted(which, sheet.frame.height), anchor=False)
        tables.table(sheet, key=f"risks-{which}", caption=titles[which])
        if which != "slow":
            tables.note(_("Reasons: what raises the score of this customer the most above that of the typical one."))
        name = "slow_buyers" if which == "slow" else "churn_score"
        download_buttons("risks", sheet, name=name, title=titles[which], scope=scope)
        to_segments.group(scope, _("Target in Segments: {segment}", segment=titles[which]), "risk", which)


head.question(_("Who is about to leave, and why?"))

with states.guard("customers"):
    scope, spoken = cache.scope(), language()
    model = churn_data.model("churn_model", scope)
    risks = cache.ask("churn_score", scope) if model["shown"] else churn_data.nobody()
    count = ngettext("{n} customer who may leave", "{n} customers who may leave", risks.height, n=formats.number(risks.height, spoken))
    slow = churn_data.slow_ones(model, scope)
    head.answer(findings.answer(model, risks, spoken), scope, [count] if risks.height else [])
    for said in [*findings.warnings(model, spoken), *churn_data.of_currencies()]:
        tables.note(said)
    if slow.height:
        tables.note(findings.slow(slow.height, model["horizon"], spoken))
    if risks.height:
        figures()
    if model["auc"] is not None:
        believed()
    if risks.height:
        with states.block():
            churn_matrix.section(scope)
        listed()
    churn_data.card_of_model(model)
    with st.container(horizontal=True):
        for other in ("valeur", "segments"):
            st.page_link(page_of(other), label=_("See: {page}", page=page_of(other).title))
