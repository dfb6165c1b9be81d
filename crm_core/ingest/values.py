"""The different values of a staged column, counted once: what decides a format, and what is read instead of every cell."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from duckdb import DuckDBPyConnection

if TYPE_CHECKING:
    from crm_core.ingest.readings import Reading
    from crm_core.ingest.source import Staged

FEW = 2


def values_of(con: DuckDBPyConnection, table: str, column: str) -> str:
    """The table of the different values of `column`, made at the first call: `v` (never null) and `n`, its cells."""
    made = f"values_{table}_{column}"
    con.execute(
        f"create table if not exists {made} as select {column} as v, count(*) as n from {table} where {column} is not null group by {column}"
    )
    return made


def count_different(con: DuckDBPyConnection, relation: str, column: str) -> tuple[int, int]:
    """Filled cells of a column and its different values, exactly. As many hashes as cells are as many values; only else are the values compared."""
    filled = f"from {relation} where {column} is not null"
    hashes = np.asarray(con.execute(f"select hash({column}) as hashed {filled}").fetchnumpy()["hashed"])
    hashes.sort()  # half the time of counting them in a table of their own, and eight bytes a row
    if not (hashes[1:] == hashes[:-1]).any():
        return len(hashes), len(hashes)
    return len(hashes), int(con.execute(f"select count(distinct {column}) {filled}").fetchall()[0][0])


def read_once(con: DuckDBPyConnection, staged: Staged, one: Reading) -> Reading:
    """The same reading, worked out once for each different value where a column has few and reading it is slow."""
    column = one.profile.column.name if one.profile else ""
    alone = set(re.findall(r"\bs\.(\w+)", one.sql)) == {column} and not one.joins
    if not alone or one.sql_type == "VARCHAR" or "regexp" not in one.sql:
        return one
    values = values_of(con, staged.table, column)
    if con.execute(f"select {FEW} * count(*) > {staged.rows} from {values}").fetchall()[0][0]:
        return one
    source = f"(select v as {column} from {values}) as s"
    con.execute(f"create or replace table read_{column} as select s.{column} as raw, {one.sql} as value from {source}")
    return replace(one, sql=f"read_{column}.value", joins=(f"left join read_{column} on read_{column}.raw = s.{column}",))


def forget(con: DuckDBPyConnection, table: str) -> None:
    """Drop what was counted of `table`: it holds another file now."""
    names = con.sql("select table_name from duckdb_tables() where starts_with(table_name, $prefix)", params={"prefix": f"values_{table}_c"})
    for (name,) in names.fetchall():
        con.execute(f"drop table {name}")
