"""Rows that Python has in hand, on their way into a table of DuckDB."""

from __future__ import annotations

import polars as pl
from duckdb import DuckDBPyConnection

from crm_core.ingest.cells import BLANKS

BATCH_CELLS = 500_000


def create_table(con: DuckDBPyConnection, table: str, width: int) -> None:
    """An empty staged table of `width` columns."""
    columns = ", ".join(f"c{k} varchar" for k in range(width))
    con.execute(f"create or replace table {table} (line bigint, {columns})")


def cleaned(rows: pl.DataFrame) -> pl.DataFrame:
    """All texts without the blanks around them, null when nothing is left. SQL would take a hundredth of a second to plan this for each column."""
    stripped = pl.col(pl.String).str.strip_chars(BLANKS)
    return rows.with_columns(pl.when(stripped != "").then(stripped))


def append(con: DuckDBPyConnection, table: str, rows: pl.DataFrame) -> None:
    """Add a batch to a table of the same columns."""
    con.register("batch", rows.to_arrow())
    con.execute(f"insert into {table} select * from batch")
    con.unregister("batch")


def become(con: DuckDBPyConnection, table: str, rows: pl.DataFrame) -> None:
    """A table of these rows."""
    con.register("batch", rows.to_arrow())
    con.execute(f"create or replace table {table} as select * from batch")
    con.unregister("batch")
