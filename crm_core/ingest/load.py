"""Files into the workspace: read, understand, clean, compare, and commit as one version — all of the files or none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import file_digest
from pathlib import Path
from time import monotonic

import duckdb

from crm_core.errors import MappingProblem, Words
from crm_core.i18n import N_
from crm_core.ingest.answers import refuse_strays
from crm_core.ingest.apply import against, commit, ids_of_customers
from crm_core.ingest.clean import Cleaned, clean
from crm_core.ingest.diff import Difference, Said, key_rows
from crm_core.ingest.memory import made_choices, remember, remembered
from crm_core.ingest.notices import notices, zeros_apart
from crm_core.ingest.numbered import discard
from crm_core.ingest.plan import Plan, make_plan
from crm_core.ingest.rejects import rejects_names, write_rejects
from crm_core.ingest.report import FileReport, Report
from crm_core.ingest.request import Request
from crm_core.ingest.sql import literal
from crm_core.log import event
from crm_core.settings import load as load_settings
from crm_core.store.scratch import not_workable, scratch
from crm_core.store.serving import ENGINE, out_of_room, serving_file
from crm_core.store.trial import said_file
from crm_core.store.workspace import Entry, Version, Workspace
from crm_core.work import running

Progress = Callable[[float, str], None]
READING = 0.8  # the share of an import that is reading, all files together
NEXT = N_("Another import is being written: yours comes next")


@dataclass(frozen=True)
class Prepared:
    """A file ready to be committed: how it was understood, and what differs from the workspace."""

    plan: Plan
    cleaned: Cleaned
    difference: Difference


def silent(_share: float, _text: str) -> None:
    """No progress to show."""


@contextmanager
def staging(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB in memory for one import, with the memory and cores that the settings of `folder` allow; what is more spills to a folder, removed afterwards."""
    limits = load_settings(folder).limits
    with scratch() as place:
        config: dict[str, str | bool | int | float | list[str]] = {
            **ENGINE,
            "memory_limit": limits.memory,
            "threads": str(limits.threads),
            "temp_directory": f"{place}/spill",
            "preserve_insertion_order": "false",
            # It makes a join of each list of marks for "nothing", which takes longer to plan than most files to read.
            "disabled_optimizers": "in_clause",
        }
        try:
            with duckdb.connect(":memory:", config=config) as con, running(con.interrupt):
                yield con
        except (duckdb.IOException, duckdb.TransactionException, duckdb.OutOfMemoryException) as problem:
            raise not_workable(*out_of_room(problem)) from problem


def import_files(
    workspace: Workspace, requests: Sequence[Request], *, at: datetime, by: str, progress: Progress = silent, language: str | None = None
) -> Report:  # fmt: skip
    """Bring files into the workspace as one version; a file that cannot be taken leaves the workspace as it was.

    `progress` is told a share (0 to 1) and a catalogue text. Files of rejected rows speak `language`, else that of the firm. Raises FileProblem, MappingProblem, WrongChoice, WorkspaceProblem.
    """
    began = monotonic()
    with staging(workspace.home) as con, workspace.writing(waiting=lambda: progress(0.0, NEXT)) as base:
        prepared: list[Prepared] = []
        alone = len(requests) == 1
        for rank, request in enumerate(requests):
            prepared.append(_prepare(con, workspace, base, request, prepared, rank, at, _part(progress, rank, len(requests)), alone=alone))
            _put_away(con, workspace, prepared[-1].difference.said.rows, base.number + 1, rank)
        refuse_strays([one.plan.apart for one in prepared])
        reports = _reports(con, workspace, prepared, base.number + 1, language or load_settings(workspace.home).firm.language)
        progress(READING, N_("Writing the rows"))
        entry = Entry("import", at, by, {"files": [one.to_json() for one in reports]})
        version = commit(con, workspace, base, [one.difference for one in prepared], entry)
        reports = remembered(reports, partial(_remember, workspace, prepared))
    if version:
        progress(0.9, N_("Preparing the figures"))
        serving_file(workspace, version)
    progress(1.0, N_("Done"))
    tell("import", version, reports, monotonic() - began)
    return Report(version.number if version else None, tuple(reports))


def tell(what: str, version: Version | None, reports: Sequence[FileReport], seconds: float) -> None:
    """Say in the log what an import or a publication did, in numbers alone."""
    counts = {
        name: sum(getattr(one, name) for one in reports) for name in ("read", "loaded", "updated", "unchanged", "repeated", "rejected")
    }
    tables = ", ".join(sorted({one.table for one in reports}))
    event(what, version=version.number if version else None, files=len(reports), tables=tables, seconds=round(seconds, 3), **counts)


def difference(workspace: Workspace, request: Request, *, at: datetime) -> FileReport:
    """What importing the file would do, without doing it: the same counts, nothing written."""
    with staging(workspace.home) as con:
        return _report(_prepare(con, workspace, workspace.current, request, [], 0, at), None)


