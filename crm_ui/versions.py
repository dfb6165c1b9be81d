"""The versions of the workspace: who brought what, when, and the way back."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import polars as pl
import streamlit as st

from crm_core.errors import CrmError
from crm_core.i18n import N_
from crm_core.store.serving import serving_file
from crm_core.store.workspace import Version, versions_frame
from crm_core.units import Unit
from crm_ui import cache, errors, formats, tables
from crm_ui.people import person
from crm_ui.sheets import Column, Sheet
from crm_ui.words import _, language, ngettext

UNDONE = "undone_version"
KINDS = {"import": N_("Import"), "undo": N_("Undo"), "demo": N_("Demo company"), "erase": N_("Erasure")}
COUNTS = {
    "read": N_("Read"), "loaded": N_("New rows"), "updated": N_("Updated"), "unchanged": N_("Unchanged"), "repeated": N_("Repeated"), "rejected": N_("Rejected"),
}  # fmt: skip


def history(*, way_back: bool = True) -> None:
    """The table of versions, newest first, and the button that takes the last one back (unless it is elsewhere on the page)."""
    versions = [one for one in cache.workspace().history() if one.number]
    if not versions:
        st.text(_("Nothing has been imported yet."))
        return
    tables.table(sheet(versions), key="versions", caption=_("Versions of the workspace"))
    if way_back:
        undo_button(versions[-1], "history")


def sheet(versions: list[Version]) -> Sheet:
    """One row a version: number, what, when, who, files, counts."""
    spoken, zone = language(), ZoneInfo(cache.settings().firm.time_zone)
    frame = versions_frame(versions).with_columns(
        pl.col("version").cast(pl.String),
        pl.col("kind").map_elements(lambda kind: _(KINDS[kind]) if kind in KINDS else kind, return_dtype=pl.String),
        pl.col("at").map_elements(lambda at: moment(at.astimezone(zone), spoken), return_dtype=pl.String),
    )
    words = (("version", _("Version")), ("kind", _("What")), ("at", _("When")), ("by", _("Who")))
    counts = (Column(name, _(label), Unit.COUNT) for name, label in COUNTS.items())
    return Sheet.of(frame, *(Column(name, label) for name, label in words), *counts, Column("files", _("Files"), wide=True))


def moment(at: datetime, spoken: str) -> str:
    """21/11/2026 14 h 05, on one line."""
    return f"{formats.day(at, spoken)}{formats.HARD}{formats.clock(at, spoken)}"


def undo_button(last: Version, place: str) -> None:
    """Take the last version back; `place` tells the button from those elsewhere on the page."""
    files = [str(one.get("file", "")) for one in last.summary.get("files", [])]
    label = _("Undo the last import") if last.kind != "undo" else _("Undo the import before")
    about = ngettext("It takes {n} file back.", "It takes {n} files back.", len(files), n=formats.number(len(files), language()))
    if st.button(label, key=f"undo-{place}", help=about if files and last.kind != "undo" else None, disabled=not last.tables):
        undo()


def undo() -> None:
    """Take the last version back, build what the pages read, and draw everything again."""
    workspace = cache.workspace()
    try:
        made = workspace.undo(at=datetime.now(UTC), by=person())
        serving_file(workspace, made)
    except CrmError as problem:
        errors.show(problem)
        return
    st.session_state[UNDONE] = made.summary["undone"]
    st.rerun()


def said_undone() -> None:
    """Say once that a version was taken back."""
    number = st.session_state.pop(UNDONE, None)
    if number:
        st.success(_("Version {number} was taken back: every page shows what was there before.", number=number))
