"""The first rows of a file as they were understood, and the lines that were set aside."""

import polars as pl
import streamlit as st

from crm_core.i18n import N_
from crm_core.ingest.preview import Proposal
from crm_core.ingest.source import BadRow, Skipped
from crm_core.tables import TABLES, Table
from crm_core.units import Unit
from crm_ui import formats, tables
from crm_ui.import_uploads import Upload
from crm_ui.sheets import Column, Sheet
from crm_ui.words import _, language, ngettext

REASONS = {
    "title": N_("title"), "note": N_("note"), "total": N_("total"), "blank": N_("blank line"), "repeated_header": N_("repeated header"),
}  # fmt: skip
LONGEST, LONG = 120, 16


def rows(upload: Upload, preview: Proposal) -> None:
    """Two expanders: the first rows, and what is no row."""
    if preview.rows.height:
        with st.expander(_("First rows, as understood"), key=f"rows-{upload.id}", on_change="rerun") as opened:
            if opened.open:
                st.html(tables.html(first_rows(preview), _("First rows, as understood"), language(), "EUR"))
    aside = set_aside(preview)
    count = len(aside) + max(preview.staged.blank_lines - sum(one.reason == "blank" for one in preview.staged.skipped), 0)
    if count:
        label = ngettext("{n} line set aside", "{n} lines set aside", count, n=formats.number(count, language()))
        with st.expander(label, key=f"aside-{upload.id}", on_change="rerun") as opened:
            if opened.open:
                tables.table(aside_sheet(aside), key=f"aside-table-{upload.id}", caption=label)


def first_rows(preview: Proposal) -> Sheet:
    """The typed rows of a file with their lines and the labels of their fields."""
    rows = typed(preview.rows.drop("line"), TABLES[preview.table])
    line = preview.rows["line"].cast(pl.String)
    return Sheet(rows.frame.insert_column(0, line), (Column("line", _("Line"), Unit.TEXT), *rows.columns))


def typed(rows: pl.DataFrame, table: Table) -> Sheet:
    """Rows of a table with the labels of its fields; numbers to the right."""
    columns = tuple(
        Column(
            one.name,
            field_label(one.name, table),
            Unit.SCORE if one.dtype.is_numeric() else Unit.TEXT,
            wide=is_long(one),
            decimals=_decimals(one),
        )
        for one in rows
    )
    return Sheet(rows.with_columns(pl.col(pl.Decimal).cast(pl.Float64)), columns)


def is_long(values: pl.Series) -> bool:
    """Words that a narrow column would break over several lines."""
    longest = values.str.len_chars().max() if values.dtype == pl.String else 0
    return isinstance(longest, int) and longest > LONG


def field_label(name: str, table: Table) -> str:
    """What a stored column is called."""
    checked = {one.check_column: one.label for one in table.fields if one.check_column}
    if name in checked:
        return _("{field}, valid", field=_(checked[name]))
    return _(table[name].label) if name in table.by_name else name


def _decimals(values: pl.Series) -> int:
    """Two decimals for money, none for whole numbers, else as many as the values have (at most four)."""
    if values.dtype.is_decimal():
        return 2
    if not values.dtype.is_float():
        return 0
    return next((places for places in range(4) if (values - values.round(places)).abs().max() in (None, 0.0)), 4)


def set_aside(preview: Proposal) -> list[tuple[int, str, str]]:
    """Line, reason in words, text; in the order of the file."""
    lines: list[Skipped | BadRow] = [*preview.staged.skipped, *preview.staged.bad_rows]
    return sorted(map(_aside, lines))


def _aside(one: Skipped | BadRow) -> tuple[int, str, str]:
    return one.line, _(REASONS.get(one.reason, one.reason)), one.text[:LONGEST]


def aside_sheet(aside: list[tuple[int, str, str]]) -> Sheet:
    """One row a line that is no row."""
    frame = pl.DataFrame(aside, schema={"line": pl.String, "reason": pl.String, "text": pl.String}, orient="row", strict=False)
    return Sheet.of(frame, Column("line", _("Line")), Column("reason", _("Why")), Column("text", _("Text"), wide=True))
