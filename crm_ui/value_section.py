"""The value of customers: what is to come, whether the model was right, and who brings it."""

import polars as pl
import streamlit as st

from crm_core.engine import Scope
from crm_ui import cache, charts, errors, states, tables, value_data
from crm_ui.exports import download_buttons
from crm_ui.findings import value as findings
from crm_ui.plots import value as plots
from crm_ui.words import _, language


def section(scope: Scope) -> None:
    """Below the scores of the page; where there are rules only, why."""
    with states.block():
        st.subheader(_("Customer value"), anchor=False)
        model, warnings = value_data.says(scope)
        shown = model["words"][0] != "rules"
        if shown:
            _figures(scope)
        for one in warnings:
            tables.note(one)
        if findings.cut(model):
            _checked(scope)
        with st.expander(_("The models and their parameters"), key="value-models"):
            st.html(tables.html(value_data.models(model), _("The models and their parameters"), language(), cache.currency()))
        if shown:
            _listed(scope)


def _figures(scope: Scope) -> None:
    values = cache.ask("customer_value", scope)
    if not values.height:
        tables.note(_("None of these customers has bought yet."))
        return
    tables.note(findings.answer(values, language(), cache.currency()))
    for column, one in zip(st.columns(3, gap="small"), value_data.figures(values), strict=True):
        with column, st.container(border=True, key=f"card-{one.key}", height="stretch", gap=None):
            st.metric(one.label, one.value)
            tables.note(one.below)
    tables.note(_("A mean over customers with the same past, not a promise; the period chosen above does not change it."))


def _checked(scope: Scope) -> None:
    """Predicted and made, by week and by frequency."""
    left, right = st.columns([3, 2], gap="medium")
    with left, errors.part():
        rows = cache.ask("customer_value_tracking", scope.everyone())
        charts.chart_card(
            "value-tracking", plots.tracking(rows), value_data.tracking_sheet(rows), name="customer_value_tracking", scope=scope.everyone(),
            note=_("Customers known on the day of the rule, all of them."), alt=_("Repeat purchases made and predicted, week by week"),
        )  # fmt: skip
    with right, errors.part():
        rows = cache.ask("customer_value_check", scope)
        if not rows.select(pl.len()).item():
            tables.note(_("None of these customers had bought before the last quarter of the history."))
            return
        charts.chart_card(
            "value-frequencies", plots.frequencies(rows), value_data.frequencies_sheet(rows), name="customer_value_check", scope=scope,
            note=_("Customers known before the last quarter."), alt=_("Purchases made and predicted, by frequency"),
        )  # fmt: skip


def _listed(scope: Scope) -> None:
    sheet = value_data.listed(scope)
    title = _("Customers by value of the next 12 months")
    st.subheader(title, anchor=False)
    tables.table(value_data.rounded(sheet), key="values", caption=title)
    download_buttons("values", sheet, name="customer_value", title=title, scope=scope)
