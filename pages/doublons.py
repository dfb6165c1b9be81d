"""Doublons: which records may be the same person or firm, and why?"""

import polars as pl
import streamlit as st

from crm_ui import cache, choices, duplicates_data, formats, head, states, tables
from crm_ui.cards import card
from crm_ui.exports import download_buttons
from crm_ui.findings import duplicates as findings
from crm_ui.words import _, language, ngettext

ZONES = ("review", "sure")


def step(by: int) -> None:
    st.session_state["pair"] = st.session_state.get("pair", 0) + by


@st.fragment
def one_by_one(pairs: pl.DataFrame) -> None:
    """The records of one pair side by side, and the way to the next pair."""
    st.subheader(_("One pair after the other"), anchor=False)
    zone = choices.switch("zone", _("Pairs"), ZONES, lambda one: _("To review") if one == "review" else _("Sure"), usual="review")
    chosen = pairs.filter(pl.col("zone") == zone)
    if not chosen.height:
        tables.note(_("No pair here."))
        return
    rank = st.session_state["pair"] = max(0, min(st.session_state.get("pair", 0), chosen.height - 1))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(_("Previous"), disabled=rank == 0, on_click=step, args=(-1,), key="pair-before")
        st.button(_("Next"), disabled=rank == chosen.height - 1, on_click=step, args=(1,), key="pair-after")
        tables.note(_("Pair {k} of {n}", k=formats.number(rank + 1, language()), n=formats.number(chosen.height, language())))
    pair = chosen.row(rank, named=True)
    points = ngettext("{n} point", "{n} points", pair["score"], n=pair["score"])
    tables.note(_("{points}: {reasons}", points=points, reasons=findings.reasons(pair["reasons"], language())))
    st.html(duplicates_data.side_by_side(pair))


head.question(_("Who is in our base twice?"))

with states.guard("customers"):
    scope = cache.scope()
    pairs, now = duplicates_data.asked(scope)
    rows = ngettext("{n} customer known", "{n} customers known", now.records, n=formats.number(now.records, language()))
    head.answer(findings.answer(now, language()), scope, [rows])
    for column, kpi in zip(st.columns(4, gap="small"), duplicates_data.cards(now), strict=True):
        with column:
            card(kpi, scope)
    tables.note(_("Nothing is merged: the points say how alike two records are, what differs is marked."))
    if pairs.height:
        one_by_one(pairs)
        st.subheader(_("All pairs, and why"), anchor=False)
        listed = duplicates_data.sheet(pairs)
        tables.table(listed, key="pairs", caption=_("Probable duplicates"))
        download_buttons("pairs", listed, name="duplicates", title=_("Probable duplicates"), scope=scope)
