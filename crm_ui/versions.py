"""The versions of the workspace: who brought what, when, and the way back."""

from datetime import UTC, datetime
from html import escape
from math import ceil
from zoneinfo import ZoneInfo

import streamlit as st

from crm_core.errors import CrmError
from crm_core.i18n import N_
from crm_core.store import decisions
from crm_core.store.serving import serving_file
from crm_core.store.workspace import Version
from crm_ui import cache, errors, formats, looking
from crm_ui.cards import pill
from crm_ui.people import person
from crm_ui.words import _, language, ngettext

UNDONE, SHOWN, FINGERPRINT = "undone_version", 10, 8
KINDS = {"import": N_("Import"), "demo": N_("Demo company"), "erase": N_("Erasure"), "decisions": N_("Decisions on duplicates")}
COUNTS = {
    "read": N_("Read"), "loaded": N_("New rows"), "updated": N_("Updated"), "unchanged": N_("Unchanged"), "repeated": N_("Repeated"), "rejected": N_("Rejected"),
}  # fmt: skip
COUNTED = {
    "loaded": (N_("{n} new"), N_("{n} new")), "updated": (N_("{n} changed"), N_("{n} changed")), "unchanged": (N_("{n} unchanged"), N_("{n} unchanged")),
    "repeated": (N_("{n} repeated"), N_("{n} repeated")), "rejected": (N_("{n} rejected"), N_("{n} rejected")),
    "vanished": (N_("{n} vanished, kept"), N_("{n} vanished, kept")),
}  # fmt: skip


def history(*, way_back: bool = True) -> None:
    """The versions, newest first, each with the button that looks at it; the last one can be taken back (unless it is elsewhere on the page)."""
    versions = [one for one in reversed(cache.home().history()) if one.number]
    if not versions:
        st.text(_("Nothing has been published yet.") if cache.trial() else _("Nothing has been imported yet."))
        return
    page = st.session_state.get("versions-page", 1) if len(versions) > SHOWN else 1
    with st.container(key="versions", gap=None):
        for one in versions[(page - 1) * SHOWN : page * SHOWN]:
            _line(one, newest=one is versions[0], way_back=way_back)
    if len(versions) > SHOWN:
        st.pagination(ceil(len(versions) / SHOWN), key="versions-page")


def _line(version: Version, *, newest: bool, way_back: bool) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key=f"history-{version.number}"):
        st.html(told(version, newest=newest), width="stretch")
        with st.container(horizontal=True, width="content", gap="small", vertical_alignment="center"):
            if newest and way_back and not cache.trial():
                undo_button(version, "history")
            _look_button(version, newest=newest)


def _look_button(version: Version, *, newest: bool) -> None:
    """Look at this version on every page; the one that is looked at says so instead."""
    if version.number == cache.version() and not cache.workspace().is_trial:
        if not newest or cache.past_version():
            st.html(pill("neutral", _("Shown")), width="content")
        return
    about = _("Every page shows the data as they were then, for you alone.") if not newest else None
    number = None if newest and not cache.trial() else version.number
    st.button(_("Look at it"), key=f"look-{version.number}", on_click=cache.look_back, args=(number,), help=about)


def told(version: Version, *, newest: bool) -> str:
    """HTML: number, what, when, who; under it the files and the counts of their rows."""
    zone = ZoneInfo(cache.settings().firm.time_zone)
    name = _("Version {n}", n=formats.number(version.number, language()))
    current = f" {pill('good', _('Current'))}" if newest else ""
    about = " · ".join([_kind(version), moment(version.at.astimezone(zone), language()), version.by])
    below = " — ".join(part for part in (looking.files(version), counts(version), fingerprints(version)) if part)
    return f'<p class="bc-version"><b>{escape(name)}</b>{current} <span>{escape(about)}</span></p><p class="bc-note">{escape(below)}</p>'


def fingerprints(version: Version) -> str:
    """The first signs of the SHA-256 of the files, as many as are named; nothing for what was no file."""
    signs = [str(one["sha256"])[:FINGERPRINT] for one in version.summary.get("files", []) if one.get("sha256")]
    return f"SHA-256 {', '.join(signs[: looking.NAMED])}" if signs else ""


def _kind(version: Version) -> str:
    if version.kind == "undo":
        return _("Version {n} taken back", n=formats.number(version.summary["undone"], language()))
    return _(KINDS[version.kind]) if version.kind in KINDS else version.kind


def counts(version: Version) -> str:
    """1 204 rows read: 1 190 new, 9 changed, 5 rejected; what is zero is left out. 12 pairs merged. Nothing for an undo."""
    if version.kind == "undo":
        return ""
    decided = decisions.in_words(version.summary.get("decisions", {}), language())
    if version.kind == decisions.KIND:
        return decided
    return " — ".join(part for part in (_rows(version), decided) if part)


def _rows(version: Version) -> str:
    sums = {name: sum(int(one.get(name) or 0) for one in version.summary.get("files", [])) for name in ("read", *COUNTED)}
    spoken = language()
    parts = [ngettext(*COUNTED[name], n, n=formats.number(n, spoken)) for name, n in sums.items() if name in COUNTED and n]
    read = ngettext("{n} row read", "{n} rows read", sums["read"], n=formats.number(sums["read"], spoken))
    return _("{read}: {parts}", read=read, parts=", ".join(parts)) if parts else read


def moment(at: datetime, spoken: str) -> str:
    """21/11/2026 14 h 05, on one line."""
    return f"{formats.day(at, spoken)}{formats.HARD}{formats.clock(at, spoken)}"


def undo_button(last: Version, place: str) -> None:
    """Take the last version back; `place` tells the button from those elsewhere on the page."""
    files = [str(one.get("file", "")) for one in last.summary.get("files", [])]
    usual = _("Undo the last decisions") if last.kind == decisions.KIND else _("Undo the last import")
    label = usual if last.kind != "undo" else _("Undo the import before")
    about = ngettext("It takes {n} file back.", "It takes {n} files back.", len(files), n=formats.number(len(files), language()))
    if st.button(label, key=f"undo-{place}", help=about if files and last.kind != "undo" else None, disabled=not last.tables):
        undo()


def undo() -> None:
    """Take the last version back, build what the pages read, and draw everything again."""
    workspace = cache.home()
    try:
        made = workspace.undo(at=datetime.now(UTC), by=person())
        serving_file(workspace, made)
    except CrmError as problem:
        errors.show(problem)
        return
    cache.look_back(None)
    st.session_state[UNDONE] = made.summary["undone"]
    st.rerun()


def said_undone() -> None:
    """Say once that a version was taken back."""
    number = st.session_state.pop(UNDONE, None)
    if number:
        st.success(_("Version {number} was taken back: every page shows what was there before.", number=number))