def _prepare(
    con: duckdb.DuckDBPyConnection,
    workspace: Workspace,
    base: Version,
    request: Request,
    before: Sequence[Prepared],
    rank: int,
    at: datetime,
    progress: Progress = silent,
    *,
    alone: bool = True,
) -> Prepared:
    progress(0.0, N_("Reading the file"))
    plan = make_plan(con, workspace, request, at, table=f"staged_{rank}", alone=alone)
    progress(0.4, N_("Checking the cells"))
    cleaned = clean(con, plan.staged, plan.table, plan.formats.readings, f"clean_{rank}")
    _refuse_hopeless(plan, cleaned)
    _let_go(con, plan, cleaned)
    progress(0.7, N_("Comparing with what is there"))
    repeated, differing = key_rows(plan.context, cleaned.table, plan.formats.readings, f"rows_{rank}")
    said = Said(plan.table.name, f"rows_{rank}", repeated, request.blank_empties, request.complete)
    earlier = [one.difference for one in before]
    found = against(con, workspace, base, said, earlier, rank)
    plan.formats.notes += notices(con, plan.table, f"rows_{rank}", differing)
    plan.formats.notes += zeros_apart(con, ids_of_customers(workspace, base, earlier), plan.table, f"rows_{rank}")
    return Prepared(plan, cleaned, found)


def _part(progress: Progress, rank: int, files: int) -> Progress:
    """The progress of one file as that of all of them."""
    return lambda share, text: progress(READING * (rank + share) / files, text)


def _let_go(con: duckdb.DuckDBPyConnection, plan: Plan, cleaned: Cleaned) -> None:
    """The text of a file is not needed any more, unless rows of it are to be handed back."""
    if not cleaned.rejected and not plan.staged.bad_rows:
        discard(con, plan.staged.table)


def _put_away(con: duckdb.DuckDBPyConnection, workspace: Workspace, rows: str, number: int, rank: int) -> None:
    """A trial keeps what a file says, to be published."""
    if workspace.is_trial:
        con.execute(f"copy {rows} to {literal(str(said_file(workspace, number, rank)))} (format parquet)")


def _remember(workspace: Workspace, prepared: Sequence[Prepared]) -> None:
    for one in reversed(prepared):  # of a file that is brought twice, as two tables, the first is remembered
        plan = one.plan
        remember(workspace, plan.columns, made_choices(plan.table, plan.mapped, plan.request.values, plan.request.answers))


def _refuse_hopeless(plan: Plan, cleaned: Cleaned) -> None:
    """A required field that no row gives is a column wrongly chosen, not a file of bad rows."""
    if not cleaned.rows or cleaned.rejected < cleaned.rows:
        return
    field, header, value, reason = plan.context.con.sql(
        f"select field, header, value, reason from {cleaned.rejects} order by value is null, line limit 1"
    ).fetchall()[0]
    refused = N_("No row of “{name}” can be taken: in “{column}”, “{value}” cannot be the field “{field}”.")
    empty = N_("No row of “{name}” can be taken: “{column}” is empty, and the field “{field}” has to be known.")
    raise MappingProblem(
        refused if value else empty,
        N_(
            "Choose another column for “{field}” or another table, or give one value for the whole file "
            "(in a command: --map HEADER={code}, --table, --set {code}=VALUE)."
        ),
        name=plan.staged.path.name, column=header, value=value or "", field=Words(plan.table[field].label), code=field, reason=reason,
    )  # fmt: skip


def _reports(
    con: duckdb.DuckDBPyConnection, workspace: Workspace, prepared: Sequence[Prepared], number: int, language: str
) -> list[FileReport]:
    names = rejects_names(number, [one.plan.staged.path.name for one in prepared])
    reports = []
    for name, one in zip(names, prepared, strict=True):
        path = workspace.folder / "rejects" / name
        written = write_rejects(con, one.plan.staged, one.cleaned, path, one.plan.table, language)
        reports.append(_report(one, str(path) if written else None))
    return reports


def _report(one: Prepared, rejects: str | None) -> FileReport:
    plan, staged, found = one.plan, one.plan.staged, one.difference
    return FileReport(
        file=staged.path.name,
        table=plan.table.name,
        sha256=_sha256(staged.path),
        encoding=staged.encoding,
        separator=staged.separator,
        header_line=staged.header_line,
        sheet=staged.sheet,
        mapping={mapped.profile.key: mapped.field or "-" for mapped in plan.mapped},
        read=staged.rows + len(staged.bad_rows),
        loaded=found.new,
        updated=found.changed,
        unchanged=found.unchanged,
        repeated=found.said.repeated,
        rejected=one.cleaned.rejected + len(staged.bad_rows),
        skipped=staged.blank_lines + sum(skipped.reason != "blank" for skipped in staged.skipped),
        rejects=rejects,
        blank_empties=found.said.blank_empties,
        vanished=found.vanished,
        warnings=(*staged.doubts, *plan.formats.notes),
        questions=tuple(plan.formats.questions),
        bad_cells=tuple(one.cleaned.bad_cells),
        refused=tuple(one.cleaned.refused),
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
