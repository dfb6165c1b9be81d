"""The first rows of a file as they were understood, and the lines that were set aside."""

import polars as pl
import streamlit as st

from crm_core.i18n import N_
from crm_core.ingest.preview import Proposal
from crm_core.ingest.source import BadRow, Skipped
from crm_core.tables import TABLES
from crm_core.units import Unit
from crm_ui import formats, tables
from crm_ui.import_uploads import Upload
from crm_ui.sheets import Column, Sheet
from crm_ui.words import _, language, ngettext

REASONS = {
    "title": N_("title"), "note": N_("note"), "total": N_("total"), "blank": N_("blank line"), "repeated_header": N_("repeated header"),
}  # fmt: skip
LONGEST = 120


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
    """The typed rows with the labels of their fields; numbers to the right."""
    table = TABLES[preview.table]
    named = [Column("line", _("Line"), Unit.TEXT)]
    for name, kind in preview.rows.schema.items():
        if name == "line":
            continue
        label = _(table[name].label) if name in table.by_name else name
        named.append(Column(name, label, Unit.SCORE if kind.is_numeric() else Unit.TEXT, decimals=_decimals(preview.rows[name])))
    return Sheet(preview.rows.with_columns(pl.col("line").cast(pl.String), pl.col(pl.Decimal).cast(pl.Float64)), tuple(named))


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
