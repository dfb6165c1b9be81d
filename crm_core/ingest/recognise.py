"""Which of the declared tables is this file? Its headers, its name and its values each have a say; a near tie is asked, not guessed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from duckdb import DuckDBPyConnection

from crm_core.errors import MappingProblem
from crm_core.i18n import N_
from crm_core.ingest.mailed import KEY, MAIL, numbers_customers
from crm_core.ingest.mapping import Match, matches, propose, seen
from crm_core.ingest.profile import Profile
from crm_core.ingest.sales import INSTEAD
from crm_core.ingest.source import Staged
from crm_core.ingest.words import normal
from crm_core.tables import TABLES, Table

NAME_WORTH, MISSING_COST, REPEATED_COST = 0.6, 0.3, 0.35
SURE, CLEAR = 0.25, 1.25


@dataclass(frozen=True)
class Candidate:
    """A table that the file may be, and how well it fits (the higher the better)."""

    table: str
    score: float


@dataclass(frozen=True)
class Recognised:
    """The likeliest table, all candidates with the best first, and whether the choice is beyond doubt."""

    table: str
    sure: bool
    candidates: tuple[Candidate, ...]

    @property
    def confidence(self) -> float:
        """0 to 1: the first candidate's part of what the first two scored."""
        first, second = [*(one.score for one in self.candidates[:2]), 0.0][:2]
        return first / (first + second) if first + second else 0.0


def recognise(con: DuckDBPyConnection, staged: Staged, columns: Sequence[Profile], given: Mapping[str, str]) -> Recognised:
    """Score every table. `given` are fields that have one value for the whole file."""
    every = {table.name: {one.column.name: matches(one, table) for one in columns} for table in TABLES.values()}
    able = [
        table
        for table in TABLES.values()
        if not table.borrows or not missing(table, {field for one in every[table.name].values() for field in one} | set(given))
    ]
    found = {table.name: every[table.name] for table in able}
    known = Counter(column for per_table in found.values() for column, options in per_table.items() if options)
    named = _named(staged)
    scored = [
        Candidate(
            table.name,
            (_score(con, staged, columns, table, known, given) if table in able else 0.0) + NAME_WORTH * named.get(table.name, 0.0),
        )
        for table in TABLES.values()
    ]
    ranked = tuple(sorted(scored, key=lambda one: -one.score))
    sure = ranked[0].score >= SURE and ranked[0].score >= CLEAR * ranked[1].score and _tells(columns, TABLES[ranked[0].table], given)
    sure = sure and not _tells_purchases(columns, TABLES[ranked[0].table], given)
    return Recognised(ranked[0].table, sure, ranked)


def _tells(columns: Sequence[Profile], table: Table, given: Mapping[str, str]) -> bool:
    """A file that gives nothing of a table, or lacks two of its required fields, may be named like it and be another."""
    got = _got(columns, table, given)
    return bool(got) and len(missing(table, got)) < 2


def _tells_purchases(columns: Sequence[Profile], table: Table, given: Mapping[str, str]) -> bool:
    """Names and towns of customers beside a date and an amount, called so: what each bought, or each customer with a figure?"""
    bought = TABLES["transactions"]
    if table.name != "customers":
        return False
    named = {match.field for match in propose(columns, bought, given).values() if match.strength >= 0.9}
    return {one.name for one in bought.required} <= named


def _got(columns: Sequence[Profile], table: Table, given: Mapping[str, str]) -> set[str]:
    """The fields of a table that the columns, or what holds for the whole file, give."""
    return {match.field for match in propose(columns, table, given).values()} | set(given)


def told(table: str) -> Recognised:
    """The table that the person named."""
    return Recognised(table, True, (Candidate(table, 1.0),))


def _score(
    con: DuckDBPyConnection, staged: Staged, columns: Sequence[Profile], table: Table, known: Counter[str], given: Mapping[str, str]
) -> float:
    """Columns understood, each worth the more the fewer tables know it; less for what is missing or does not number the rows."""
    chosen = propose(columns, table, given)
    worth = sum(match.strength / sqrt(known[name]) for name, match in chosen.items() if known[name])
    score = worth / sqrt(max(len(columns), 1)) / 1.5
    got = {match.field for match in chosen.values()} | set(given)
    mails = [one for one in columns if (match := chosen.get(one.column.name)) and match.field == MAIL]
    for field in missing(table, got | ({KEY} if numbers_customers(table, mails) else set())):
        score *= MISSING_COST if field != "amount" else MISSING_COST * 1.5
    if len(table.key) == 1 and not _numbers_rows(con, staged, columns, table, chosen):
        score *= REPEATED_COST
    return score


def missing(table: Table, got: set[str]) -> list[str]:
    """Required fields that are not in `got`; an amount may come from others."""
    derived = {"amount"} if table.name == "transactions" and any(fields <= got for fields in INSTEAD) else set()
    return [one.name for one in table.required if one.name not in got | derived]


def _numbers_rows(con: DuckDBPyConnection, staged: Staged, columns: Sequence[Profile], table: Table, chosen: Mapping[str, Match]) -> bool:
    """A table whose key is required has (nearly) one row a key; a repeated one belongs to a table of events."""
    key = table[table.key[0]]
    column = next((one for one in columns if (match := chosen.get(one.column.name)) and match.field == key.name), None)
    if not key.required or column is None or column.unique:
        return True
    if column.distinct < 0.5 * column.filled:
        return False
    filled, distinct = con.execute(
        f"select count({column.column.name}), count(distinct {column.column.name}) from {staged.table}"
    ).fetchall()[0]
    return bool(distinct > 0.9 * filled)


def _named(staged: Staged) -> dict[str, float]:
    """Table → how much the names of the file and of its sheet speak for it; the longest words count alone."""
    texts = [normal(staged.path.stem), normal(staged.sheet or "")]
    found: dict[str, int] = {}
    for table in TABLES.values():
        for word in map(normal, table.file_words):
            if any(f" {word} " in f" {text} " for text in texts):
                found[table.name] = max(found.get(table.name, 0), len(word))
    longest = max(found.values(), default=0)
    return {name: 1.0 if size == longest else 0.4 for name, size in found.items()}


def refuse_doubt(name: str, recognised: Recognised, columns: Sequence[Profile]) -> MappingProblem:
    """What to say when the table must be chosen by the person."""
    likely = ", ".join(one.table for one in recognised.candidates[:3] if one.score > 0) or ", ".join(TABLES)
    return MappingProblem(
        N_("“{name}” may be several tables: {likely}. Its columns: {seen}."),
        N_("Say which: choose the table on the import page, or --table on the command line."),
        name=name, likely=likely, seen=seen(columns),
    )  # fmt: skip
