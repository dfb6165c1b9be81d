"""Workbook → staged table: the sheet most like a table, its cells as canonical text, and the types it carries."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb
import polars as pl

from crm_core.errors import FileProblem
from crm_core.i18n import N_
from crm_core.ingest.cells import strip
from crm_core.ingest.header import Layout, Spans, find_layout
from crm_core.ingest.limits import check_width
from crm_core.ingest.source import Column, Doubt, Skipped, Staged
from crm_core.ingest.sweep import Swept, clean_cell, drop_unused, sweep
from crm_core.ingest.workbook import Sheet, Workbook, merged_cells

GRID_ROWS = 200
SEVERAL = N_("Several sheets hold a table; “{sheet}” was read. The others: {others}.")
NO_HEADER = N_("The file has no header line; its columns are numbered.")
MIDNIGHT, TIME_ALONE = r"\d{4}-\d\d-\d\d 00:00:00", r"1899-12-3[01] \d\d:\d\d:\d\d"
ISO = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?"
KINDS = {"int": "number", "float": "number", "boolean": "bool", "date": "date", "datetime": "datetime"}
SHAPES = {
    "number": r"-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?",
    "bool": "true|false",
    "date": r"\d{4}-\d\d-\d\d",
    "datetime": r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?",
}


def stage_spreadsheet(con: duckdb.DuckDBPyConnection, path: Path, kind: str, table: str, rows: int | None, wanted: str | None) -> Staged:
    """Stage one sheet of a workbook: the one named `wanted`, or the one with the most records."""
    book = Workbook(path, kind)
    sheet, doubts = _choose(book, wanted)
    merged = merged_cells(path, sheet.name) if kind == "xlsx" else None
    places = [k for k, name in enumerate(sheet.cells.columns) if sheet.cells[name].null_count() < sheet.cells.height]
    check_width(path, len(places))
    layout = find_layout(_grid(sheet, places), _within(merged, places), len(places))
    if not layout.header:
        doubts = [*doubts, Doubt(NO_HEADER)]
    staged = _stage_sheet(con, book, sheet, places, layout, table, rows, tuple(doubts))
    if not staged.rows:
        message = N_("The sheet “{sheet}” of “{name}” has a header line and no records beneath it.")
        raise FileProblem(message, N_("Export it again with its records."), sheet=sheet.name, name=path.name)
    return staged


def _choose(book: Workbook, wanted: str | None) -> tuple[Sheet, list[Doubt]]:
    if wanted is not None:
        if wanted not in book.sheet_names:
            message = N_("“{name}” has no sheet “{sheet}”; its sheets: {sheets}.")
            values = {"name": book.path.name, "sheet": wanted, "sheets": ", ".join(book.sheet_names)}
            raise FileProblem(message, N_("Choose one of its sheets."), **values)
        sheets = [book.sheet(wanted)]
    else:
        sheets = book.sheets()
    best = max(sheets, key=lambda sheet: (sheet.worth > 0, sheet.visible, sheet.worth), default=None)
    if best is None or not best.worth:
        raise FileProblem(N_("“{name}” is empty."), N_("Export it again, or choose another file."), name=book.path.name)
    others = [sheet.name for sheet in sheets if sheet is not best and sheet.worth > 1]
    return best, [Doubt(SEVERAL, sheet=best.name, others=", ".join(others))] if others else []


def _grid(sheet: Sheet, places: Sequence[int]) -> list[list[str]]:
    head = sheet.cells.head(GRID_ROWS).select(pl.nth(*places))
    return [[strip(cell).removesuffix(" 00:00:00") for cell in row] for row in head.rows()]


def _within(merged: Spans | None, places: Sequence[int]) -> Spans | None:
    """Merged cells by the columns that are kept."""
    if merged is None:
        return None
    spans: Spans = {}
    for row, pairs in merged.items():
        kept = [([rank for rank, place in enumerate(places) if first <= place <= last], bottom) for first, last, bottom in pairs]
        spans[row] = [(ranks[0], ranks[-1], bottom) for ranks, bottom in kept if ranks]
    return spans


def _stage_sheet(
    con: duckdb.DuckDBPyConnection,
    book: Workbook,
    sheet: Sheet,
    places: Sequence[int],
    layout: Layout,
    table: str,
    rows: int | None,
    doubts: tuple[Doubt, ...],
) -> Staged:
    names = [f"c{k}" for k in range(len(places))]
    body = _body(sheet, places, layout, rows)
    _insert(con, table, body, names)
    headers = [[strip(sheet.cells.row(i)[k]) for k in places] for i in layout.header]
    swept = sweep(con, table, names, headers, whole=rows is None or body.height < rows)
    kinds = _kinds(con, book, sheet, places, layout, table, swept)
    columns = [Column(*column) for column in zip(names, layout.names, kinds, strict=True)]
    titles = [_title(sheet, i, i in layout.titles) for i in range(layout.body) if i not in layout.header]
    return Staged(
        path=book.path,
        file_format=book.kind,
        table=table,
        columns=drop_unused(con, table, columns, headers),
        rows=con.execute(f"select count(*) from {table}").fetchall()[0][0],
        header_line=layout.header[0] + 1 if layout.header else None,
        sheet=sheet.name,
        sheets=book.sheet_names,
        skipped=(*titles, *swept.skipped),
        doubts=doubts,
        blank_lines=swept.blank_lines + len(titles) - len(layout.titles),
    )


def _title(sheet: Sheet, i: int, filled: bool) -> Skipped:
    text = " ; ".join(strip(cell) for cell in sheet.cells.row(i) if strip(cell))
    return Skipped(i + 1, text, "title" if filled else "blank")


def _body(sheet: Sheet, places: Sequence[int], layout: Layout, rows: int | None) -> pl.DataFrame:
    cells = sheet.cells.select(pl.nth(*places)).with_row_index("line", offset=1)
    return cells.slice(layout.body, rows)


def _insert(con: duckdb.DuckDBPyConnection, table: str, body: pl.DataFrame, names: Sequence[str]) -> None:
    body.columns = ["line", *names]
    con.register("sheet_cells", body.to_arrow())
    cells = ", ".join(f"{clean_cell(name)} as {name}" for name in names)
    con.execute(f"create or replace table {table} as select line::bigint as line, {cells} from sheet_cells")
    con.unregister("sheet_cells")


def _kinds(
    con: duckdb.DuckDBPyConnection, book: Workbook, sheet: Sheet, places: Sequence[int], layout: Layout, table: str, swept: Swept
) -> list[str]:
    """The kind of each column; a column whose cells also hold a total or a header amid the records is known by its text."""
    last = con.execute(f"select coalesce(max(line), 0) from {table}").fetchall()[0][0]
    native = book.kinds(sheet.name, layout.body, max(1, last - layout.body))
    amid = any(one.line < last and one.reason != "blank" for one in swept.skipped)
    kinds = []
    for rank, place in enumerate(places):
        name, kind = f"c{rank}", KINDS.get(native[place], "text") if native else "text"
        kinds.append(_settle(con, table, name, _kind_by_shape(con, table, name) if kind == "text" and (amid or not native) else kind))
    return kinds


def _kind_by_shape(con: duckdb.DuckDBPyConnection, table: str, name: str) -> str:
    tests = ", ".join(f"count({name}) filter (not regexp_full_match({name}, ?)) = 0" for _ in SHAPES)
    fits = con.execute(f"select {tests} from {table}", list(SHAPES.values())).fetchall()[0]
    return next((kind for kind, fit in zip(SHAPES, fits, strict=True) if fit), "text")


def _settle(con: duckdb.DuckDBPyConnection, table: str, name: str, kind: str) -> str:
    count = f"count(*) filter (regexp_full_match({name}, ?))"
    if kind == "datetime":
        con.execute(f"update {table} set {name} = replace({name}, 'T', ' ') where regexp_full_match({name}, ?)", [ISO])
    filled, midnights, times = con.execute(f"select count({name}), {count}, {count} from {table}", [MIDNIGHT, TIME_ALONE]).fetchall()[0]
    if times:
        con.execute(f"update {table} set {name} = {name}[12:] where regexp_full_match({name}, ?)", [TIME_ALONE])
        kind = "text"
    if midnights and (kind != "datetime" or midnights == filled):
        con.execute(f"update {table} set {name} = {name}[:10] where regexp_full_match({name}, ?)", [MIDNIGHT])
        kind = "date" if kind == "datetime" else kind
    if kind == "text":
        return kind
    odd = con.execute(f"select count({name}) from {table} where not regexp_full_match({name}, ?)", [SHAPES[kind]]).fetchall()[0][0]
    return "text" if odd or not filled else kind
