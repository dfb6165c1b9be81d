"""A trial's imports into the workspace it was taken from: what its files said is compared with what that workspace holds by now."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from shutil import copyfile
from time import monotonic

from duckdb import DuckDBPyConnection

from crm_core.i18n import N_
from crm_core.ingest.apply import against, commit
from crm_core.ingest.diff import Difference, Said
from crm_core.ingest.load import NEXT, Progress, silent, staging, tell
from crm_core.ingest.memory import carry_home, remembered
from crm_core.ingest.rejects import rejects_names
from crm_core.ingest.report import FileReport, Report
from crm_core.ingest.sql import literal
from crm_core.store import decisions
from crm_core.store.serving import serving_file
from crm_core.store.trial import Trial, said_file
from crm_core.store.workspace import Change, Entry, Version


@dataclass(frozen=True)
class Replayed:
    """One file of a trial against the shared workspace: its report with the counts of now, and what differs."""

    report: FileReport
    difference: Difference


def nobody(_report: Report) -> None:
    """Nobody is told."""


def publish(trial: Trial, *, at: datetime, by: str, progress: Progress = silent, committed: Callable[[Report], None] = nobody) -> Report:
    """Apply the imports of a trial to its shared workspace as one version; the trial itself stays until it is dropped.

    `committed` is told as soon as everybody has them, whatever becomes of the figures that are prepared after that.

    Whatever others published meanwhile is kept: rows are compared with the newest version. Raises WorkspaceProblem.
    """
    began, shared = monotonic(), trial.shared
    with staging(shared.home) as con, shared.writing(waiting=lambda: progress(0.0, NEXT)) as base:
        progress(0.1, N_("Comparing with what is there"))
        files = list(replay(con, trial, base))
        reports = _with_rejects(trial, [one.report for one in files], base.number + 1)
        progress(0.5, N_("Writing the rows"))
        rows, others = _decided(trial, base, at=at, by=by)
        about = {"files": [one.to_json() for one in reports], **({"decisions": rows} if rows else {})}
        entry = Entry("import" if reports else decisions.KIND, at, by, about)
        version = commit(con, shared, base, [one.difference for one in files], entry, others)
        done = Report(version.number if version else None, tuple(remembered(reports, partial(carry_home, trial.workspace))), rows)
        committed(done)
    if version:
        progress(0.7, N_("Preparing the figures"))
        serving_file(shared, version)
    progress(1.0, N_("Done"))
    tell("publish", version, done.files, monotonic() - began)
    return done


def _decided(trial: Trial, base: Version, *, at: datetime, by: str) -> tuple[dict[str, int], dict[str, Change]]:
    """What the trial decided on duplicates that `base` does not say: how many of each decision, and what to write. Raises Contradiction."""
    found = decisions.change_of(trial.shared, base, decisions.since(trial.workspace, trial.base), at=at, by=by)
    return (decisions.counts(found[0]), {decisions.TABLE: found[1]}) if found else ({}, {})


@contextmanager
def compared(trial: Trial) -> Iterator[tuple[DuckDBPyConnection, Version, list[Replayed]]]:
    """What publishing would do just now, nothing written: the connection in which it is staged, the version it is compared with, the files."""
    with staging(trial.shared.home) as con:
        base = trial.shared.current
        yield con, base, list(replay(con, trial, base))


def replay(con: DuckDBPyConnection, trial: Trial, base: Version) -> Iterator[Replayed]:
    """The files of a trial in the order of its imports, each compared with `base` and with those before it."""
    found: list[Difference] = []
    for version in trial.pending():
        for rank, kept in enumerate(version.summary.get("files", [])):
            report, number = FileReport.from_json(kept), len(found)
            source = literal(str(said_file(trial.workspace, version.number, rank)))
            con.execute(f"create view said_{number} as select * from read_parquet({source})")
            said = Said(report.table, f"said_{number}", report.repeated, report.blank_empties, complete=report.vanished is not None)
            found.append(against(con, trial.shared, base, said, found, number))
            yield Replayed(_counted(report, found[-1]), found[-1])


def _counted(report: FileReport, found: Difference) -> FileReport:
    return replace(report, loaded=found.new, updated=found.changed, unchanged=found.unchanged, vanished=found.vanished)


def _with_rejects(trial: Trial, reports: Sequence[FileReport], number: int) -> list[FileReport]:
    """The reports, their rejected rows copied beside those of the shared workspace."""
    names = rejects_names(number, [one.file for one in reports])
    moved = []
    for name, one in zip(names, reports, strict=True):
        path = trial.shared.folder / "rejects" / name
        if one.rejects:
            copyfile(Path(one.rejects), path)
        moved.append(replace(one, rejects=str(path) if one.rejects else None))
    return moved
