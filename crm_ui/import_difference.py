"""What a file would change, before anything is written."""

from html import escape

import streamlit as st

from crm_core.errors import CrmError
from crm_core.ingest import FileReport
from crm_core.ingest.clean import BadCells
from crm_core.ingest.preview import Proposal
from crm_core.ingest.report import WHOLE, why_refused
from crm_core.tables import TABLES
from crm_ui import errors, formats, import_choices
from crm_ui.cards import pill
from crm_ui.import_preview import compared
from crm_ui.import_uploads import Upload
from crm_ui.words import _, language, ngettext


def shown(upload: Upload, preview: Proposal) -> bool:
    """Draw the counts; whether the file can be imported."""
    try:
        report = compared(upload, preview)
    except CrmError as problem:
        errors.show(problem)
        return False
    st.html(f'<p class="bc-difference">{counts(report)}</p>')
    for cells in report.refused:
        st.html(f'<p class="bc-note">{pill("bad", _("Refused"))} {escape(refused(preview.table, cells))}</p>')
    for cells in report.bad_cells:
        st.html(f'<p class="bc-note">{pill("watch", _("To check"))} {escape(bad_cells(cells))}</p>')
    with st.container(horizontal=True, gap="medium"):
        _complete(upload)
        if report.updated or import_choices.of(upload).blank_empties:
            _blanks(upload)
    return True


def waiting(preview: Proposal) -> None:
    """What must be answered before the file can be compared."""
    if not preview.missing:
        st.html(f'<p class="bc-difference"><b class="bc-watch">{escape(_("Not ready yet: say what this file holds."))}</b></p>')
        return
    fields = ", ".join(_(TABLES[preview.table][name].label) for name in preview.missing)
    st.html(
        f'<p class="bc-difference"><b class="bc-watch">{escape(_("Not ready yet: give a column or a value for {fields}.", fields=fields))}</b></p>'
    )


def bad_cells(cells: BadCells) -> str:
    """“Né le”: 12 cells were left empty (not a date), Line 4: “??”, line 9: “—”"""
    spoken = language()
    said = ngettext(
        "“{column}”: {n} cell was left empty ({reason}).",
        "“{column}”: {n} cells were left empty ({reason}).",
        cells.count,
        column=cells.column,
        n=formats.number(cells.count, spoken),
        reason=_(cells.reason),
    )
    return f"{said} {_examples(cells)}"


def refused(table: str, cells: BadCells) -> str:
    """“NPS”: 2 rows rejected (a mark off its scale, and the row has no other). Line 3: “12”, line 5: “-1”"""
    said = ngettext(
        "“{column}”: {n} row rejected ({reason}).",
        "“{column}”: {n} rows rejected ({reason}).",
        cells.count,
        column=cells.column or _(WHOLE),
        n=formats.number(cells.count, language()),
        reason=why_refused(table, cells, language()),
    )
    return f"{said} {_examples(cells)}"


def _examples(cells: BadCells) -> str:
    shown = cells.examples[:3]
    said = ", ".join(_("line {line}: “{value}”", line=n, value=text) if text else _("line {line}", line=n) for n, text in shown)
    return said[:1].upper() + said[1:]


def counts(report: FileReport) -> str:
    """4 906 new, 0 changed, 0 unchanged, as HTML; repeated and rejected rows only when there are some."""
    spoken = language()
    parts = [
        _said(ngettext("{n} new row", "{n} new rows", report.loaded, n=formats.number(report.loaded, spoken)), strong=True),
        _said(ngettext("{n} changed", "{n} changed", report.updated, n=formats.number(report.updated, spoken)), strong=report.updated > 0),
        _said(ngettext("{n} unchanged", "{n} unchanged", report.unchanged, n=formats.number(report.unchanged, spoken))),
    ]
    if report.repeated:
        parts.append(_said(ngettext("{n} repeated", "{n} repeated", report.repeated, n=formats.number(report.repeated, spoken))))
    if report.rejected:
        parts.append(
            f'<b class="bc-bad">{escape(ngettext("{n} rejected", "{n} rejected", report.rejected, n=formats.number(report.rejected, spoken)))}</b>'
        )
    if report.vanished is not None:
        gone = ngettext("{n} vanished, kept", "{n} vanished, kept", report.vanished, n=formats.number(report.vanished, spoken))
        parts.append(_said(gone, strong=report.vanished > 0))
    return f"{escape(_('This import would give:'))} " + ", ".join(parts)


def _said(words: str, *, strong: bool = False) -> str:
    return f"<b>{escape(words)}</b>" if strong else escape(words)


def _complete(upload: Upload) -> None:
    key = f"complete-{upload.id}"
    st.session_state[key] = import_choices.of(upload).complete
    st.checkbox(
        _("This file is a full export"), key=key, on_change=_completed, args=(upload, key),
        help=_("Rows of the workspace that the file does not have are then listed as vanished before you publish. They are kept all the same."),
    )  # fmt: skip


def _completed(upload: Upload, key: str) -> None:
    import_choices.of(upload).complete = st.session_state[key]


def _blanks(upload: Upload) -> None:
    key = f"blank-{upload.id}"
    st.session_state[key] = import_choices.of(upload).blank_empties
    st.checkbox(
        _("An empty cell erases what the workspace holds"), key=key, on_change=_blanked, args=(upload, key),
        help=_("Otherwise an empty cell leaves the value as it is."),
    )  # fmt: skip


def _blanked(upload: Upload, key: str) -> None:
    import_choices.of(upload).blank_empties = st.session_state[key]
