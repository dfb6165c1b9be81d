"""The rows that a publication would change, file by file: new, changed from what to what, vanished."""

from datetime import datetime
from functools import partial
from pathlib import Path

import polars as pl
import streamlit as st

from crm_core.ingest.review import SHOWN, FileReview, vanished
from crm_core.store.trial import Trial
from crm_core.tables import TABLES, Table
from crm_ui import formats, tables
from crm_ui.downloads import csv_bytes, xlsx_bytes
from crm_ui.exports import XLSX
from crm_ui.import_rows import field_label, typed
from crm_ui.labels import value_words
from crm_ui.sheets import Column, Sheet
from crm_ui.words import _, language, ngettext


def show(rank: int, one: FileReview, mine: Trial) -> None:
    """The rows of each kind of one file, to unfold; those that vanished from a full export of `mine`, to take away too."""
    report, table = one.report, TABLES[one.report.table]
    _kept(f"new-{rank}", _("Rows added"), one.new, report.loaded, table)
    if report.updated:
        with st.expander(_fold(_("Changed rows"), report.updated), key=f"changed-{rank}"):
            tables.note(fields(one.fields, table))
            tables.table(cells(one.changed, table), key=f"changed-table-{rank}", caption=_("Changed rows"))
            if report.updated > SHOWN:
                _cut()
    if report.vanished:
        _kept(f"vanished-{rank}", _("Rows that this full export does not have"), one.vanished, report.vanished, table)
        tables.note(_("They stay in the workspace: publishing removes nothing."))
        _take_away(rank, one, mine)


def _take_away(rank: int, one: FileReview, mine: Trial) -> None:
    """All rows that vanished, as files. They are read at the click, outside the session: all words are settled before."""
    title = _("Rows that this full export does not have")
    columns = typed(one.vanished.drop("row_key"), TABLES[one.report.table]).columns
    about, leaves = ((_("File"), one.report.file), (_("Rows"), title)), (_("Data"), _("About"))
    made = partial(_all_vanished, mine, rank, columns)
    spoken, stem = language(), f"vanished_{Path(one.report.file).stem}"
    kinds = (
        ("CSV", "text/csv", lambda: csv_bytes(made(), about, spoken)),
        ("XLSX", XLSX, lambda: xlsx_bytes(made(), about, leaves)),
    )
    with st.container(horizontal=True, gap="small"):
        for name, mime, data in kinds:
            key, label = f"vanished-{name}-{rank}", _("Download {format}", format=name)
            st.download_button(label, data, f"{stem}.{name.lower()}", mime, key=key, type="tertiary", on_click="ignore")


def _all_vanished(mine: Trial, rank: int, columns: tuple[Column, ...]) -> Sheet:
    return Sheet(vanished(mine, rank), columns)


def _kept(key: str, label: str, rows: pl.DataFrame, count: int, table: Table) -> None:
    """An expander over rows of a table; columns without any value are left out."""
    if count:
        with st.expander(_fold(label, count), key=key):
            filled = rows.select(one.name for one in rows.drop("row_key") if one.null_count() < rows.height)
            tables.table(typed(filled, table), key=f"{key}-table", caption=label)
            if count > SHOWN:
                _cut()


def _fold(label: str, count: int) -> str:
    return f"{label} · {formats.number(count, language())}"


def _cut() -> None:
    tables.note(_("Only the first {n} rows are shown.", n=formats.number(SHOWN, language())))


def fields(changes: pl.DataFrame, table: Table) -> str:
    """City: 12 rows, E-mail: 3 rows."""
    counted = [
        (field_label(field, table), ngettext("{n} row", "{n} rows", n, n=formats.number(n, language()))) for field, n in changes.iter_rows()
    ]
    return ", ".join(_("{field}: {rows}", field=field, rows=rows) for field, rows in counted)


def cells(changed: pl.DataFrame, table: Table) -> Sheet:
    """One row a changed cell: which row, which field, from what to what."""
    key = _(table[table.key[0]].label) if len(table.key) == 1 else _("Row")
    rows = [
        (row, field_label(field, table), value(field, before, table), value(field, after, table))
        for row, field, before, after in changed.iter_rows()
    ]
    frame = pl.DataFrame(rows, schema=changed.schema, orient="row")
    wide = (Column("before", _("Before"), wide=True), Column("after", _("After"), wide=True))
    return Sheet.of(frame, Column("row_key", key), Column("field", _("Field")), *wide)


def value(field: str, text: str | None, table: Table) -> str | None:
    """A stored value, as DuckDB writes it, in the page's language."""
    kind = table[field].kind if field in table.by_name else "bool" if field.endswith("_ok") else "str"
    if text is None:
        return None
    match kind:
        case "date":
            return formats.day(datetime.fromisoformat(text), language())
        case "datetime":
            at = datetime.fromisoformat(text)
            return f"{formats.day(at, language())} {formats.clock(at, language())}"
        case "number" | "money":
            decimals = len(text.partition(".")[2].rstrip("0") if kind == "number" else text.partition(".")[2])
            return formats.number(float(text), language(), decimals)
        case "bool":
            return _("yes") if text == "true" else _("no")
        case _:
            return value_words(field, text)
