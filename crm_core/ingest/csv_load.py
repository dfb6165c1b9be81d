"""The two ways from CSV text to the staged table; both give the same rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import duckdb
import polars as pl

from crm_core.i18n import N_
from crm_core.ingest.batches import BATCH_CELLS, append, cleaned, create_table
from crm_core.ingest.cells import strip
from crm_core.ingest.limits import check_bad_rows
from crm_core.ingest.numbered import cells_of, in_order, number, settle
from crm_core.ingest.records import LARGEST_RECORD, Dialect, Record, read_records
from crm_core.ingest.source import BadRow, Ragged
from crm_core.ingest.sweep import LISTED, clean_cell, has_blank_ends, unusual_ends

SURPLUS = N_("more cells than the header has columns")
QUOTES = N_("quotes that do not match")


@dataclass
class Loaded:
    """What became of the lines of a CSV file."""

    rows: int = 0
    ragged: list[Ragged] = field(default_factory=list)
    ragged_rows: int = 0
    bad_rows: list[BadRow] = field(default_factory=list)
    mended: int = 0


def load_by_duckdb(
    con: duckdb.DuckDBPyConnection, path: Path, dialect: Dialect, width: int, first_line: int, lines: int, table: str
) -> Loaded | None:
    """Load a file whose every line is a whole record, its cells as they stand; None when it is not one of those."""
    columns = ", ".join(f"'c{k}': 'varchar'" for k in range(width))
    try:
        with in_order(con):
            con.execute(
                f"create or replace table {cells_of(table)} as select * from read_csv(?, "
                f"auto_detect=false, header=false, skip={first_line - 1}, columns={{{columns}}}, delim=?, quote=?, escape=?, "
                f"strict_mode=true, null_padding=false, max_line_size={LARGEST_RECORD}, nullstr='')",
                [str(path), dialect.separator, dialect.quote, dialect.quote],
            )
    except duckdb.InvalidInputException:
        return None
    rows = int(con.execute(f"select count(*) from {cells_of(table)}").fetchall()[0][0])
    if rows != lines - first_line + 1:
        con.execute(f"drop table {cells_of(table)}")
        return None
    number(con, table, first_line)
    return Loaded(rows=rows)


def strip_cells(con: duckdb.DuckDBPyConnection, table: str, width: int) -> None:
    """Take the blanks around the cells away, in the columns that have some: rarely any, and looking is cheaper than writing."""
    names = [f"c{k}" for k in range(width)]
    unusual = " or ".join(map(unusual_ends, names))
    if not con.execute(f"select 1 from {table} where {unusual} limit 1").fetchall():
        return
    found = con.execute(f"select {', '.join(f'bool_or({has_blank_ends(name)})' for name in names)} from {table}").fetchall()[0]
    blank = [name for name, ends in zip(names, found, strict=True) if ends]
    if blank:
        cleaned = ", ".join(f"{clean_cell(name)} as {name}" for name in blank)
        settle(con, table)
        con.execute(f"create or replace table {table} as select * replace ({cleaned}) from {table}")


def load_by_python(
    con: duckdb.DuckDBPyConnection, path: Path, dialect: Dialect, width: int, first_line: int, table: str, limit: int | None
) -> Loaded:
    """Load any file record by record, noting short records and setting aside those that cannot be one."""
    create_table(con, table, width)
    loaded = Loaded()
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = islice(file, first_line - 1, None)
        records = _kept(read_records(lines, dialect, width, first_line), width, loaded, path)
        wanted = islice(records, limit)
        while batch := list(islice(wanted, max(100, BATCH_CELLS // width))):
            _insert(con, table, batch, width)
            loaded.rows += len(batch)
    return loaded


def _kept(records: Iterator[Record], width: int, loaded: Loaded, path: Path) -> Iterator[tuple[int, list[str]]]:
    for record in records:
        cells = record.cells
        loaded.mended += record.mended
        if len(cells) != width and any(map(strip, cells)) and not _fits(record, width, loaded, path):
            continue
        yield record.line, cells


def _fits(record: Record, width: int, loaded: Loaded, path: Path) -> bool:
    """Can the record stay in the table? Short ones do; surplus cells must be blank."""
    if len(record.cells) < width and not record.broken:
        loaded.ragged_rows += 1
        if len(loaded.ragged) < LISTED:
            loaded.ragged.append(Ragged(record.line, len(record.cells), width))
        return True
    if not record.broken and not any(map(strip, record.cells[width:])):
        return True
    loaded.bad_rows.append(BadRow(record.line, record.text.rstrip("\r\n"), QUOTES if record.broken else SURPLUS))
    check_bad_rows(path, len(loaded.bad_rows))
    return False


def _insert(con: duckdb.DuckDBPyConnection, table: str, batch: Sequence[tuple[int, list[str]]], width: int) -> None:
    padding = [None] * width
    rows = [cells if len(cells) == width else [*cells, *padding][:width] for _, cells in batch]
    lines = pl.Series("line", [line for line, _ in batch], pl.Int64)
    columns = (pl.Series(f"c{k}", column, pl.String) for k, column in enumerate(zip(*rows, strict=True)))
    append(con, table, cleaned(pl.DataFrame([lines, *columns])))
