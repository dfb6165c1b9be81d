"""Read a small file and give its whole staged table, for the tests of reading."""

from __future__ import annotations

from pathlib import Path

import duckdb

from crm_core.ingest.read import Staged, stage

Rows = list[tuple[object, ...]]


def read(path: Path, **options: object) -> tuple[Staged, Rows]:
    """The staged file and all rows of its table: line, then cells, in order."""
    con = duckdb.connect()
    staged = stage(con, path, **options)  # type: ignore[arg-type]
    return staged, con.execute(f"select * from {staged.table} order by line").fetchall()


def read_text(folder: Path, text: str, encoding: str = "utf-8", **options: object) -> tuple[Staged, Rows]:
    """The same for a CSV text."""
    path = folder / "file.csv"
    path.write_bytes(text.encode(encoding))
    return read(path, **options)


def headers(staged: Staged) -> list[str]:
    """The names of the columns."""
    return [column.header for column in staged.columns]


def skipped(staged: Staged) -> list[tuple[int, str]]:
    """Lines left out, with the reason."""
    return [(one.line, one.reason) for one in staged.skipped]
