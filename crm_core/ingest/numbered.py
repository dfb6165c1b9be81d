"""The line of the file beside each row of a staged table.

Numbering rows while they are read takes one core alone, and no more than the place of each row says already: a large file is read in order into a table
without numbers, and its staged table is a view on it. Whoever changes a staged table has it made a table first (`settle`): few files need it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from duckdb import DuckDBPyConnection


@contextmanager
def in_order(con: DuckDBPyConnection) -> Iterator[None]:
    """Rows keep the order in which they are read."""
    before = con.execute("select current_setting('preserve_insertion_order')").fetchall()[0][0]
    con.execute("set preserve_insertion_order = true")
    try:
        yield
    finally:
        con.execute(f"set preserve_insertion_order = {before}")


def cells_of(table: str) -> str:
    """The name of the table that holds the rows of `table` while that is a view."""
    return f"{table}_cells"


def number(con: DuckDBPyConnection, table: str, first_line: int) -> None:
    """Make `table` the rows of its cells, each with its line. Nothing may be taken from the cells afterwards."""
    con.execute(f"create view {table} as select {first_line} + rowid as line, * from {cells_of(table)}")


def is_view(con: DuckDBPyConnection, table: str) -> bool:
    return bool(con.execute("select 1 from duckdb_views() where view_name = ?", [table]).fetchall())


def settle(con: DuckDBPyConnection, table: str) -> None:
    """Make `table` a table that can be changed."""
    if is_view(con, table):
        con.execute(f"create table {table}_lines as select * from {table}")
        discard(con, table)
        con.execute(f"alter table {table}_lines rename to {table}")


def discard(con: DuckDBPyConnection, table: str) -> None:
    """Drop `table`, and the cells below it."""
    if is_view(con, table):
        con.execute(f"drop view {table}")
        con.execute(f"drop table {cells_of(table)}")
    else:
        con.execute(f"drop table {table}")
