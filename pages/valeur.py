"""Customer value: what will customers bring, and can the model be believed?"""

import polars as pl
import streamlit as st

from crm_ui import cache, charts, choices, errors, formats, head, model_card, states, tables, value_data, value_life, value_profit
from crm_ui.exports import download_buttons
from crm_ui.findings import value as findings
from crm_ui.navigation import page_of
from crm_ui.plots import value as plots
from crm_ui.plots import value_groups as group_plots
from crm_ui.words import _, language, ngettext


def figures(values: pl.DataFrame) -> None:
    """What is to come, and how many bring more than they cost, in four cards."""
    columns, shown = st.columns(4, gap="small"), value_data.figures(values)
    for column, one in zip(columns, shown, strict=False):
        with column:
            figure_card(one)
    said = _("A mean over customers with the same past, not a promise; the period chosen beside does not change it.")
    with columns[-1], states.block():
        rows = cache.ask("profitable_customers", scope)
        figure_card(value_profit.figure(rows))
        said = f"{said} {value_profit.costs(rows)}"
    tables.note(said)


def figure_card(one: value_data.Figure) -> None:
    with st.container(border=True, key=f"card-{one.key}", height="stretch", gap=None):
        st.metric(one.label, one.value)
        tables.note(one.below)


def checked() -> None:
    """Predicted and made, by week and by frequency."""
    left, right = st.columns([3, 2], gap="medium")
    with left, errors.part():
        weeks = cache.ask("customer_value_tracking", scope.everyone())
        charts.chart_card(
            "value-tracking", plots.tracking(weeks), value_data.tracking_sheet(weeks), name="customer_value_tracking", scope=scope.everyone(),
            note=_("All customers known on the day of the rule, predicted from their first purchase alone; the card below predicts from all their purchases up to that day."), alt=_("Repeat purchases made and predicted, week by week"),
        )  # fmt: skip
    with right, errors.part():
        rows = cache.ask("customer_value_check", scope)
        if not rows.height:
            tables.note(_("None of these customers had bought before the last quarter of the history."))
            return
        charts.chart_card(
            "value-frequencies", plots.frequencies(rows), value_data.frequencies_sheet(rows), name="customer_value_check", scope=scope,
            note=_("Customers known before the last quarter."), alt=_("Purchases made and predicted, by frequency"),
        )  # fmt: skip


def groups() -> None:
    """Who is still there and who will buy, by purchases made and silence."""
    rows = cache.ask("customer_value_matrix", scope)
    sheet, note = value_data.groups_sheet(rows), _("Stronger colour: more. In brackets: fewer than 30 customers.")
    left, right = st.columns([3, 2], gap="medium")
    with left, errors.part():
        charts.chart_card(
            "value-to-buy", group_plots.to_buy(rows), sheet, name="customer_value_matrix", scope=scope, note=note,
            alt=_("Purchases to expect, by purchases made and time since the last one"),
        )  # fmt: skip
    with right, errors.part():
        charts.chart_card(
            "value-there", group_plots.there(rows), sheet, name="customer_value_matrix", scope=scope, note=note,
            alt=_("Probability of being still there, by purchases made and time since the last one"),
        )  # fmt: skip


def believed() -> None:
    """Was the model right, and what is it?"""
    if findings.cut(model):
        checked()
    model_card.show(
        "value-models", value_data.models(model, scope), technical, name="customer_value_model", title=_("The card of the models"), scope=scope.everyone()
    )  # fmt: skip


def life() -> None:
    """The line of one customer, at first that of the highest value."""
    value_life.section(scope, str(values.sort("customer_value", descending=True)["customer_id"][0]))


@st.fragment
def listed() -> None:
    """Every customer, by its value or by its profit, to download."""
    titles = {"values": _("Customers by value of the next 12 months"), "profits": _("Customers by profit, losses first")}
    place = st.empty()
    which = choices.switch("valued_by", _("List"), list(titles), lambda one: titles[one], usual="values")
    place.subheader(titles[which], anchor=False)
    with states.block():
        sheet = value_data.listed(scope) if which == "values" else value_profit.sheet(scope)
        tables.table(sheet, key=which, caption=titles[which])
        name = "customer_value" if which == "values" else "profitable_customers"
        download_buttons(which, sheet, name=name, title=titles[which], scope=scope)
        value_data.target(which, scope)


head.question(_("What will our customers bring in the next 12 months, and which of them?"))

with states.guard("transactions"):
    scope, spoken = cache.scope(), language()
    model, said, technical = value_data.says(scope)
    values = cache.ask("customer_value", scope) if findings.speaks(model) else pl.DataFrame()
    count = ngettext("{n} customer who has bought", "{n} customers who have bought", values.height, n=formats.number(values.height, spoken))
    head.answer(findings.answer(model, values, spoken, cache.currency()), scope, [count] if values.height else [])
    for one in said:
        tables.note(one)
    if not values.height:
        believed()
        states.stop()
    figures(values)
    views = {"groups": groups, "model": believed, "life": life, "list": listed}
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        chosen = choices.switch("value_view", _("What to look at"), list(views), value_data.view_words, usual="groups")
        st.page_link(page_of("segments"), label=_("See: {page}", page=_("Segments")), width="content")
    views[chosen]()
