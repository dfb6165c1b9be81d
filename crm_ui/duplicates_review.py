"""Pairs one after the other, side by side with the record that they would make, and the decisions on them."""

import polars as pl
import streamlit as st

from crm_core.store import decisions
from crm_ui import cache, choices, duplicates_basket, duplicates_data, formats, tables
from crm_ui.duplicates_basket import WORDS
from crm_ui.findings import duplicates as findings
from crm_ui.words import _, language, ngettext

ZONES = ("review", "sure", "later")
RANK = "pair"


def zone_words(zone: str) -> str:
    return {"review": _("To review"), "sure": _("Sure"), "later": _("For later")}[zone]


def of_zone(pairs: pl.DataFrame, zone: str) -> pl.DataFrame:
    """Pairs left for later are in no other zone."""
    later = pl.col("decision").is_not_null()
    return pairs.filter(later if zone == "later" else ~later & (pl.col("zone") == zone))


def step(by: int) -> None:
    st.session_state[RANK] = st.session_state.get(RANK, 0) + by


@st.fragment
def one_by_one(pairs: pl.DataFrame) -> None:
    """The records of one pair side by side, what to do with them, and the way to the next pair."""
    st.subheader(_("One pair after the other"), anchor=False)
    duplicates_basket.told()
    zone = choices.switch("zone", _("Pairs"), ZONES, zone_words, usual="review")
    chosen = duplicates_basket.undecided(of_zone(pairs, zone))
    if zone == "sure" and chosen.height and not cache.past_version():
        _all_at_once(chosen)
    if not chosen.height:
        tables.note(_("No pair here."))
    else:
        _pair(chosen)
    _basket()


def _pair(chosen: pl.DataFrame) -> None:
    rank = st.session_state[RANK] = max(0, min(st.session_state.get(RANK, 0), chosen.height - 1))
    pair = chosen.row(rank, named=True)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="pair-foot"):
        st.button(_("Previous"), disabled=rank == 0, on_click=step, args=(-1,), key="pair-before")
        st.button(_("Next"), disabled=rank == chosen.height - 1, on_click=step, args=(1,), key="pair-after")
        tables.note(_("Pair {k} of {n}", k=formats.number(rank + 1, language()), n=formats.number(chosen.height, language())))
    points = ngettext("{n} point", "{n} points", pair["score"], n=pair["score"])
    tables.note(_("{points}: {reasons}", points=points, reasons=findings.reasons(pair["reasons"], language())))
    st.html(duplicates_data.side_by_side(pair))
    if cache.past_version():
        tables.note(_("To decide, go back to the current version."))
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for decision, word in WORDS.items():
            args = (pair["left_id"], pair["right_id"], decision)
            st.button(
                _(word),
                type="primary" if decision == decisions.MERGE else "secondary",
                on_click=duplicates_basket.note,
                args=args,
                key=f"decide-{decision}",
            )


def _all_at_once(sure: pl.DataFrame) -> None:
    """The button that merges the whole zone, after it has said how many."""
    merges = duplicates_basket.mergeable(sure)
    n, out, spoken = merges.height, sure.height - merges.height, language()
    label = ngettext("Merge the sure pair…", "Merge the {n} sure pairs…", n, n=formats.number(n, spoken))
    with st.popover(label, disabled=not n):
        records = findings.repeated(merges)
        st.text(
            ngettext(
                "{n} record joins another one. The records stay as they were brought, and each merge can be taken back.",
                "{n} records join another one. The records stay as they were brought, and each merge can be taken back.",
                records,
                n=formats.number(records, spoken),
            )
        )
        if out:
            said = ngettext("{n} pair is left out", "{n} pairs are left out", out, n=formats.number(out, spoken))
            st.text(_("{pairs}: records of its group were told apart.", pairs=said))
        if st.button(_("Merge"), type="primary", key="merge-all"):
            duplicates_basket.keep(merges, after=lambda: None)


def _basket() -> None:
    """What is decided and not kept yet, with the two ways on."""
    mine = duplicates_basket.frame()
    if not mine.height:
        return
    with st.container(key="strip-decisions", horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"):
        words = decisions.in_words(decisions.counts(mine), language())
        st.html(f'<p class="bc-looking"><b>{_("To be kept")}</b> <span>{words}</span></p>', width="stretch")
        pressed = st.button(_("Keep"), type="primary", key="keep-decisions")
        st.button(_("Drop"), key="drop-decisions", on_click=duplicates_basket.forget)
    if pressed:
        duplicates_basket.keep(mine)
