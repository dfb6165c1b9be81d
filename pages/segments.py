"""Segments: which groups, moving where, whom to target?"""

from functools import partial

import streamlit as st

from crm_ui import (
    cache,
    charts,
    choices,
    deliverable,
    errors,
    formats,
    head,
    segments_data,
    spans,
    states,
    structure_chart,
    structure_data,
    tables,
)
from crm_ui.blank import blank, chart_or_blank
from crm_ui.cards import card
from crm_ui.exports import download_buttons
from crm_ui.findings import segments as findings
from crm_ui.mailing import mail_buttons
from crm_ui.plots import segments as plots
from crm_ui.words import _, language, ngettext
from crm_ui.young_history import caution


@st.fragment
def structure() -> None:
    """The base by a chosen field."""
    with states.block():
        fields = structure_data.fields()
        if not fields:
            blank("structure", _("The base has no field to break it down by."))
            return
        with st.container(border=True, key="chart-structure", height="stretch"):
            field = choices.select("structure_field", _("Break down by"), fields, structure_data.field_words, usual=fields[0])
            rows, sheet = structure_data.structure(scope, field)
            what, alt = structure_data.field_words(field), _("Sales and customers by the values of a field")
            if not structure_chart.drawn(rows, what, alt):
                return
            charts.foot(
                "structure", sheet, name=f"structure_{field}", note=structure_data.structure_note(field, rows), alt=alt, scope=scope
            )


@st.fragment
def targets() -> None:
    """The customers of a chosen segment, move or class, why they are there, and the files to take them away."""
    with states.block():
        st.subheader(_("Whom to target, and why"), anchor=False)
        left, right, _rest = st.columns([1, 2, 1], gap="medium")
        groupings = segments_data.groupings(answers)
        with left:
            grouping = choices.select("grouping", _("Groups"), groupings, lambda one: _(segments_data.GROUPINGS[one]), usual=groupings[0])
        offered = segments_data.choices(answers, grouping)
        first = segments_data.usual(answers, grouping, offered, scope)
        with right:
            chosen = choices.select(f"group_{grouping}", _("Group"), offered, partial(segments_data.choice_words, grouping), usual=first)
        listed = deliverable.choose(segments_data.target(scope, grouping, chosen), scope)
        n = listed.frame.height
        if not n:
            tables.note(_("No customer is in this group."))
        if n:
            tables.note(segments_data.counted(grouping, chosen, listed))
            tables.long_table(listed, key=f"targets-{grouping}", caption=_("Customers of the group"))
            title = segments_data.choice_words(grouping, chosen)
            download_buttons("targets", listed, name="target", title=title, scope=scope)
            mail_buttons("targets", listed.frame["customer_id"].to_list(), name="target", title=title, scope=scope)


def moves() -> None:
    """The moves between classes as flows and as a matrix; what keeps them from being told is said once, by the answer if it can."""
    if answers.pairs is None:
        with states.block():
            if not answers.why:
                segments_data.moves(scope)
        return
    pairs, otherwise = answers.pairs, _("Moves between classes: five customers known before the period are needed.")
    left, right = st.columns([3, 2], gap="medium")
    with left, errors.part():
        chart_or_blank(
            "moves", segments_data.moved(pairs), lambda: (plots.moves(pairs), segments_data.moves_sheet(pairs)), name="migration", scope=scope,
            note=_("Moves of fewer than five customers are not drawn."), alt=_("Moves between lifecycle classes over the period"), otherwise=otherwise,
        )  # fmt: skip
    with right, errors.part():
        chart_or_blank(
            "stability", segments_data.moved(pairs), lambda: (plots.stability(pairs), segments_data.moves_sheet(pairs)), name="migration", scope=scope,
            note=_("Blank: fewer than five customers."), alt=_("Share of each class that is now in each class"), otherwise=otherwise,
        )  # fmt: skip


head.question(_("Which groups, moving where, and whom to target?"))

with states.guard("customers"):
    scope = cache.scope()
    answers = segments_data.ask(scope)
    kept, _everyone = cache.headcount(scope)
    head.answer(
        segments_data.said(answers),
        scope,
        [ngettext("{n} customer", "{n} customers", kept, n=formats.number(kept, language()))],
    )
    caution(scope)

    cards = segments_data.cards(answers)
    if not cards:
        states.missing_card("moves", _("Moves between classes and segments"), ("transactions",))
    for column, made in zip(st.columns(4, gap="small"), cards, strict=False):
        with column:
            card(made, scope)
    if cards:
        note = _(
            "Up: towards convinced; down: towards inactive and former. To win back first: the RFM segments “at risk” and “not to be lost”."
        )
        tables.note(spans.with_before(note, scope))

    moves()
    with errors.part():
        if answers.pairs is not None and segments_data.moved(answers.pairs):
            st.subheader(_("The main moves"), anchor=False)
            tables.table(
                segments_data.moves_sheet(answers.pairs, segments_data.LISTED_MOVES), key="main-moves", caption=_("The main moves")
            )

    left, right = st.columns([3, 2], gap="medium")
    with left, states.block():
        rows = findings.segments(cache.ask("rfm", scope))
        chart_or_blank(
            "rfm", not answers.apart.why, lambda: (plots.rfm(rows), segments_data.segments_sheet(rows)), name="rfm_segments", scope=scope,
            note=_("Segments from recency and frequency scores."), alt=_("RFM segments by number of buyers and sales"), otherwise=answers.apart.why,
        )  # fmt: skip
    with right:
        structure()
    targets()
