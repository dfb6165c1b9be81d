"""Fiche client: who is this customer, and what to do next?"""

import streamlit as st

from crm_ui import address, cache, card_course, card_data, card_start, choices, errors, head, states, tables
from crm_ui.base_data import own_actions
from crm_ui.cards import card
from crm_ui.exports import download_buttons
from crm_ui.findings import customer as findings
from crm_ui.navigation import page_of
from crm_ui.words import _, language, ngettext


@st.fragment
def timeline(name: str) -> None:
    """What happened, kept to chosen kinds of events and to the period."""
    with errors.part():
        st.subheader(_("What happened"), anchor=False)
        rows, spoken = card_data.happened(scope, chosen), language()
        said = {one: _(card_data.WHAT[one]) for one in card_data.kinds(rows)}
        left, right = st.columns([2, 1], gap="medium", vertical_alignment="bottom")
        with left:
            kinds = st.pills(
                _("Kinds of events"), list(said), format_func=lambda one: said.get(one, one), selection_mode="multi", key=f"kinds-{spoken}"
            )
        with right:
            recent = st.checkbox(_("In the period only"), key="in-period")
        happened = card_data.timeline(rows, kinds, scope.start if recent else None)
        if not happened.frame.height:
            tables.note(_("Nothing of that kind happened."))
            return
        shown = ngettext("{n} event", "{n} events", happened.frame.height, n=happened.frame.height)
        tables.note(shown)
        tables.table(happened, key="timeline", caption=_("What happened with this customer"))
        download_buttons("timeline", happened, name="customer_timeline", title=name, scope=scope)


head.question(_("Who is this customer, and what to do next?"))

with states.guard("customers"):
    scope = cache.scope()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        text = st.text_input(_("Search"), key="search", placeholder=_("Name, number, e-mail or phone"), persist_state="session")
        if asked := address.take("customer"):
            st.session_state["customer"] = asked[-1]
        known = st.session_state.get("customer", "")
        if text or known:
            st.button(_("Whom to look at first"), type="tertiary", key="start-again", on_click=card_start.begin_again)
    everyone = card_data.options(text or known)
    found = card_data.within(scope, everyone)
    if not found:
        nobody = _("Nobody whom the filters keep is called so.") if everyone else _("Nobody is called so.")
        tables.note(nobody if text or known else _("Search for a customer; small typing errors are forgiven."))
        if not text and not known:
            card_start.show(scope)
        states.stop()
    if hidden := len(everyone) - len(found):
        tables.note(
            ngettext(
                "The filters leave out {n} more who may be meant.", "The filters leave out {n} more who may be meant.", hidden, n=hidden
            )
        )
    chosen = choices.select("customer", _("Customer"), list(found), lambda one: found[one], usual=next(iter(found)))
    address.put("customer", [chosen])
    one = card_data.customer(scope, chosen)
    if one is None:
        tables.note(_("This customer was not known yet on that day."))
        states.stop()
    head.answer(findings.answer(one.name, one.facts, one.standing, language(), cache.currency(), own_actions()), scope)
    st.html(card_data.plainly(one))
    for column, kpi in zip(st.columns(4, gap="small"), card_data.cards(one), strict=True):
        with column:
            card(kpi, scope)
    if one.facts["orders"]:
        st.page_link(
            page_of("valeur"), label=_("Probably still there? Its life line"), query_params={"value_view": "life", "customer": chosen}
        )
    over_time = st.container()
    left, right = st.columns([1, 2], gap="medium")
    with left, errors.part():
        st.subheader(_("What is on file"), anchor=False)
        st.html(card_data.identity(one))
        if more := card_data.derived_rows(scope, chosen):
            st.subheader(_("What is derived from it"), anchor=False)
            st.html(more)
        written, remark = card_data.address(one)
        st.subheader(_("On an envelope"), anchor=False)
        st.html(written)
        tables.note(remark or _("Six lines of 38 characters at most, as La Poste reads them (NF Z10-011)."))
    with right:
        timeline(one.name)
    with over_time, errors.part():
        st.subheader(_("Class over the last 24 months"), anchor=False)
        parts = card_course.stretches(scope, chosen)
        st.html(card_course.strip(parts))
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.html(
                f'<p class="bc-note">{_("Read on the same day of each month, by the thresholds of the last one.")}</p>', width="stretch"
            )
            with st.popover(_("Data"), type="tertiary", key="data-course"):
                tables.table(card_course.sheet(parts), key="course", caption=_("Class over the last 24 months"))
