"""One file, understood: read, recognised, mapped, its formats decided. Preview, difference and import all start here."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from duckdb import DuckDBPyConnection
from rapidfuzz import fuzz, process

from crm_core.errors import MappingProblem, WrongChoice
from crm_core.i18n import N_
from crm_core.ingest.answers import check_answers, fitting
from crm_core.ingest.formats import understand
from crm_core.ingest.mailed import KEY, MAIL, numbers_customers
from crm_core.ingest.mapping import Mapped, apply_choices, no_field, propose, seen
from crm_core.ingest.memory import Memory, made_choices, recall
from crm_core.ingest.numbered import settle
from crm_core.ingest.profile import Profile, profiles
from crm_core.ingest.read import stage
from crm_core.ingest.readings import Context, Formats
from crm_core.ingest.recognise import Recognised, missing, recognise, refuse_doubt, told
from crm_core.ingest.request import NUMBERED, OUT, OWN, Request
from crm_core.ingest.source import Column, Staged
from crm_core.ingest.sql import literal
from crm_core.ingest.values import forget
from crm_core.settings import load
from crm_core.store.workspace import Workspace
from crm_core.tables import TABLES, Table


@dataclass(frozen=True)
class Plan:
    """A request with all that was understood; `missing` names the required fields that the file does not give, `apart` its answers to what the file does not ask."""

    request: Request
    staged: Staged
    columns: tuple[Profile, ...]
    recognised: Recognised
    table: Table
    mapped: tuple[Mapped, ...]
    context: Context
    formats: Formats
    missing: tuple[str, ...]
    remembered: bool
    problem: MappingProblem | None = None
    apart: Mapping[str, WrongChoice] = dataclasses.field(default_factory=dict)

    def check(self) -> None:
        """Raise MappingProblem when the table is in doubt or a required field is missing."""
        if not self.recognised.sure:
            raise refuse_doubt(self.staged.path.name, self.recognised, self.columns)
        for name in self.missing:
            raise _missing(self, name)
        if self.problem:
            raise self.problem


def choices_of(plan: Plan) -> Memory:
    """All that the reading of the file rests on, the questions that stand open answered as proposed."""
    answers = {**{one.id: one.proposal for one in plan.formats.questions}, **plan.request.answers}
    return made_choices(plan.table, plan.mapped, plan.request.values, answers)


def make_plan(
    con: DuckDBPyConnection, workspace: Workspace, request: Request, at: datetime, *, table: str = "staged", strict: bool = True, alone: bool = True
) -> Plan:  # fmt: skip
    """Stage the file of `request` as `table` and understand it. The workspace remembers earlier choices. Not `alone`: its answers may be for other files.

    Raises FileProblem, WrongChoice for a table or field that does not exist, and MappingProblem — when not `strict`, only for
    choices that contradict the file.
    """
    forget(con, table)
    staged = stage(con, request.path, sheet=request.sheet, table=table)
    columns = profiles(con, staged)
    said = request.answers
    request, remembered = _with_memory(workspace, replace(request, table=request.table or request.answers.get("table")), columns)
    recognised = told(_table(request.table).name) if request.table else recognise(con, staged, columns, request.values)
    chosen = TABLES[recognised.table]
    apart = check_answers({**said, "table": chosen.name}, {*(one.key for one in columns), *request.values}, chosen)
    request = replace(request, answers=fitting(request.answers, apart, alone=alone))
    constants = _add_constants(con, staged, chosen, request.values)
    proposed = propose(columns, chosen, request.values)
    mapped = (*apply_choices(columns, chosen, proposed, request.mapping, set(request.values)), *constants)
    context = Context(con, staged, chosen, at, load(workspace.home).firm.time_zone, request.answers)
    mails = [one.profile for one in mapped if one.field == MAIL]
    lacking = tuple(
        missing(chosen, {str(one.field) for one in mapped if one.field} | ({KEY} if numbers_customers(chosen, mails) else set()))
    )
    plan = Plan(request, staged, columns, recognised, chosen, mapped, context, Formats(), lacking, remembered, apart=apart)
    if strict:
        plan.check()
    plan = _with_formats(plan)
    if strict:
        plan.check()
    return plan


def _with_formats(plan: Plan) -> Plan:
    try:
        return replace(plan, formats=understand(plan.context, plan.mapped))
    except MappingProblem as problem:
        return replace(plan, problem=problem)


def _with_memory(workspace: Workspace, request: Request, columns: tuple[Profile, ...]) -> tuple[Request, bool]:
    """The request, completed by what was chosen last time for a file with the same headers. What it says itself comes first."""
    memory = recall(workspace, columns)
    if memory is None or (request.table and request.table != memory.table):
        return request, False
    said = {field for field in request.mapping.values() if field not in (OWN, OUT)} | set(request.values)
    recalled = {header: field for header, field in memory.mapping.items() if field not in said}
    return replace(
        request,
        table=request.table or memory.table,
        mapping={**recalled, **request.mapping},
        values={**{field: value for field, value in memory.values.items() if field not in said}, **request.values},
        answers={**memory.answers, **request.answers},
    ), True


def _table(name: str) -> Table:
    if name not in TABLES:
        raise WrongChoice(N_("There is no table {table}."), N_("The tables: {known}."), table=name, known=", ".join(TABLES))
    return TABLES[name]


def _add_constants(con: DuckDBPyConnection, staged: Staged, table: Table, values: Mapping[str, str]) -> tuple[Mapped, ...]:
    """A staged column for each field that has one value for the whole file."""
    made = []
    if values:
        settle(con, staged.table)
    for k, (field, value) in enumerate(values.items()):
        if field not in table.by_name:
            raise no_field(table, field)
        column = Column(f"v{k}", field)
        numbered = str(value) == NUMBERED and table.key == (field,)
        con.execute(f"alter table {staged.table} add column {column.name} varchar default {literal(str(value))}")
        if numbered:
            con.execute(f"update {staged.table} set {column.name} = {literal(f'{staged.path.stem}-')} || line")
        profile = Profile(column, staged.rows, staged.rows, staged.rows if numbered else 1, (str(value),), {}, numbered)
        made.append(Mapped(profile, field, N_("one value for the whole file")))
    return tuple(made)


def _missing(plan: Plan, name: str) -> MappingProblem:
    field = plan.table[name]
    words = [one.replace("_", " ") for one in (name, *field.synonyms)]
    free = {one.profile.key: one.profile.key.lower() for one in plan.mapped if not one.declared}
    scored = {
        key: max((score for _, score, _ in process.extract(text, words, scorer=fuzz.WRatio, limit=1)), default=0)
        for key, text in free.items()
    }
    nearest = sorted(scored, key=lambda key: -scored[key])[:3]
    if name in plan.table.key and len(plan.table.key) == 1:
        advice = N_("Nearest: {nearest}. Choose the column (--map HEADER={field}), or let the rows be numbered (--set {field}=#).")
    else:
        advice = N_(
            "Nearest: {nearest}. Choose the column (--map HEADER={field}) or give one value for the whole file (--set {field}=VALUE)."
        )
    return MappingProblem(
        N_("“{name}” has no column for the field {field} of {table}. Its columns: {seen}."),
        advice,
        name=plan.staged.path.name, field=name, table=plan.table.name, seen=seen(plan.columns), nearest=", ".join(nearest) or "—",
    )  # fmt: skip
