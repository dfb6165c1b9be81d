"""Relations that do not depend on who is asked about: worked out once for a version, a day and its thresholds, then kept for every question.

A statement reads one by its name, like a table; one may read another. What it holds is a frame in the connection's bounded memory.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

import polars as pl
import pyarrow as pa

from crm_core.engine.connection import Connection
from crm_core.engine.currencies import one_currency
from crm_core.engine.cursors import Laid
from crm_core.engine.joined import Joined, rows, statement
from crm_core.engine.lasting import LASTING, lasting, place_of
from crm_core.work import running

PARAMETER, WORD, NAMED = re.compile(r"\$(\w+)"), re.compile(r"\w+"), re.compile(r"\$?\w+")
SEPARATOR = ";\n\n"
PREPARED: dict[str, str] = {}
# Relations that compare the sums of customers: they need one currency.
SUMMED: set[str] = set()
# Relations that are another one with days of their own, parameter → the one in its place: kept once where the days are the same.
LIKE: dict[str, tuple[str, dict[str, str]]] = {}
# Relations that do not come from the serving file: lists that come with the product. They are read by their name too.
REFERENCES: dict[str, Callable[[], pl.DataFrame]] = {}


def like(name: str, other: str, *, reads: Mapping[str, str] | None = None, **instead: str) -> None:
    """Prepare `name`: what `other` is with other parameters `instead`; of the relations that it reads, those that stand in their place are named in `reads`."""
    words = {f"${one}": f"${place}" for one, place in instead.items()} | dict(reads or {})
    PREPARED[name], LIKE[name] = NAMED.sub(lambda found: words.get(found[0], found[0]), PREPARED[other]), (other, instead)


def lay_out(laid: Laid, con: Connection, sql: str, params: dict[str, Any]) -> None:
    """Give the cursor the prepared relations that `sql` reads, those of `params`. Raises MissingData where one of them adds amounts in several currencies."""
    for name in _read(sql):
        if name in SUMMED:
            one_currency(con)
        laid.register(name, _kept(con, name, params))
    for name in REFERENCES.keys() & set(WORD.findall(sql)):
        laid.register(name, REFERENCES[name]())
    for one in [one for one in con.files if one.relation in WORD.findall(sql)]:
        laid.register(one.relation, of_file(con, one))


def whole(sql: str) -> str:
    """The statements with the prepared relations that each reads written out before it: what is run, as it could stand alone."""
    return SEPARATOR.join(map(_written_out, sql.split(SEPARATOR)))


def _written_out(sql: str) -> str:
    parts = [f"{name} as ({PREPARED[name]})" for name in _needed(sql)]
    if not parts:
        return sql
    body = sql.strip()
    rest = f", {body.removeprefix('with ')}" if body.startswith("with ") else f" {body}"
    return f"with {', '.join(parts)}{rest}"


def _read(sql: str) -> list[str]:
    return sorted(PREPARED.keys() & set(WORD.findall(sql)))


def _needed(sql: str) -> list[str]:
    """The prepared relations that `sql` reads, each after those that it reads itself."""
    return list(dict.fromkeys(one for name in _read(sql) for one in [*_needed(PREPARED[name]), name]))


def _kept(con: Connection, name: str, params: dict[str, Any]) -> pa.Table:
    if name in LIKE:
        name, instead = LIKE[name]
        params = {**params, **{one: params[place] for one, place in instead.items()}}
    used = {one: params[one] for one in sorted(set(PARAMETER.findall(whole(PREPARED[name]))))}
    key = tuple((one, tuple(value) if isinstance(value, list) else value) for one, value in used.items())

    def worked_out() -> pl.DataFrame:
        return _work_out(con, PREPARED[name], used)

    return con.recall_table((name, *key), lambda: lasting(con, name, PREPARED[name], worked_out) if name in LASTING else worked_out())


def lasting_one(con: Connection, name: str) -> pl.DataFrame:
    """A relation of LASTING, worked out if it is not at hand."""
    return pl.DataFrame(_kept(con, name, {}))


def at_hand(con: Connection, name: str) -> bool:
    """Whether a relation of LASTING can be read without being worked out."""
    return (con.key, (name,)) in con.memory or place_of(con.workspace, con.version, name, PREPARED[name]).exists()


def of_file(con: Connection, one: Joined) -> pl.DataFrame:
    """What a joined file brings, one row a customer whom it meets; kept."""

    def met() -> pl.DataFrame:
        with con.db.cursor() as cursor:
            cursor.register("joined_rows", rows(one, con.workspace.home))
            found: pl.DataFrame = cursor.sql(statement(one)).pl()
        return found

    return con.recall(("joined", one.name), met)


def _work_out(con: Connection, sql: str, used: dict[str, Any]) -> pl.DataFrame:
    with con.db.cursor() as cursor, running(cursor.interrupt):
        lay_out(Laid(None, cursor), con, sql, used)
        return pl.DataFrame(cursor.execute(sql, {one: used[one] for one in set(PARAMETER.findall(sql))}).to_arrow_table())
