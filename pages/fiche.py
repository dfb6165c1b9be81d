"""Fiche client: who is this customer, and what to do next?"""

import streamlit as st

from crm_ui import address, cache, card_data, choices, errors, head, states, tables
from crm_ui.base_data import own_actions
from crm_ui.cards import card
from crm_ui.exports import download_buttons
from crm_ui.findings import customer as findings
from crm_ui.words import _, language

head.question(_("Who is this customer, and what to do next?"))

with states.guard("customers"):
    scope = cache.scope()
    text = st.text_input(_("Search"), key="search", placeholder=_("Name, number, e-mail or phone"), persist_state="session")
    if asked := address.take("customer"):
        st.session_state["customer"] = asked[-1]
    known = st.session_state.get("customer", "")
    found = card_data.options(text or known)
    if not found:
        tables.note(_("Nobody is called so.") if text or known else _("Search for a customer; small typing errors are forgiven."))
        states.stop()
    chosen = choices.select("customer", _("Customer"), list(found), lambda one: found[one], usual=next(iter(found)))
    address.put("customer", [chosen])
    one = card_data.customer(scope, chosen)
    if one is None:
        tables.note(_("This customer was not known yet on that day."))
        states.stop()
    head.answer(findings.answer(one.name, one.facts, one.standing, language(), cache.currency(), own_actions()), scope)
    for column, kpi in zip(st.columns(4, gap="small"), card_data.cards(one), strict=True):
        with column:
            card(kpi, scope)
    left, right = st.columns([1, 2], gap="medium")
    with left, errors.part():
        st.subheader(_("What is on file"), anchor=False)
        st.html(card_data.identity(one))
        written, remark = card_data.address(one)
        st.subheader(_("On an envelope"), anchor=False)
        st.html(written)
        tables.note(remark or _("Six lines of 38 characters at most, as La Poste reads them (NF Z10-011)."))
    with right, errors.part():
        st.subheader(_("What happened"), anchor=False)
        happened = card_data.timeline(scope, chosen)
        tables.table(happened, key="timeline", caption=_("What happened with this customer"))
        download_buttons("timeline", happened, name="customer_timeline", title=one.name, scope=scope)
