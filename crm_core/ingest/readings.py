"""What deciding how a file is read needs and gives: the context of a file, the reading of each field, the questions left open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from duckdb import DuckDBPyConnection

from crm_core.ingest.mapping import Mapped
from crm_core.ingest.profile import Profile
from crm_core.ingest.request import Question
from crm_core.ingest.source import Doubt, Staged
from crm_core.tables import Field, Table

NOTHING = "('', '-', '--', '—', '?', 'n/a', 'na', '#n/a', '#n/d', 'nan', 'null', 'none', 'nil', 'nc', 'n.c.', 'nr', 'n.r.', 'non renseigné', 'inconnu', 'unknown')"
NOTHING_BEGINS = "(-1, 0, 35, 45, 63, 73, 78, 85, 105, 110, 117, 8212)"


@dataclass(frozen=True)
class Reading:
    """One stored field and how it is read: `sql` over the staged table `s` and the tables of `joins`.

    `given` is the expression that is null where the file has nothing to say; a cell that is given and not read is a bad cell.
    `unique`: no two rows have the same value, null aside, which needs no counting any more. `unbounded`: of a mark, what the cell says whatever its scale.
    """

    name: str
    sql_type: str
    sql: str
    given: str = "null"
    profile: Profile | None = None
    field: Field | None = None
    words: str = ""
    joins: tuple[str, ...] = ()
    reason: str = ""
    derived: bool = False
    unique: bool = False
    unbounded: str = ""


@dataclass
class Formats:
    """The readings of a file, the questions that it leaves open, and what was noticed."""

    readings: list[Reading] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    notes: list[Doubt] = field(default_factory=list)

    def named(self, name: str) -> Reading | None:
        return next((one for one in self.readings if one.name == name), None)


@dataclass(frozen=True)
class Context:
    """What deciding needs: the staged file, its table, the firm's time zone, the moment of the import, the answers given."""

    con: DuckDBPyConnection
    staged: Staged
    table: Table
    at: datetime
    zone: str
    answers: Mapping[str, str]

    @property
    def canonical(self) -> bool:
        """Did typed cells come as canonical text?"""
        return self.staged.file_format != "csv"


def given(column: str) -> str:
    """SQL: the cell, null when it only says that there is nothing; most cells are empty or do not begin like one that does, and need no comparing."""
    return f"case when {column} is null then null when unicode({column}) not in {NOTHING_BEGINS} or lower({column}) not in {NOTHING} then {column} end"


def kind_of(table: Table, one: Mapped) -> str:
    """What the column becomes: the kind of its field; of a field of its own, a number where the table says so, else text."""
    if one.field in table.by_name:
        return table[str(one.field)].kind
    return "number" if str(one.field).startswith(table.open_prefixes or ("\0",)) else "str"
