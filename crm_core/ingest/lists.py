"""Columns of few values, yes/no and closed lists: their different values are understood once and joined back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl
from duckdb import DuckDBPyConnection

from crm_core.i18n import N_
from crm_core.ingest.batches import become
from crm_core.ingest.satisfaction import mark_of
from crm_core.ingest.source import Doubt
from crm_core.ingest.values import values_of
from crm_core.ingest.vocabulary import TICKS, boolean, code_of

if TYPE_CHECKING:
    from crm_core.ingest.readings import Reading

MOST_VALUES = 5_000
SHOWN = 5


def read_flags(con: DuckDBPyConnection, staged: str, base: Reading, notes: list[Doubt]) -> Reading:
    """Yes and no in any words; in a column of ticks alone, an empty cell means no."""
    counts = _values(con, staged, base)
    joined = _join(con, base, {value: boolean(value) for value in counts}, pl.Boolean)
    reading = replace(joined, words=N_("yes or no"), reason=N_("neither yes nor no"))
    filled = sum(counts.values())
    if counts and set(counts) <= TICKS and base.profile and filled < base.profile.rows:
        notes.append(Doubt(N_("“{column}” holds ticks alone: an empty cell was read as no."), column=base.profile.key))
        return replace(reading, sql=f"coalesce({reading.sql}, {base.sql} is not null)", reason="")
    return reading


def read_words(con: DuckDBPyConnection, staged: str, base: Reading, notes: list[Doubt]) -> Reading:
    """The codes of a closed list; a word that the list does not know is kept as written, and told."""
    counts = _values(con, staged, base)
    codes = {value: code_of(base.field, value) if base.field else None for value in counts}
    unknown = {value: n for value, n in counts.items() if codes[value] is None}
    if unknown and base.profile:
        listed = ", ".join(f"“{value}” ({n})" for value, n in list(unknown.items())[:SHOWN])
        text = N_("“{column}”: words that the list does not know, kept as written: {listed}.")
        notes.append(Doubt(text, column=base.profile.key, listed=listed + ("…" if len(unknown) > SHOWN else "")))
    reading = _join(con, base, codes, pl.String)
    return replace(reading, sql=f"coalesce({reading.sql}, {base.given})", words=N_("a closed list"))


def read_marks(con: DuckDBPyConnection, staged: str, number: Reading, cell: str, notes: list[Doubt]) -> Reading:
    """Degrees of satisfaction in words as marks from 5 to 1, beside cells that hold figures."""
    base = replace(number, sql=cell)
    reading = _join(con, base, {value: mark_of(value) for value in _values(con, staged, base)}, pl.Float64)
    if number.profile:
        text = N_("“{column}” is in words: they were read as marks from 5 (very satisfied) to 1 (not at all satisfied).")
        notes.append(Doubt(text, column=number.profile.key))
    return replace(number, sql=f"coalesce({reading.sql}, {number.sql})", joins=reading.joins, words=N_("satisfaction in words"))


def _values(con: DuckDBPyConnection, staged: str, base: Reading) -> dict[str, int]:
    """Value → cells, the most frequent first."""
    column = base.sql.removeprefix("s.")
    source = f"select v as {column}, n as cells from {values_of(con, staged, column)}"
    statement = (
        f"select {base.given} as v, sum(s.cells)::bigint as n from ({source}) as s "
        f"group by v having v is not null order by n desc, v limit {MOST_VALUES}"
    )
    return dict(con.execute(statement).fetchall())


def _join(con: DuckDBPyConnection, base: Reading, meanings: Mapping[str, object], kind: type[pl.DataType]) -> Reading:
    column = base.sql.removeprefix("s.")
    table = f"words_{column}"
    known = {raw: value for raw, value in meanings.items() if value is not None}
    become(con, table, pl.DataFrame({"raw": list(known), "value": list(known.values())}, {"raw": pl.String, "value": kind}))
    return replace(base, sql=f"{table}.value", joins=(f"left join {table} on {table}.raw = {base.sql}",))
