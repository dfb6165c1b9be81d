"""Doublons: which records may be the same person or firm, why, and what is decided on them?"""

import streamlit as st

from crm_ui import cache, comparing, duplicates_data, duplicates_decided, duplicates_file, duplicates_review, formats, head, states, tables
from crm_ui.cards import card
from crm_ui.exports import download_buttons
from crm_ui.findings import duplicates as findings
from crm_ui.words import _, language, ngettext

head.question(_("Who is in our base twice?"))

with states.guard("customers"):
    scope = cache.scope()
    if not comparing.ready():
        comparing.wait()
        duplicates_file.section(scope)
        states.stop()
    pairs, now = duplicates_data.asked(scope)
    rows = ngettext("{n} customer known", "{n} customers known", now.records, n=formats.number(now.records, language()))
    head.answer(findings.answer(now, language()), scope, [rows])
    if now.records:
        for column, kpi in zip(st.columns(4, gap="small"), duplicates_data.cards(now), strict=True):
            with column:
                card(kpi, scope)
        tables.note(_("The points say how alike two records are, what differs is marked. A merge rewrites nothing and can be taken back."))
        duplicates_review.one_by_one(pairs)
    if pairs.height:
        st.subheader(_("All pairs, and why"), anchor=False)
        listed = duplicates_data.sheet(pairs)
        tables.table(listed, key="pairs", caption=_("Probable duplicates"))
        download_buttons("pairs", listed, name="duplicates", title=_("Probable duplicates"), scope=scope)
    duplicates_decided.section(scope)
    duplicates_file.section(scope)
