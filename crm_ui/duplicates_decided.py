"""The decisions in force: who took them, when, and the way back, one by one or as they were taken."""

from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

import polars as pl
import streamlit as st

from crm_core.columns import each
from crm_core.engine import Scope
from crm_core.engine.records import sources
from crm_core.i18n import N_, say
from crm_core.store import decisions
from crm_core.store.decisions import APART, LATER, MERGE, OPEN
from crm_core.units import Unit
from crm_ui import cache, duplicates_basket, duplicates_data, formats, tables, versions
from crm_ui.exports import download_buttons
from crm_ui.sheets import Column, Sheet
from crm_ui.words import _, language, ngettext

SAID = {MERGE: N_("merged"), APART: N_("told apart"), LATER: N_("for later")}
OFFERED = 200


def section(scope: Scope) -> None:
    """The list, its files, and the choice of one decision to take back."""
    decided = duplicates_basket.in_force()
    if not decided.height:
        return
    st.subheader(_("Decisions taken"), anchor=False)
    rows = named(decided)
    listed = sheet(rows)
    tables.table(listed, key="decided", caption=_("Decisions taken"))
    download_buttons("decided", listed, name="decisions", title=_("Decisions on duplicates"), scope=scope)
    if not cache.past_version():
        _take_back(rows)
        _take_back_together(decided)


def named(decided: pl.DataFrame) -> pl.DataFrame:
    """The decisions with the names of both records as they were brought."""
    ids = pl.concat([decided["left_id"], decided["right_id"]]).unique()
    found = sources(cache.connection(), ids.to_list(), duplicates_data.SHOWN).select("customer_id", duplicates_data.NAME.alias("named"))
    return duplicates_data.with_names(decided, found)


def sheet(rows: pl.DataFrame) -> Sheet:
    zone, spoken = ZoneInfo(cache.settings().firm.time_zone), language()
    when = each(rows["decided_at"].dt.epoch("us"), lambda at: versions.moment(_moment(at, zone), spoken)).alias("when")
    said = rows.with_columns(when, each(rows["decision"], lambda one: _(SAID[one])).alias("said"))
    return Sheet.of(
        said, Column("said", _("Decision")), Column("left_id", _("Customer")), Column("left_name", _("First record")), Column("right_id", _("The other")),
        Column("right_name", _("Second record")), Column("decided_by", _("By")), Column("when", _("On")), Column("loaded_in", _("Version"), Unit.COUNT),
    )  # fmt: skip


def _moment(microseconds: int, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(microseconds / 1e6, zone)


@st.fragment
def _take_back(rows: pl.DataFrame) -> None:
    """Choose a decision among those that a search leaves, and take it back."""
    left, right = st.columns([1, 2], gap="medium", vertical_alignment="bottom")
    text = left.text_input(_("Search a decision"), key="decided-search", placeholder=_("Name or number")) or ""
    offered = {(row["left_id"], row["right_id"]): row for row in matching(rows, text).head(OFFERED).iter_rows(named=True)}
    chosen = right.selectbox(
        _("Decision to take back"),
        list(offered),
        index=None,
        format_func=partial(_label, offered, language()),
        key="decided-one",
        placeholder=_("Choose a decision"),
    )
    if chosen is None or chosen not in offered:
        return
    if offered[chosen]["decision"] == MERGE and duplicates_basket.taken_back(*chosen):
        tables.note(_("They stay one customer: other merges join them. Take those back too to part them."))
    if st.button(_("Take this decision back"), key="take-back"):
        duplicates_basket.keep(decisions.frame([(*chosen, OPEN)]), after=lambda: None)


@st.fragment
def _take_back_together(decided: pl.DataFrame) -> None:
    """Decisions that were taken together (one click, one file) are taken back together; where several were."""
    taken = decided.group_by("loaded_in").agg(pl.len().alias("n")).filter(pl.col("n") > 1)
    versions_ = taken.sort("loaded_in", descending=True)["loaded_in"].to_list()
    if not versions_:
        return
    left, right = st.columns([1, 2], gap="medium", vertical_alignment="bottom")
    chosen = left.selectbox(
        _("Decisions taken together, to take back"), versions_, index=None, format_func=partial(_together, decided, language()),
        key="decided-version", placeholder=_("Choose a version"),
    )  # fmt: skip
    if chosen is None:
        return
    pairs = decided.filter(pl.col("loaded_in") == chosen).select(*decisions.PAIR)
    n = formats.number(pairs.height, language())
    if right.button(ngettext("Take back {n} decision", "Take back {n} decisions", pairs.height, n=n), key="take-back-together"):
        duplicates_basket.keep(decisions.frame((*pair, OPEN) for pair in pairs.iter_rows()), after=lambda: None)


def _together(decided: pl.DataFrame, spoken: str, version: int) -> str:
    """Version 3: 796 pairs merged."""
    counted = decisions.counts(decided.filter(pl.col("loaded_in") == version))
    return _("Version {n}: {what}", n=formats.number(version, spoken), what=decisions.in_words(counted, spoken))


def matching(rows: pl.DataFrame, text: str) -> pl.DataFrame:
    """The decisions one of whose numbers or names holds `text`."""
    cells = (
        pl.col(one).str.to_lowercase().str.contains(text.lower(), literal=True)
        for one in ("left_id", "right_id", "left_name", "right_name")
    )
    return rows.filter(pl.any_horizontal(cells).fill_null(value=False)) if text else rows


def _label(offered: dict[tuple[str, str], dict[str, object]], spoken: str, pair: tuple[str, str]) -> str:
    row = offered[pair]
    names = f"{row['left_name'] or formats.NONE} ({pair[0]}) · {row['right_name'] or formats.NONE} ({pair[1]})"
    return f"{say(SAID[str(row['decision'])], spoken)} · {names}"
