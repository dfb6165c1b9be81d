"""Workbook → staged table: the sheet most like a table, its cells as canonical text, and the types it carries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from crm_core.errors import FileProblem
from crm_core.i18n import N_
from crm_core.ingest.cells import strip
from crm_core.ingest.header import Spans, find_layout
from crm_core.ingest.limits import check_width
from crm_core.ingest.sheet_cells import canonical
from crm_core.ingest.source import Column, Doubt, Skipped, Staged
from crm_core.ingest.sweep import drop_unused, sweep
from crm_core.ingest.workbook import Sheet, opened

GRID_ROWS, HEAD = 200, 1_000
SEVERAL = N_("Several sheets hold a table; “{sheet}” was read. The others: {others}.")
NO_HEADER = N_("The file has no header line; its columns are numbered.")
SHAPES = {
    "number": r"-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?",
    "bool": "true|false",
    "date": r"\d{4}-\d\d-\d\d",
    "datetime": r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?",
}


def stage_spreadsheet(con: duckdb.DuckDBPyConnection, path: Path, kind: str, table: str, rows: int | None, wanted: str | None) -> Staged:
    """Stage one sheet of a workbook: the one named `wanted`, or the one with the most records."""
    with opened(path, kind, wanted) as sheet:
        staged = _staged(con, path, kind, sheet, table, rows)
    if not staged.rows:
        message = N_("The sheet “{sheet}” of “{name}” has a header line and no records beneath it.")
        raise FileProblem(message, N_("Export it again with its records."), sheet=sheet.name, name=path.name)
    return staged


def _staged(con: duckdb.DuckDBPyConnection, path: Path, kind: str, sheet: Sheet, table: str, rows: int | None) -> Staged:
    places = _places(path, sheet)
    cells = sheet.cells.select(places)
    layout = find_layout(_grid(cells), _within(sheet.merged, places), len(places))
    names = [f"c{k}" for k in range(len(places))]
    body = cells.slice(layout.body, rows)
    _insert(con, table, body, names, layout.body + 1)
    _show_zeros(con, table, {names[places.index(k)]: width for k, width in sheet.zeros.items() if k in places})
    headers = [_row(cells, i) for i in layout.header]
    swept = sweep(con, table, names, headers, whole=rows is None or body.num_rows < rows)
    columns = [Column(name, header, _kind(con, table, name)) for name, header in zip(names, layout.names, strict=True)]
    titles = [_title(_row(sheet.cells, i), i, i in layout.titles) for i in range(layout.body) if i not in layout.header]
    return Staged(
        path=path,
        file_format=kind,
        table=table,
        columns=drop_unused(con, table, columns, headers),
        rows=con.execute(f"select count(*) from {table}").fetchall()[0][0],
        header_line=layout.header[0] + 1 if layout.header else None,
        sheet=sheet.name,
        sheets=sheet.names,
        skipped=(*titles, *swept.skipped),
        doubts=_doubts(sheet, headed=bool(layout.header)),
        blank_lines=swept.blank_lines + len(titles) - len(layout.titles),
        from_1904=sheet.from_1904,
    )


def _places(path: Path, sheet: Sheet) -> list[int]:
    """The columns that hold something. Raises FileProblem when they are too many."""
    places = [k for k, column in enumerate(sheet.cells.columns) if column.null_count < sheet.cells.num_rows]
    check_width(path, len(places))
    return places


def _doubts(sheet: Sheet, *, headed: bool) -> tuple[Doubt, ...]:
    several = (Doubt(SEVERAL, sheet=sheet.name, others=", ".join(sheet.others)),) if sheet.others else ()
    return several if headed else (*several, Doubt(NO_HEADER))


def _row(cells: pa.Table, i: int) -> list[str]:
    return [strip(column[i].as_py()) for column in cells.columns]


def _grid(cells: pa.Table) -> list[list[str]]:
    head = [column.to_pylist() for column in cells.slice(0, GRID_ROWS).columns]
    return [[strip(cell).removesuffix(" 00:00:00") for cell in row] for row in zip(*head, strict=True)]


def _within(merged: Spans | None, places: Sequence[int]) -> Spans | None:
    """Merged cells by the columns that are kept."""
    if merged is None:
        return None
    spans: Spans = {}
    for row, pairs in merged.items():
        kept = [([rank for rank, place in enumerate(places) if first <= place <= last], bottom) for first, last, bottom in pairs]
        spans[row] = [(ranks[0], ranks[-1], bottom) for ranks, bottom in kept if ranks]
    return spans


def _title(cells: Sequence[str], i: int, filled: bool) -> Skipped:
    return Skipped(i + 1, " ; ".join(filter(None, cells)), "title" if filled else "blank")


def _insert(con: duckdb.DuckDBPyConnection, table: str, body: pa.Table, names: Sequence[str], first_line: int) -> None:
    lines = pa.array(np.arange(first_line, first_line + body.num_rows))
    columns = [canonical(column.cast(pa.string())) for column in body.columns]
    con.register("sheet", pa.table([lines, *columns], names=["line", *names]))
    con.execute(f"create or replace table {table} as select * from sheet")
    con.unregister("sheet")


def _show_zeros(con: duckdb.DuckDBPyConnection, table: str, widths: Mapping[str, int]) -> None:
    """Numbers as the sheet shows them: 00123 in the format 00000."""
    for name, width in widths.items():
        con.execute(f"update {table} set {name} = lpad({name}, {width}, '0') where regexp_full_match({name}, '\\d{{1,{width - 1}}}')")


def _kind(con: duckdb.DuckDBPyConnection, table: str, name: str) -> str:
    """What all cells of a column are; the first of them propose it, for most columns of words are known by these."""
    tests = ", ".join(f"count({name}) filter (not regexp_full_match({name}, ?)) = 0 and count({name}) > 0" for _ in SHAPES)
    head = f"(select {name} from {table} where {name} is not null limit {HEAD})"
    fits = con.execute(f"select {tests} from {head}", list(SHAPES.values())).fetchall()[0]
    kind = next((kind for kind, fit in zip(SHAPES, fits, strict=True) if fit), "text")
    if kind == "text":
        return kind
    odd = con.execute(f"select 1 from {table} where not regexp_full_match({name}, ?) limit 1", [SHAPES[kind]]).fetchall()
    return "text" if odd else kind
