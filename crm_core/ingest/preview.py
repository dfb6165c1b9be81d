"""What the import page shows before anything is written: the table, each column's field and why, the questions, the first rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import polars as pl

from crm_core.errors import CrmError, MappingProblem
from crm_core.i18n import N_
from crm_core.ingest.load import staging
from crm_core.ingest.mapping import Mapped
from crm_core.ingest.memory import Memory
from crm_core.ingest.named import customers_named
from crm_core.ingest.plan import Plan, choices_of, make_plan
from crm_core.ingest.readings import Formats, Reading
from crm_core.ingest.recognise import Candidate
from crm_core.ingest.request import Option, Question, Request
from crm_core.ingest.source import Doubt, Staged
from crm_core.ingest.sql import name
from crm_core.store.workspace import Workspace
from crm_core.tables import TABLES

SHOWN_ROWS, SHOWN_VALUES = 20, 3


@dataclass(frozen=True)
class ColumnProposal:
    """A column of the file: the `field` it becomes (None: left out; `declared` false: a field of its own), why, and how it is read.

    `why` and `format` are catalogue texts; `strength` goes from 0 to 1.
    """

    header: str
    field: str | None
    declared: bool
    why: str
    strength: float
    examples: tuple[str, ...]
    filled: int
    format: str


@dataclass(frozen=True)
class Proposal:
    """How a file was understood. `rows` are its first records, typed; `choices` is what its reading rests on; `problem` is what keeps it from being imported as it is.

    `named`: header → field for the same file read as customers, when it says who they are beside what they did.
    """

    file: str
    staged: Staged
    table: str
    confidence: float
    sure: bool
    candidates: tuple[Candidate, ...]
    columns: tuple[ColumnProposal, ...]
    questions: tuple[Question, ...]
    notes: tuple[Doubt, ...]
    missing: tuple[str, ...]
    rows: pl.DataFrame
    count: int
    remembered: bool
    choices: Memory
    problem: CrmError | None = None
    named: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> Mapping[str, Any]:
        """Plain values, the rows left out."""
        return {
            "file": self.file,
            "table": self.table,
            "confidence": round(self.confidence, 3),
            "candidates": [{"table": one.table, "score": round(one.score, 3)} for one in self.candidates],
            "columns": [{"header": one.header, "field": one.field, "why": one.why, "examples": list(one.examples), "format": one.format} for one in self.columns],
            "questions": [{"id": one.id, "text": one.text, "values": dict(one.values), "proposal": one.proposal, "options": [o.value for o in one.options]} for one in self.questions],
            "missing": list(self.missing),
            "count": self.count,
        }  # fmt: skip


def preview(request: Request, *, at: datetime, workspace: Workspace) -> Proposal:
    """Understand a file without importing it. Raises FileProblem when it cannot be read, WrongChoice for an unknown table.

    Questions are answered in the request's `answers` (id → option), the table also by its `table`.
    """
    with staging(workspace.home) as con:
        plan = make_plan(con, workspace, request, at, strict=False)
        formats, problem = plan.formats, _problem(plan)
        return Proposal(
            file=plan.staged.path.name,
            staged=plan.staged,
            table=plan.table.name,
            confidence=plan.recognised.confidence,
            sure=plan.recognised.sure,
            candidates=plan.recognised.candidates,
            columns=tuple(_column(one, formats) for one in plan.mapped),
            questions=(*_table_question(plan), *formats.questions),
            notes=(*plan.staged.doubts, *formats.notes),
            missing=plan.missing,
            rows=_rows(plan),
            count=plan.staged.rows,
            remembered=plan.remembered,
            choices=choices_of(plan),
            problem=problem,
            named=customers_named(plan.mapped, plan.table),
        )


def _problem(plan: Plan) -> CrmError | None:
    try:
        plan.check()
    except MappingProblem as problem:
        return problem
    return None


def _table_question(plan: Plan) -> tuple[Question, ...]:
    if plan.recognised.sure:
        return ()
    options = tuple(Option(one.table, TABLES[one.table].label) for one in plan.recognised.candidates)
    return (Question("table", N_("What does “{name}” hold?"), options, plan.recognised.table, {"name": plan.staged.path.name}),)


def _column(one: Mapped, formats: Formats) -> ColumnProposal:
    reading = formats.named(str(one.field)) if one.field else None
    return ColumnProposal(
        header=one.profile.key,
        field=one.field,
        declared=one.declared,
        why=one.why,
        strength=one.strength,
        examples=one.profile.sample[:SHOWN_VALUES],
        filled=one.profile.filled,
        format=reading.words if reading else "",
    )


def _rows(plan: Plan) -> pl.DataFrame:
    readings: list[Reading] = plan.formats.readings
    if not readings:
        return pl.DataFrame()
    selected = ", ".join(f"{one.sql} as {name(one.name)}" for one in readings)
    joins = " ".join(dict.fromkeys(join for one in readings for join in one.joins))
    head = f"(select * from {plan.staged.table} order by line limit {SHOWN_ROWS}) as s"
    rows: pl.DataFrame = plan.context.con.sql(f"select s.line, {selected} from {head} {joins} order by s.line").pl()
    return rows
