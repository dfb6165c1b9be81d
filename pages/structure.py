"""Structure: what is the base made of, by which channels does it buy, and whom can we reach?"""

import polars as pl
import streamlit as st

from crm_ui import base_data, cache, charts, choices, errors, formats, head, joined_files, states, structure_chart, structure_data, tables
from crm_ui.blank import blank, chart_or_blank
from crm_ui.cards import card
from crm_ui.findings import structure as findings
from crm_ui.plots import base as base_plots
from crm_ui.plots import structure as plots
from crm_ui.words import _, language, ngettext


@st.fragment
def groups() -> None:
    """The base by a chosen field: the chart, its concentration, and every value."""
    with states.block(), st.container(border=True, key="chart-structure"):
        fields = structure_data.fields()
        if not fields:
            tables.note(_("The base has no field to break it down by."))
            return
        left, right = st.columns([2, 3], gap="medium")
        with left:
            field = choices.select("structure_field", _("Break down by"), fields, structure_data.field_words, usual=fields[0])
            rows, sheet = structure_data.structure(scope, field)
            what, alt = structure_data.field_words(field), _("Sales and customers by the values of a field")
            if not structure_chart.drawn(rows, what, alt):
                return
        with right:
            tables.note(findings.concentration(cache.ask("structure", scope.broken_by(field)), field, language()))
            tables.table(structure_data.concentration_sheet(sheet), key=f"structure-{field}", caption=alt)
        charts.foot("structure", sheet, name=f"structure_{field}", note=structure_data.structure_note(field, rows), alt=alt, scope=scope)


def costs(rows: pl.DataFrame) -> None:
    """The cost lines of the year, and what its campaigns brought."""
    with st.container(border=True, key="chart-cost", height="stretch"):
        st.subheader(_("What the base costs"), anchor=False)
        sheet = structure_data.cost_sheet(rows)
        tables.table(sheet, key="cost", caption=_("What the base costs"))
        tables.note(findings.margin(rows.row(-1, named=True), language(), cache.currency()))
        note = _("For the whole base, whatever the filters.")
        charts.foot("cost", sheet, name="base_cost", note=note, alt=_("What the base costs"), scope=scope)


head.question(_("What is the base made of, by which channels does it buy, and whom can we reach?"))

with states.guard("customers"):
    scope, spoken = cache.scope(), language()
    reached, cost, mixes = cache.ask("reachable", scope), structure_data.cost(scope), base_data.asked_or_none("channel_mix", scope)
    kept, _everyone = cache.headcount(scope)
    count = ngettext("{n} customer", "{n} customers", kept, n=formats.number(kept, spoken))
    head.answer(findings.answer(reached, cost, spoken, cache.currency()), scope, [count])
    if not reached.height:
        states.stop()
    for column, kpi in zip(st.columns(4, gap="small"), structure_data.cards(reached, cost, mixes), strict=False):
        with column:
            card(kpi, scope)

    left, right = st.columns([3, 2], gap="medium")
    with left, errors.part():
        charts.chart_card(
            "reachable", plots.reachable(reached), structure_data.reachable_sheet(reached), name="reachable", scope=scope,
            note=_("Each customer who is not reached counts by the first reason: the address, then the consent."), alt=_("Customers reached by each channel, and why not the others"),
        )  # fmt: skip
    with right, states.block():
        if cost is None:
            blank(
                "cost",
                _(
                    "No cost line is on file. The references take them: cost.staff, cost.hosting, cost.investment, cost.improvement, one value a year."
                ),
            )
        else:
            costs(cost)

    groups()

    left, right = st.columns([3, 2], gap="medium")
    with left, states.block():
        asked = cache.ask("channel_mix", scope)
        chart_or_blank(
            "mixes", base_data.shown_mixes(asked) > 1, lambda: (base_plots.channels(asked, cache.currency(), 320), base_data.channels_sheet(asked)), name="channel_mix", scope=scope,
            note=_("A link, not a cause."), alt=_("Buyers still active, and what they spend, by channels used"), otherwise=_("Channels: the purchases do not tell two channels to compare."),
        )  # fmt: skip
    with right, states.block():
        pairs = cache.ask("informed_bought", scope)
        chart_or_blank(
            "crossing", structure_data.has_crossings(pairs), lambda: (plots.crossing(pairs), structure_data.crossing_sheet(pairs)), name="informed_bought", scope=scope,
            note=_("Last contact of the 30 days before. Blank: fewer than five customers."), alt=_("Channel of the purchase by channel of the last contact"),
            otherwise=_("No purchase follows a contact within 30 days by enough customers to be shown."),
        )  # fmt: skip
    if mixes is not None and base_data.shown_mixes(mixes) > 1:
        st.subheader(_("Every channel mix"), anchor=False)
        tables.table(
            base_data.channels_sheet(mixes), key="mixes-table", caption=_("Buyers, value, retention and recommendation by channels used")
        )

    joined_files.section()
