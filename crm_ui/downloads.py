"""Files to take away: CSV and XLSX that carry what they are about, and whose text no spreadsheet can take for a formula.

CSV: `;`, UTF-8 with BOM and decimal comma in French, `,` and decimal point in English. Shares stay 0 to 1, dates ISO.
"""

import csv
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import polars as pl

from crm_core.columns import each_text
from crm_core.neutral import neutral
from crm_core.units import Unit
from crm_ui.sheets import Sheet

About = Sequence[tuple[str, str]]
PLACES = 6
XLSX_FORMATS = {Unit.SHARE: "0.0%", Unit.MONEY: "#,##0.00", Unit.COUNT: "0"}


def csv_bytes(sheet: Sheet, about: About, language: str) -> bytes:
    """The sheet as a CSV file; `about`, if any, comes first, one `name;value` a line, then an empty line, then the header."""
    out = StringIO(newline="")
    writer = csv.writer(out, delimiter=";" if language == "fr" else ",", lineterminator="\r\n")
    writer.writerows([neutral(name), neutral(value)] for name, value in about)
    if about:
        writer.writerow([])
    writer.writerow([neutral(column.label) for column in sheet.columns])
    writer.writerows([_cell(value, language) for value in row] for row in _frame(sheet).iter_rows())
    return out.getvalue().encode("utf-8-sig")


def _cell(value: object, language: str) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case float() | Decimal():
            text = f"{round(value, PLACES) if isinstance(value, float) else value}"
            return text.replace(".", ",") if language == "fr" else text
        case int():
            return str(value)
        case datetime():
            return value.isoformat(sep=" ", timespec="minutes")
        case date():
            return value.isoformat()
        case _:
            return neutral(str(value))


def xlsx_bytes(sheet: Sheet, about: About, titles: tuple[str, str]) -> bytes:
    """The sheet as a workbook of two leaves, named `titles`: the rows, and what they are about."""
    from xlsxwriter import Workbook

    out = BytesIO()
    with Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False, "default_date_format": "yyyy-mm-dd"}) as book:
        _rows(sheet).write_excel(
            book, worksheet=titles[0], column_formats=_column_formats(sheet), autofit=True, table_style="Table Style Light 1"
        )
        leaf = book.add_worksheet(titles[1])
        for row, (name, value) in enumerate(about):
            leaf.write_string(row, 0, neutral(name))
            leaf.write_string(row, 1, neutral(value))
        leaf.autofit()
    return out.getvalue()


def _frame(sheet: Sheet) -> pl.DataFrame:
    return sheet.frame.select(column.name for column in sheet.columns)


def _rows(sheet: Sheet) -> pl.DataFrame:
    """The frame with the labels as headers, decimals as floats and text neutralised."""
    plain = each_text(_frame(sheet).with_columns(pl.col(pl.Decimal).cast(pl.Float64)), neutral)
    return plain.rename({column.name: neutral(column.label) for column in sheet.columns})


def _column_formats(sheet: Sheet) -> dict[Any, str]:
    numeric = {name for name, kind in sheet.frame.schema.items() if kind.is_numeric()}
    return {neutral(one.label): XLSX_FORMATS[one.unit] for one in sheet.columns if one.unit in XLSX_FORMATS and one.name in numeric}
