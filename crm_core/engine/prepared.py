"""Relations that do not depend on who is asked about: worked out once for a version, a day and its thresholds, then kept for every question.

A statement reads one by its name, like a table. What it holds is a frame in the connection's bounded memory.
"""

import re
from typing import Any

import duckdb
import polars as pl

from crm_core.engine.connection import Connection

PARAMETER, WORD = re.compile(r"\$(\w+)"), re.compile(r"\w+")
PREPARED: dict[str, str] = {}


def lay_out(cursor: duckdb.DuckDBPyConnection, con: Connection, sql: str, params: dict[str, Any]) -> None:
    """Give the cursor the prepared relations that `sql` reads, those of `params`."""
    for name in _read(sql):
        cursor.register(name, _kept(con, name, params))


def whole(sql: str) -> str:
    """The statement with the prepared relations that it reads written out before it: what is run, as it could stand alone."""
    for name in _read(sql):
        body = sql.strip()
        rest = f", {body.removeprefix('with ')}" if body.startswith("with ") else f" {body}"
        sql = f"with {name} as ({PREPARED[name]}){rest}"
    return sql


def _read(sql: str) -> list[str]:
    return sorted(PREPARED.keys() & set(WORD.findall(sql)))


def _kept(con: Connection, name: str, params: dict[str, Any]) -> pl.DataFrame:
    used = {one: params[one] for one in sorted(set(PARAMETER.findall(PREPARED[name])))}
    return con.recall((name, *used.items()), lambda: _work_out(con, PREPARED[name], used))


def _work_out(con: Connection, sql: str, used: dict[str, Any]) -> pl.DataFrame:
    with con.db.cursor() as cursor:
        worked_out: pl.DataFrame = cursor.sql(sql, params=used).pl()
    return worked_out
