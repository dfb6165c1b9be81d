"""A file of decisions on pairs of duplicates: left, right, decision; in the words of either language."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from crm_core.engine import Connection
from crm_core.errors import FileProblem
from crm_core.i18n import N_, say
from crm_core.ingest.load import staging
from crm_core.ingest.read import stage
from crm_core.ingest.sql import name
from crm_core.ingest.words import normal
from crm_core.store import decisions
from crm_core.store.decisions import APART, LATER, MERGE, OPEN

HEADERS = {
    "left": ("left", "left id", "gauche", "client", "customer", "first", "premier"),
    "right": ("right", "right id", "droite", "autre", "l autre", "the other", "second"),
    "decision": ("decision",),
}
WORDS = {
    MERGE: ("merge", "fusionner", "fusion", "same", "meme", "yes", "oui"),
    APART: ("apart", "not the same", "different", "distinct", "no", "non"),
    LATER: ("later", "plus tard"),
    OPEN: ("open", "take back", "reprendre", "rouvrir"),
}
MEANING = {normal(word): decision for decision, words in WORDS.items() for word in words}
Line = tuple[int, str | None, str | None, str | None]


def read_decisions(con: Connection, path: Path) -> pl.DataFrame:
    """The decisions of a file (see `decisions.frame`); lines without a decision are left out.

    Raises FileProblem, with the line, for a column or an id that is missing, a customer that nobody knows, or a decision that is none.
    """
    with staging(con.workspace.home) as staged_in:
        staged = stage(staged_in, path)
        columns = {_meaning(column.header): column.name for column in staged.columns}
        for one in HEADERS:
            if one not in columns:
                raise FileProblem(
                    N_("“{name}” has no column {column}."), N_("It needs left, right and decision."), name=path.name, column=one
                )
        selected = ", ".join(f"nullif(trim({name(columns[one])}), '')" for one in HEADERS)
        lines: list[Line] = staged_in.sql(f"select line, {selected} from {staged.table} order by line").fetchall()
    known = _known(con, [one for line in lines for one in line[1:3] if one])
    return decisions.frame(_read(path, lines, known))


def _meaning(header: str) -> str:
    text = normal(header)
    return next((one for one, words in HEADERS.items() if text in map(normal, words)), "")


def _known(con: Connection, ids: list[str]) -> set[str]:
    everyone = "select customer_id from all_customers union select customer_id from all_merged_records"
    with con.db.cursor() as cursor:
        found = cursor.sql(
            f"select customer_id from ({everyone}) as everyone where customer_id in (select unnest($ids))", params={"ids": ids}
        )
        return {str(one) for (one,) in found.fetchall()}


def _read(path: Path, lines: list[Line], known: set[str]) -> Iterator[tuple[str, str, str]]:
    for line, left, right, said in lines:
        if said is None:
            continue
        decision = MEANING.get(normal(said))
        if decision is None:
            raise _wrong(path, line, N_("“{value}” is no decision."), N_("Decisions: merge, apart, later, open."), said)
        for one in (left, right):
            if one is None or one not in known:
                raise _wrong(path, line, N_("there is no customer “{value}”."), "", one or "")
        if left and right and left != right:
            yield left, right, decision
        else:
            raise _wrong(path, line, N_("“{value}” stands on both sides."), "", left or "")


def _wrong(path: Path, line: int, what: str, advice: str, value: str) -> FileProblem:
    return LineProblem(path.name, line, what, advice, value)


class LineProblem(FileProblem):
    """A line of a file that cannot be taken; nothing of the file is."""

    def __init__(self, name: str, line: int, what: str, advice: str, value: str) -> None:
        super().__init__(what, advice, value=value)
        self.name, self.line = name, line

    def say(self, language: str) -> str:
        return " ".join((say(N_("“{name}”, line {line}:"), language, name=self.name, line=self.line), super().say(language)))

    def __reduce__(self) -> tuple[object, ...]:
        return LineProblem, (self.name, self.line, self.message, self.advice, self.values["value"])
