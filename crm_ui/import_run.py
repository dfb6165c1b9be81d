"""The button, the progress, and the report of an import."""

from datetime import UTC, datetime
from functools import partial
from html import escape
from pathlib import Path

import polars as pl
import streamlit as st

from crm_core.errors import CrmError
from crm_core.i18n import N_
from crm_core.ingest import FileReport, Report, import_files
from crm_core.tables import TABLES
from crm_core.units import Unit
from crm_ui import cache, errors, formats, import_difference, import_preview, publishing, tables, trials, versions
from crm_ui.cards import pill
from crm_ui.import_uploads import Upload
from crm_ui.navigation import GROUPS, exists, page_of
from crm_ui.people import person
from crm_ui.sheets import Column, Sheet
from crm_ui.trials import REPORT
from crm_ui.words import _, language, ngettext, plain

FILLED = {
    "customers": ("clients", "barometre"), "transactions": ("barometre", "scoring", "valeur", "segments"), "interactions": ("segments", "clients"),
    "surveys": ("satisfaction", "barometre"), "complaints": ("reclamations", "barometre"), "campaigns": ("campagnes",), "campaign_members": ("campagnes",),
    "references": ("barometre", "satisfaction"), "undeliverables": ("clients",),
}  # fmt: skip
COUNTS = {**versions.COUNTS, "skipped": N_("Lines set aside")}


def button(ready: list[Upload], waiting: int) -> None:
    """One button for all the files that can go; the others stay where they are."""
    label = ngettext("Try {n} file", "Try {n} files", len(ready), n=formats.number(len(ready), language()))
    with st.container(horizontal=True, vertical_alignment="center", key="import-foot"):
        pressed = bool(ready) and st.button(label, type="primary", key="import")
        if ready:
            tables.note(_("You alone see the result, on every page, until you publish it."))
        if waiting:
            said = ngettext(
                "{n} file waits for you and is left as it is.",
                "{n} files wait for you and are left as they are.",
                waiting,
                n=formats.number(waiting, language()),
            )
            st.html(f'<p class="bc-note">{escape(said)}</p>')
    if pressed:
        run(ready)


def run(ready: list[Upload]) -> None:
    """Import the files into the trial of this session, saying what is being done; then show the report.

    Whatever ends the run before (the button that cancels, another page) leaves the trial as it was.
    """
    requests = [import_preview.settled(upload, import_preview.understood(upload)) for upload in ready]
    with st.container(horizontal=True, vertical_alignment="center", key="import-running"):
        bar = st.progress(0.0, _("Reading the file"))
        st.button(_("Cancel"), key="import-cancel", on_click=trials.cancel)
    mine, by = trials.begin(), person()
    before = mine.workspace.version
    try:
        report = import_files(
            mine.workspace, requests, at=datetime.now(UTC), by=by, progress=partial(publishing.show, bar), language=language()
        )
    except CrmError as problem:
        bar.empty()
        errors.show(problem)
        trials.end_empty()
        return
    except BaseException:
        trials.interrupt(mine, before, by)
        raise
    trials.end_empty()
    st.session_state[REPORT] = report
    st.session_state.pop(publishing.DONE, None)
    for upload in ready:
        import_preview.put_away(upload)
    st.rerun()


def reported() -> bool:
    """Does the page show the report of the version that is looked at, with its way back?"""
    done: Report | None = st.session_state.get(REPORT)
    return done is not None and done.version == cache.workspace().version


def report() -> None:
    """What the last import of this session gave, until it is closed or undone."""
    done: Report | None = st.session_state.get(REPORT)
    if done is None or (done.version and not reported()):
        return
    with st.container(border=True, key="import-report"):
        st.subheader(_headline(done), anchor=False)
        tables.table(sheet(done), key="report", caption=_("What became of every row"))
        for rank, one in enumerate(done.files):
            _details(one, rank)
        _after(done)


def _headline(done: Report) -> str:
    if done.version is None:
        return _("Nothing new: every row was already there")
    if cache.workspace().is_trial:
        return _("Taken into your trial")
    return _("Imported as version {number}", number=formats.number(done.version, language()))


def sheet(done: Report) -> Sheet:
    """One row a file: where it went, and what became of its rows."""
    rows = [{"file": one.file, "table": _(TABLES[one.table].label), **{name: getattr(one, name) for name in COUNTS}} for one in done.files]
    words = (Column("file", _("File")), Column("table", _("Table")))
    return Sheet.of(pl.DataFrame(rows), *words, *(Column(name, _(label), Unit.COUNT) for name, label in COUNTS.items()))


def _details(one: FileReport, rank: int) -> None:
    """Rejects to take away, what was noticed, what was assumed, and the cells that were left empty."""
    if one.rejects and Path(one.rejects).exists():
        label = ngettext(
            "Download the {n} rejected row of {file}",
            "Download the {n} rejected rows of {file}",
            one.rejected,
            n=formats.number(one.rejected, language()),
            file=plain(one.file),
        )
        path = Path(one.rejects)
        st.download_button(label, path.read_bytes, path.name, "text/csv", key=f"rejects-{rank}", on_click="ignore")
    lines = [doubt.say(language()) for doubt in one.warnings]
    lines += [_("{question} Taken: {answer}.", question=asked.say(language()), answer=asked.answer(language())) for asked in one.questions]
    lines += [import_difference.refused(one.table, cells) for cells in one.refused]
    lines += [import_difference.bad_cells(cells) for cells in one.bad_cells]
    for line in lines:
        st.html(f'<p class="bc-note">{pill("watch", one.file)} {escape(line)}</p>')


def _after(done: Report) -> None:
    """The pages that show it, the way back, and the end of the report."""
    pages = [page for one in done.files for page in FILLED[one.table] if exists(page)]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for page in dict.fromkeys(pages):
            st.page_link(page_of(page), label=_("See: {page}", page=_(title(page))))
        if done.version and cache.trial():
            st.button(_("Take these files out of the trial"), key="untry", on_click=trials.undo)
        elif done.version:
            versions.undo_button(cache.home().current, "report")
        st.button(_("Close the report"), key="close-report", type="tertiary", on_click=st.session_state.pop, args=(REPORT, None))


def title(page: str) -> str:
    """The name of a page in the menu, a catalogue id."""
    return next(label for pages in GROUPS.values() for name, label in pages.items() if name == page)
