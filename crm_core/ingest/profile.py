"""What a staged column holds, from counts over all its rows and a look at a sample of its values."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

import polars as pl
from duckdb import DuckDBPyConnection

from crm_core.ingest.cells import look, strip
from crm_core.ingest.dates import A_MONTH
from crm_core.ingest.source import Column, Staged
from crm_core.ingest.values import count_different
from crm_core.ingest.words import plain

SAMPLED_ROWS = 20_000
SAMPLED_VALUES = 300
_MONTH = re.compile(A_MONTH)
_PHONE = re.compile(r"(?:\+|00)?[\d\s.()/-]{9,20}")
_DIALLED = ("0", "+", "(")  # a phone as people write it; nine bare digits are as well a SIREN or a contract


@dataclass(frozen=True)
class Profile:
    """A column and its values: `filled` of `rows` cells hold something, about `distinct` different ones, some of them in `sample`.

    `unique`: every filled cell holds a value of its own.
    """

    column: Column
    rows: int
    filled: int
    distinct: int
    sample: tuple[str, ...]
    looks: dict[str, float]
    unique: bool = False

    @property
    def header(self) -> str:
        return self.column.header

    @property
    def key(self) -> str:
        """How choices and reports name this column: its header, which the reader makes unique."""
        return self.column.header

    def share(self, *looks: str) -> float:
        """The part of the sampled values that look like one of `looks`."""
        return sum(self.looks.get(one, 0.0) for one in looks)


def profiles(con: DuckDBPyConnection, staged: Staged) -> tuple[Profile, ...]:
    """One profile per column: of a short table from its cells, of a long one from two scans and one more of each column that may number the rows."""
    return _of_short(con, staged) if staged.rows <= SAMPLED_ROWS else _of_long(con, staged)


def _of_short(con: DuckDBPyConnection, staged: Staged) -> tuple[Profile, ...]:
    cells: pl.DataFrame = con.sql(f"select * exclude (line) from {staged.table} order by line").pl()
    return tuple(_of_values(one, staged.rows, cells[one.name].drop_nulls()) for one in staged.columns)


def _of_values(column: Column, rows: int, values: pl.Series) -> Profile:
    different = values.unique(maintain_order=True)
    sample = tuple(different.head(SAMPLED_VALUES))
    return Profile(column, rows, len(values), len(different), sample, _looks(sample), len(values) == len(different))


def _of_long(con: DuckDBPyConnection, staged: Staged) -> tuple[Profile, ...]:
    counted = ", ".join(f"count({one.name}), approx_count_distinct({one.name})" for one in staged.columns)
    counts = con.execute(f"select {counted} from {staged.table}").fetchall()[0]
    samples = [_sample(con, staged.table, one.name) for one in staged.columns]
    return tuple(
        Profile(one, staged.rows, filled, about, samples[k], _looks(samples[k]), _is_unique(con, staged.table, one.name, filled, about))
        for k, (one, filled, about) in enumerate(zip(staged.columns, counts[::2], counts[1::2], strict=True))
    )


def _sample(con: DuckDBPyConnection, table: str, name: str) -> tuple[str, ...]:
    head = f"select {name} as v, line from {table} where {name} is not null limit {SAMPLED_ROWS}"
    found = con.execute(f"select v from ({head}) as head group by v order by min(line) limit {SAMPLED_VALUES}").fetchall()
    return tuple(value for (value,) in found)


def _looks(sample: tuple[str, ...]) -> dict[str, float]:
    seen = Counter(look(strip(value)) for value in sample)
    phones = [value for value in sample if _PHONE.fullmatch(value) and sum(map(str.isdigit, value)) >= 9]
    seen["phone"], seen["dialled"] = len(phones), sum(value.startswith(_DIALLED) for value in phones)
    seen["month"] = sum(bool(_MONTH.search(plain(value).lower())) for value in sample)
    return {kind: n / len(sample) for kind, n in seen.items()} if sample else {}


def _is_unique(con: DuckDBPyConnection, table: str, column: str, filled: int, about: int) -> bool:
    """Exact. The estimate `about` is far from half of what it counts, and the first rows of many columns repeat themselves already."""
    head = f"select {column} as v from {table} where {column} is not null limit {SAMPLED_ROWS}"
    if about < 0.5 * filled or con.execute(f"select count(*) > count(distinct v) from ({head}) as head").fetchall()[0][0]:
        return False
    cells, different = count_different(con, table, column)
    return cells == different
