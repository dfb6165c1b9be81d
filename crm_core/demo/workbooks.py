"""XLSX files as people keep them: a title above the header, real dates, a total and a note below."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path

import polars as pl
import xlsxwriter

from crm_core.demo.headers import HEADERS
from crm_core.demo.text_files import with_headers


def write_workbook(
    path: Path, frame: pl.DataFrame, table: str, *, sheet: str, created: date, titles: Sequence[str] = (), notes: Sequence[str] = ()
) -> None:
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy", "strings_to_numbers": False, "strings_to_formulas": False})
    book.set_properties({"author": "Maison Lavande", "created": datetime.combine(created, time(9), UTC).replace(tzinfo=None)})
    page = book.add_worksheet(sheet)
    bold = book.add_format({"bold": True})
    row = 0
    for title in titles:
        page.write_string(row, 0, title, bold)
        row += 1
    row += 1 if titles else 0
    shown = with_headers(frame, table)
    page.write_row(row, 0, shown.columns, book.add_format({"bold": True, "bottom": 1, "text_wrap": True}))
    _write_rows(book, page, shown, row + 1)
    row += len(shown) + 2
    for note in notes:
        page.write_string(row, 0, note)
        row += 1
    page.set_column(0, len(HEADERS[table]), 16)
    book.close()


def _write_rows(book: xlsxwriter.Workbook, page: xlsxwriter.worksheet.Worksheet, shown: pl.DataFrame, row: int) -> None:
    moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
    for column, (name, dtype) in enumerate(shown.schema.items()):
        values = shown[name].to_list()
        for offset, value in enumerate(values):
            if value is None:
                continue
            if dtype == pl.Date:
                page.write_datetime(row + offset, column, value)
            elif isinstance(dtype, pl.Datetime):
                page.write_datetime(row + offset, column, value, moment)
            elif dtype == pl.String:
                page.write_string(row + offset, column, value)
            else:
                page.write_number(row + offset, column, value)
