"""The different values of a staged column, counted once: what decides a format, and what is read instead of every cell."""

from __future__ import annotations

from duckdb import DuckDBPyConnection


def values_of(con: DuckDBPyConnection, table: str, column: str) -> str:
    """The table of the different values of `column`, made at the first call: `v` (never null) and `n`, its cells."""
    made = f"values_{table}_{column}"
    con.execute(
        f"create table if not exists {made} as select {column} as v, count(*) as n from {table} where {column} is not null group by {column}"
    )
    return made


def different(con: DuckDBPyConnection, table: str, column: str) -> int:
    """How many different values the column has."""
    return int(con.sql(f"select count(*) from {values_of(con, table, column)}").fetchall()[0][0])


def forget(con: DuckDBPyConnection, table: str) -> None:
    """Drop what was counted of `table`: it holds another file now."""
    names = con.sql("select table_name from duckdb_tables() where starts_with(table_name, $prefix)", params={"prefix": f"values_{table}_c"})
    for (name,) in names.fetchall():
        con.execute(f"drop table {name}")
