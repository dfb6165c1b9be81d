"""Scoring: who is worth what, and who is leaving?"""

import streamlit as st

from crm_ui import (
    cache,
    choices,
    head,
    scoring_abc,
    scoring_data,
    scoring_list,
    scoring_moves,
    scoring_rfm,
    settings_form,
    spans,
    states,
    tables,
)
from crm_ui.cards import card
from crm_ui.findings import scoring as findings
from crm_ui.navigation import page_of
from crm_ui.told_apart import Apart
from crm_ui.words import _, language
from crm_ui.young_history import caution

VIEWS = {"rfm": scoring_rfm.view, "abc": scoring_abc.view, "moves": scoring_moves.view, "list": scoring_list.view}

head.question(_("Who is worth what, and who is leaving?"))

with states.guard("transactions"):
    settings_form.said_saved()
    scope = cache.scope()
    now = scoring_data.Answers.to(scope)
    apart = Apart.of(scope)
    head.answer(findings.answer(now.curve, now.codes, language(), cache.currency(), returns=apart.returns), scope, [now.buyers_words])
    caution(scope)
    if said := scoring_data.too_few(scope):
        tables.note(said)
    if said or not now.codes.height:
        states.stop()

    for note in dict.fromkeys((apart.why, apart.flat)):
        tables.note(note)
    for column, (kpi, behind) in zip(
        st.columns(4, gap="small"), scoring_data.cards(scoring_data.Compared.to(scope, now), scope, returns=apart.returns), strict=True
    ):
        with column:
            card(kpi, behind)
    tables.note(spans.with_before(scoring_data.counted_words(scope), scope))

    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        chosen = choices.switch("scoring_view", _("What to look at"), list(VIEWS), scoring_data.view_words, usual="rfm")
        st.page_link(page_of("valeur"), label=_("See: {page}", page=_("Customer value")), width="content")
    VIEWS[chosen](scope, now)
