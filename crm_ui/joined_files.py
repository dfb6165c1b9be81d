"""An outside file joined to the customers by postal code or SIRET: drop it, choose, keep it; its columns are fields from then on."""

from datetime import datetime

import polars as pl
import streamlit as st

from crm_core.engine.fields import taken
from crm_core.engine.joined import Joined, Kind
from crm_core.engine.prepared import of_file
from crm_core.i18n import N_
from crm_core.ingest.joining import MOST_LINES, Brought, bring, join, leave, without_key
from crm_core.store.scratch import scratch, working
from crm_core.units import Unit
from crm_ui import cache, data_style, errors, formats, people, tables
from crm_ui.import_uploads import EXTENSIONS, safe_name
from crm_ui.sheets import Column, Sheet
from crm_ui.upload_limit import limit_mb
from crm_ui.words import _, language, ngettext, plain

Upload = st.runtime.uploaded_file_manager.UploadedFile
KINDS = {"postal_code": N_("postal code"), "siret": N_("SIRET"), "siren": N_("SIREN")}
KEPT, SAID, SHOWN = "brought_file", "joined_said", 5


@st.fragment
def section() -> None:
    """The files joined, and the way to join another."""
    st.subheader(_("Files joined by postal code or SIRET"), anchor=False)
    tables.note(
        _(
            "Income by postal code, ratings by SIRET…: each column becomes a field to break down and filter by, marked as derived. For everyone who looks at this workspace."
        )
    )
    if said := st.session_state.pop(SAID, ""):
        st.success(said)
    with errors.part():
        _there(cache.connection().files)
        _another()


def _there(files: tuple[Joined, ...]) -> None:
    if not files:
        return
    tables.table(sheet(files), key="joined-files", caption=_("Files joined"))
    left, right = st.columns([2, 3], gap="medium", vertical_alignment="bottom")
    with left:
        names = {one.name: one for one in files}
        chosen = st.selectbox(
            _("File to take out"), list(names), format_func=lambda one: names[one].file if one in names else one, key="joined-out"
        )
    with right:
        if st.button(_("Take it out"), key="leave-joined"):
            leave(cache.workspace().home, names[chosen])
            _again(_("{file} is joined no more.", file=plain(names[chosen].file)))


def sheet(files: tuple[Joined, ...]) -> Sheet:
    """The joined files: by what, what they bring, how many customers they meet, and who joined them when."""
    con, spoken, zone = cache.connection(), language(), cache.now().tzinfo
    rows = pl.DataFrame(
        {
            "file": [one.file for one in files],
            "by": [f"{one.key} ({_(KINDS[one.kind])})" for one in files],
            "fields": [", ".join(one.fields.values()) for one in files],
            "rows": [one.rows for one in files],
            "met": [of_file(con, one).height for one in files],
            "left_out": [_left_out(one) for one in files],
            "at": [formats.day(datetime.fromisoformat(one.at).astimezone(zone), spoken) for one in files],
            "who": [one.by for one in files],
        }
    )
    return Sheet.of(
        rows, Column("file", _("File")), Column("by", _("Joined by")), Column("fields", _("Fields"), wide=True), Column("rows", _("Rows kept"), Unit.COUNT),
        Column("met", _("Customers met"), Unit.COUNT), Column("left_out", _("Rows without a right key")), Column("at", _("On")), Column("who", _("By")),
    )  # fmt: skip


def _left_out(one: Joined) -> str:
    """2 (lines 4, 5)"""
    if not one.left_lines:
        return formats.number(one.left_out, language())
    lines = ", ".join(map(str, one.left_lines[:SHOWN])) + ("…" if one.left_out > SHOWN else "")
    return ngettext("{n} (line {lines})", "{n} (lines {lines})", one.left_out, n=formats.number(one.left_out, language()), lines=lines)


def without(brought: Brought, header: str, kind: Kind) -> None:
    """The rows that nothing can be joined by, with their lines: before the file is joined, while it can be mended."""
    rows = without_key(brought, header, kind)
    if not rows.height:
        return
    n = formats.number(rows.height, language())
    said = ngettext("{n} row has no right key and would be left out", "{n} rows have no right key and would be left out", rows.height, n=n)
    with st.expander(said, key="join-without"):
        shown = rows.with_columns(pl.col("line").cast(pl.String)).head(MOST_LINES)
        tables.table(Sheet.of(shown, Column("line", _("Line")), Column("value", header, wide=True)), key="join-without-rows", caption=said)
        if rows.height > MOST_LINES:
            tables.note(_("Only the first {n} rows are shown.", n=formats.number(MOST_LINES, language())))


def _another() -> None:
    """Drop a file, choose its key and its columns, and keep it."""
    data_style.apply()
    turn = st.session_state.get("join-turn", 0)
    with st.container(key="bc-upload"):
        file = st.file_uploader(_("File to join"), EXTENSIONS, key=f"join-{turn}", max_upload_size=limit_mb())
    if file is None:
        return
    brought = _brought(file)
    keys = [f"{header} · {_(KINDS[kind])}" for header, kind in brought.keys]
    left, right = st.columns([2, 3], gap="medium")
    with left:
        rank = keys.index(st.selectbox(_("Joined by"), keys, key=f"join-key-{turn}"))
    header, kind = brought.keys[rank]
    with right:
        others = [one for one in brought.rows.columns if one != header]
        columns = st.multiselect(_("Columns to bring"), others, others, key=f"join-columns-{turn}", select_all=False)
    tables.table(
        Sheet(brought.rows.head(5), tuple(Column(one, one) for one in brought.rows.columns)),
        key="join-preview",
        caption=_("First rows of the file"),
    )
    without(brought, header, kind)
    if st.button(_("Join"), type="primary", key="join-file", disabled=not columns):
        _join(brought, header, kind, columns)
        st.session_state["join-turn"] = turn + 1
        _again(_("{file} is joined.", file=plain(brought.file)))


def _brought(file: Upload) -> Brought:
    """What the file holds, kept until another is dropped."""
    kept: tuple[str, Brought] | None = st.session_state.get(KEPT)
    if kept is None or kept[0] != file.file_id:
        with st.spinner(_("Reading the file")), scratch() as place:
            path = place / safe_name(file.name)
            with working():
                path.write_bytes(file.getbuffer())
            st.session_state[KEPT] = kept = (file.file_id, bring(path))
    return kept[1]


def _join(brought: Brought, header: str, kind: Kind, columns: list[str]) -> None:
    con = cache.connection()
    there = taken(con, brought.file)
    join(con.workspace.home, brought, key=header, kind=kind, columns=columns, taken=there, at=cache.now(), by=people.person())


def _again(said: str) -> None:
    st.session_state[SAID] = said
    st.rerun()
