"""Files into the workspace: read, understand, clean, compare, and commit as one version — all of the files or none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from time import monotonic

import duckdb

from crm_core.errors import MappingProblem, WorkspaceProblem
from crm_core.i18n import N_
from crm_core.ingest.clean import Cleaned, clean
from crm_core.ingest.diff import Difference, compare, key_rows
from crm_core.ingest.memory import remember
from crm_core.ingest.notices import notices
from crm_core.ingest.plan import Plan, make_plan
from crm_core.ingest.rejects import rejects_name, write_rejects
from crm_core.ingest.report import FileReport, Report
from crm_core.ingest.request import Request
from crm_core.log import event
from crm_core.settings import load as load_settings
from crm_core.store.serving import ENGINE, out_of_room, serving_file
from crm_core.store.workspace import FREE_SPACE, Change, Entry, Version, Workspace

Progress = Callable[[float, str], None]
BATCH_ROWS = 100_000


@dataclass(frozen=True)
class Prepared:
    """A file ready to be committed: how it was understood, and what differs from the workspace."""

    plan: Plan
    cleaned: Cleaned
    difference: Difference


def _silent(_share: float, _text: str) -> None:
    """No progress to show."""


@contextmanager
def staging(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB file for one import, with the memory and cores that the settings of `folder` allow; removed afterwards."""
    limits = load_settings(folder).limits
    with TemporaryDirectory(prefix="barometre-") as place:
        config: dict[str, str | bool | int | float | list[str]] = {
            **ENGINE,
            "memory_limit": limits.memory,
            "threads": str(limits.threads),
            "temp_directory": f"{place}/spill",
            "preserve_insertion_order": "false",
        }
        try:
            with duckdb.connect(f"{place}/staging.duckdb", config=config) as con:
                yield con
        except (duckdb.IOException, duckdb.TransactionException, duckdb.OutOfMemoryException) as problem:
            raise WorkspaceProblem(
                N_("The file cannot be worked on in {folder}: {problem}."), FREE_SPACE, folder=gettempdir(), problem=out_of_room(problem)
            ) from problem


def import_files(workspace: Workspace, requests: Sequence[Request], *, at: datetime, by: str, progress: Progress = _silent) -> Report:
    """Bring files into the workspace as one version; a file that cannot be taken leaves the workspace as it was.

    `progress` is told a share (0 to 1) and a catalogue text. Raises FileProblem, MappingProblem, WrongChoice, WorkspaceProblem.
    """
    began = monotonic()
    with staging(workspace.folder) as con, workspace.writing() as base:
        prepared: list[Prepared] = []
        for rank, request in enumerate(requests):
            progress(0.8 * rank / len(requests), N_("Reading the file"))
            prepared.append(_prepare(con, workspace, base, request, prepared, rank, at))
        number = base.number + 1
        reports = _reports(con, workspace, prepared, number)
        progress(0.8, N_("Writing the rows"))
        version = _commit(con, workspace, base, prepared, reports, Entry("import", at, by, {"files": [one.to_json() for one in reports]}))
    for one in prepared:
        remember(workspace.folder, one.plan.columns, one.plan.table, one.plan.mapped, one.plan.request.values, one.plan.request.answers)
    if version:
        progress(0.9, N_("Preparing the figures"))
        serving_file(workspace, version)
    progress(1.0, N_("Done"))
    _tell(version, reports, round(monotonic() - began, 3))
    return Report(version.number if version else None, tuple(reports))


def _tell(version: Version | None, reports: Sequence[FileReport], seconds: float) -> None:
    counts = {
        name: sum(getattr(one, name) for one in reports) for name in ("read", "loaded", "updated", "unchanged", "repeated", "rejected")
    }
    tables = ", ".join(sorted({one.table for one in reports}))
    event("import", version=version.number if version else None, files=len(reports), tables=tables, seconds=seconds, **counts)


def difference(workspace: Workspace, request: Request, *, at: datetime) -> FileReport:
    """What importing the file would do, without doing it: the same counts, nothing written."""
    with staging(workspace.folder) as con:
        return _report(_prepare(con, workspace, workspace.current, request, [], 0, at), None)


def _prepare(
    con: duckdb.DuckDBPyConnection,
    workspace: Workspace,
    base: Version,
    request: Request,
    before: Sequence[Prepared],
    rank: int,
    at: datetime,
) -> Prepared:
    plan = make_plan(con, workspace.folder, request, at, table=f"staged_{rank}")
    cleaned = clean(con, plan.staged, plan.table, plan.formats.readings, f"clean_{rank}")
    _refuse_hopeless(plan, cleaned)
    repeated, differing = key_rows(plan.context, cleaned.table, plan.formats.readings, f"rows_{rank}")
    con.execute(f"drop table {cleaned.table}")
    current = _current(con, workspace, base, plan.table.name, before, rank)
    found = compare(con, f"rows_{rank}", repeated, current, base.number + 1, f"changes_{rank}", blank_empties=request.blank_empties)
    plan.formats.notes += notices(con, plan.table, f"rows_{rank}", differing)
    con.execute(f"drop table rows_{rank}")
    return Prepared(plan, cleaned, found)


