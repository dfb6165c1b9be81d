"""From the staged text to typed rows: bad cells become null and are counted.

Set aside are rows without a required field, and answers to a survey whose every mark is off its scale. Where another mark of the row can be read, only the cell is bad.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from duckdb import DuckDBPyConnection

from crm_core.i18n import N_
from crm_core.ingest.readings import Reading
from crm_core.ingest.scales import is_mark
from crm_core.ingest.source import Staged
from crm_core.ingest.sql import literal, name
from crm_core.tables import Table

EXAMPLES, LONGEST = 20, 80
EMPTY = N_("the required field “{field}” is empty")
OFF_SCALE = N_("a mark off its scale, and the row has no other")


@dataclass(frozen=True)
class BadCells:
    """Cells of one column that could not be read, or for which their rows were rejected: how many, why (a catalogue text), and the first of them as (line, value)."""

    column: str
    field: str
    reason: str
    count: int
    examples: tuple[tuple[int, str], ...]

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {**vars(self), "examples": [list(pair) for pair in self.examples]}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> BadCells:
        """What `to_json` wrote."""
        return cls(**{**kept, "examples": tuple((line, value) for line, value in kept["examples"])})


@dataclass
class Cleaned:
    """The typed rows are in `table`; the lines set aside are in `rejects` (line, reason, field, column, value)."""

    table: str
    rejects: str
    rows: int
    rejected: int = 0
    bad_cells: list[BadCells] = field(default_factory=list)
    refused: list[BadCells] = field(default_factory=list)


def clean(con: DuckDBPyConnection, staged: Staged, table: Table, readings: list[Reading], out: str) -> Cleaned:
    """Make the tables `out` and `out_rejects`."""
    selected = ", ".join(f"{one.sql} as {name(one.name)}" for one in readings)
    joins = " ".join(dict.fromkeys(join for one in readings for join in one.joins))
    con.execute(f"create or replace table {out} as select s.line, {selected} from {staged.table} as s {joins}")
    cleaned = Cleaned(out, f"{out}_rejects", staged.rows)
    con.execute(f"create or replace table {cleaned.rejects} (line bigint, reason varchar, field varchar, header varchar, value varchar)")
    required = {one.name for one in table.required}
    for one in readings:
        if one.name in required:
            _reject(con, staged, cleaned, one)
    _reject_off_scale(con, staged, cleaned, readings)
    cleaned.rejected = _one_per_line(con, cleaned)
    cleaned.refused = _refused(con, cleaned, staged) if cleaned.rejected or staged.bad_rows else []
    missed = _missed(con, staged, cleaned, readings)
    cleaned.bad_cells = [_bad_cells(con, staged, out, one, missed[one.name]) for one in readings if missed.get(one.name)]
    return cleaned


def _missed(con: DuckDBPyConnection, staged: Staged, cleaned: Cleaned, readings: list[Reading]) -> dict[str, int]:
    """Field → cells of the kept rows that were given and not read."""
    able = [one for one in readings if one.reason and one.profile]
    if not able:
        return {}
    kept = f"where s.line not in (select line from {cleaned.rejects})" if cleaned.rejected else ""
    given = con.execute(f"select {', '.join(f'count({one.given})' for one in able)} from {staged.table} as s {kept}").fetchall()[0]
    read = con.execute(f"select {', '.join(f'count({name(one.name)})' for one in able)} from {cleaned.table}").fetchall()[0]
    return {one.name: given[k] - read[k] for k, one in enumerate(able)}


def _bad_cells(con: DuckDBPyConnection, staged: Staged, out: str, one: Reading, count: int) -> BadCells:
    statement = (
        f"select s.line, {one.given} as value from {staged.table} as s join {out} as p using (line) "
        f"where {one.given} is not null and p.{name(one.name)} is null order by s.line limit {EXAMPLES}"
    )
    header = one.profile.key if one.profile else ""
    return BadCells(header, one.name, one.reason, count, tuple(con.execute(statement).fetchall()))


def _reject(con: DuckDBPyConnection, staged: Staged, cleaned: Cleaned, one: Reading) -> None:
    reason = f"case when {one.given} is null then {literal(EMPTY)} else {literal(one.reason or EMPTY)} end"
    header = literal(one.profile.key if one.profile else one.name)
    con.execute(
        f"insert into {cleaned.rejects} select s.line, {reason}, {literal(one.name)}, {header}, {one.given} "
        f"from {cleaned.table} as p join {staged.table} as s using (line) where p.{name(one.name)} is null"
    )


def _reject_off_scale(con: DuckDBPyConnection, staged: Staged, cleaned: Cleaned, readings: list[Reading]) -> None:
    """Set aside the rows on which no mark can be read and one was given off its scale."""
    unread = " and ".join(f"p.{name(one.name)} is null" for one in readings if is_mark(one.name))
    for one in readings:
        if one.unbounded and one.profile:
            con.execute(
                f"insert into {cleaned.rejects} select s.line, {literal(OFF_SCALE)}, {literal(one.name)}, {literal(one.profile.key)}, {one.given} "
                f"from {cleaned.table} as p join {staged.table} as s using (line) {' '.join(one.joins)} "
                f"where {unread} and {one.unbounded} is not null"
            )


def _refused(con: DuckDBPyConnection, cleaned: Cleaned, staged: Staged) -> list[BadCells]:
    """The rejected rows by what they were rejected for, the most frequent first; lines that are no rows of the table after them."""
    statement = (
        f"select header, field, reason, count(*) as n, arg_min([line::varchar, coalesce(value, '')], line, {EXAMPLES}) "
        f"from {cleaned.rejects} group by header, field, reason order by n desc, header, reason"
    )
    found = [
        BadCells(header, field, reason, n, tuple((int(line), value) for line, value in examples))
        for header, field, reason, n, examples in con.execute(statement).fetchall()
    ]
    for reason in dict.fromkeys(one.reason for one in staged.bad_rows):
        lines = [(one.line, one.text[:LONGEST]) for one in staged.bad_rows if one.reason == reason]
        found.append(BadCells("", "", reason, len(lines), tuple(lines[:EXAMPLES])))
    return found


def _one_per_line(con: DuckDBPyConnection, cleaned: Cleaned) -> int:
    """Keep the first reason of each line, drop those lines from the typed rows, and count them."""
    if con.execute(f"select 1 from {cleaned.rejects} limit 1").fetchall():
        con.execute(
            f"create or replace table {cleaned.rejects} as select * from {cleaned.rejects} "
            "qualify row_number() over (partition by line order by (value is null), rowid) = 1"
        )
        con.execute(f"delete from {cleaned.table} where line in (select line from {cleaned.rejects})")
    return int(con.execute(f"select count(*) from {cleaned.rejects}").fetchall()[0][0])
