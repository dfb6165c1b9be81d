"""Who went from which class to which between two days: the flows, their table, and the customers behind one."""

from datetime import date
from functools import partial

import streamlit as st

from crm_core.engine import Scope
from crm_core.errors import CrmError
from crm_ui import address, base_data, cache, charts, choices, classes_data, deliverable, errors, formats, segments_data, states, tables
from crm_ui.blank import blank
from crm_ui.exports import download_buttons
from crm_ui.filters import DAY_SHAPE, FIRST_DAY, possible, wrong_choice
from crm_ui.mailing import mail_buttons
from crm_ui.navigation import page_of
from crm_ui.plots import segments as plots
from crm_ui.sheets import Sheet
from crm_ui.words import _, language, plain


@st.fragment
def flows(scope: Scope) -> None:
    """Two days to choose, then the flows between them."""
    with states.block():
        st.subheader(_("Who moved from which class to which"), anchor=False)
        left, right, _rest = st.columns([1, 1, 2], gap="medium")
        with left:
            first = _day("flow_from", _("From the evening of"), scope.start - classes_data.DAY)
        with right:
            last = _day("flow_to", _("To the evening of"), scope.as_of)
        try:
            chosen = classes_data.between(scope, first, last)
        except CrmError as problem:
            errors.show(problem)
            return
        _shown(chosen)


def _day(name: str, label: str, usual: date) -> date:
    """One of the two days: that of the address, else of the period."""
    key = f"{name}-{usual}"
    today = cache.now().date()
    if asked := address.take(name):
        if possible(asked[-1], today):
            st.session_state[key] = date.fromisoformat(asked[-1])
        else:
            st.warning(plain(wrong_choice(name, asked[-1]).say(language())))
    st.session_state.setdefault(key, usual)
    chosen = st.date_input(label, min_value=FIRST_DAY, max_value=max(today, usual), key=key, format=DAY_SHAPE)
    day = chosen if isinstance(chosen, date) else usual
    address.put(name, [] if day == usual else [day.isoformat()])
    return day


def _shown(scope: Scope) -> None:
    pairs = segments_data.moves(scope)
    if not segments_data.moved(pairs):
        blank("flows", _("Moves between classes: five customers known on the first day are needed."))
        return
    spoken = language()
    unit = _(
        "Customers by class on {first} (left) and on {last} (right)",
        first=formats.day(scope.start - classes_data.DAY, spoken),
        last=formats.day(scope.as_of, spoken),
    )
    sheet = segments_data.moves_sheet(pairs)
    charts.chart_card(
        "flows", plots.moves(pairs, unit), sheet, name="migration", scope=scope,
        note=_("Moves of fewer than five customers are not drawn."), alt=_("Moves between lifecycle classes between two days"),
    )  # fmt: skip
    tables.table(sheet, key="flows-table", caption=_("Customers by class on the first day and on the last"))
    _behind(scope)


def _behind(scope: Scope) -> None:
    """The customers of one flow, their files, and the way to Segments."""
    answers = segments_data.Answers.of_moves(segments_data.moves(scope))
    offered = segments_data.choices(answers, "move")
    if not offered:
        return
    words = partial(segments_data.choice_words, "move")
    chosen = choices.select(
        "flow", _("Customers behind a flow"), offered, words, usual=segments_data.usual(answers, "move", offered, scope), width=420
    )
    listed = deliverable.choose(segments_data.target(scope, "move", chosen), scope)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        tables.note(base_data.counted(listed))
        st.page_link(page_of("segments"), label=_("Target them in Segments"), query_params=_to_segments(scope, chosen))
    _listed(listed, words(chosen), scope)


def _listed(listed: Sheet, title: str, scope: Scope) -> None:
    tables.long_table(listed, key="flow-members", caption=_("Customers behind a flow"))
    download_buttons("flow-members", listed, name="flow", title=title, scope=scope)
    mail_buttons("flow-members", listed.frame["customer_id"].to_list(), name="flow", title=title, scope=scope)


def _to_segments(scope: Scope, flow: str) -> dict[str, str | list[str]]:
    """The address of the same customers on the page of the segments: its two days, its filters, this move."""
    filters: dict[str, str | list[str]] = {field: list(values) for field, values in scope.filters}
    days = {"period": "custom", "from": scope.start.isoformat(), "as_of": scope.as_of.isoformat()}
    return {**filters, **days, "lang": language(), "grouping": "move", "group_move": flow}