def _refuse_hopeless(plan: Plan, cleaned: Cleaned) -> None:
    """A required field that no row gives is a column wrongly chosen, not a file of bad rows."""
    if not cleaned.rows or cleaned.rejected < cleaned.rows:
        return
    field, header, value, reason = plan.context.con.sql(
        f"select field, header, value, reason from {cleaned.rejects} order by value is null, line limit 1"
    ).fetchall()[0]
    raise MappingProblem(
        N_("No row of “{name}” can be taken: in “{column}”, “{value}” cannot be the field {field}."),
        N_("Choose another column for {field} (--map), another table (--table), or give one value for the whole file (--set {field}=VALUE)."),
        name=plan.staged.path.name, column=header, value=value or "", field=field, reason=reason,
    )  # fmt: skip


def _current(
    con: duckdb.DuckDBPyConnection, workspace: Workspace, base: Version, table: str, before: Sequence[Prepared], rank: int
) -> str | None:
    """The relation that holds the table as it is once the files `before` this one are in; None when nothing holds it."""
    files = workspace.files(base, table)
    pending = [one.difference.changes for one in before if one.plan.table.name == table]
    parts = [f"select * exclude (is_new) from {name}" for name in pending]
    if files:
        listed = ", ".join("'" + path.replace("'", "''") + "'" for path in files)
        parts.insert(0, f"select * from read_parquet([{listed}], union_by_name = true)")
    if not parts:
        return None
    view = f"current_{rank}"
    whole = " union all by name ".join(f"select *, {k} as step from ({part}) as part_{k}" for k, part in enumerate(parts))
    latest = "qualify row_number() over (partition by row_key order by step desc) = 1" if len(parts) > 1 else ""
    con.execute(f"create or replace temp view {view} as select * exclude (step) from ({whole}) as whole {latest}")
    return view


def _commit(
    con: duckdb.DuckDBPyConnection,
    workspace: Workspace,
    base: Version,
    prepared: Sequence[Prepared],
    reports: Sequence[FileReport],
    entry: Entry,
) -> Version | None:
    """One version of all that is new or changed; None when nothing is."""
    changes = {}
    for table in dict.fromkeys(one.plan.table.name for one in prepared):
        mine = [one.difference for one in prepared if one.plan.table.name == table]
        if any(one.new or one.changed for one in mine):
            changes[table] = _change(con, [one.changes for one in mine], replaces=any(one.changed for one in mine))
    if not changes:
        return None
    try:
        return workspace.commit(base, changes, entry)
    except BaseException:
        for report in reports:
            if report.rejects:
                Path(report.rejects).unlink(missing_ok=True)
        raise


def _change(con: duckdb.DuckDBPyConnection, tables: Sequence[str], *, replaces: bool) -> Change:
    whole = " union all by name ".join(f"select * exclude (is_new), {k} as step from {name}" for k, name in enumerate(tables))
    latest = "qualify row_number() over (partition by row_key order by step desc) = 1" if len(tables) > 1 else ""
    rows = con.cursor().sql(f"select * exclude (step) from ({whole}) as whole {latest}")
    return Change(rows.to_arrow_reader(BATCH_ROWS), replaces)


def _reports(con: duckdb.DuckDBPyConnection, workspace: Workspace, prepared: Sequence[Prepared], number: int) -> list[FileReport]:
    language = load_settings(workspace.folder).firm.language
    reports, names = [], set[str]()
    for rank, one in enumerate(prepared):
        name = rejects_name(number, one.plan.staged.path.name, 0)
        name = rejects_name(number, one.plan.staged.path.name, rank) if name in names else name
        names.add(name)
        path = workspace.folder / "rejects" / name
        written = write_rejects(con, one.plan.staged, one.cleaned, path, language)
        reports.append(_report(one, str(path) if written else None))
    return reports


def _report(one: Prepared, rejects: str | None) -> FileReport:
    plan, staged, found = one.plan, one.plan.staged, one.difference
    with staged.path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    return FileReport(
        file=staged.path.name,
        table=plan.table.name,
        sha256=digest,
        encoding=staged.encoding,
        separator=staged.separator,
        header_line=staged.header_line,
        sheet=staged.sheet,
        mapping={mapped.profile.key: mapped.field or "-" for mapped in plan.mapped},
        read=staged.rows + len(staged.bad_rows),
        loaded=found.new,
        updated=found.changed,
        unchanged=found.unchanged,
        repeated=found.repeated,
        rejected=one.cleaned.rejected + len(staged.bad_rows),
        skipped=staged.blank_lines + sum(skipped.reason != "blank" for skipped in staged.skipped),
        rejects=rejects,
        warnings=(*staged.doubts, *plan.formats.notes),
        questions=tuple(plan.formats.questions),
        bad_cells=tuple(one.cleaned.bad_cells),
    )
