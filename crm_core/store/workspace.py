"""A workspace: Delta tables, and the table `versions` whose last row says which version of each of them is the truth.

A commit writes the tables first and appends one row to `versions` last. That append is the commit: a process killed before
it leaves files that nobody names, and the next commit starts again from what the last row names.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from errno import EACCES, EDQUOT, ENOSPC
from os import W_OK, access
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
from deltalake import DeltaTable, write_deltalake
from deltalake.exceptions import DeltaError, TableNotFoundError
from filelock import FileLock, Timeout

from crm_core.errors import WorkspaceProblem, WrongChoice, reason
from crm_core.i18n import N_
from crm_core.log import event
from crm_core.store.delta import HOOKS, WRITER
from crm_core.store.leftovers import parquet_files, whole
from crm_core.work import committing

LOCK_SECONDS = 600
FREE_SPACE = N_("Free some space on the disk and try again.")
DEFAULT_FOLDER = Path("data/workspaces/demo")


@dataclass(frozen=True)
class Change:
    """Complete rows to write into one table, with `row_key`; `replaces` when some of the keys are already there."""

    rows: pa.Table | pa.RecordBatchReader
    replaces: bool


@dataclass(frozen=True)
class Version:
    """One state of the workspace. `parent` is the state before it, to which an undo goes back."""

    number: int
    parent: int
    kind: str
    at: datetime
    by: str
    summary: Mapping[str, Any]
    tables: Mapping[str, int]

    @property
    def state(self) -> int:
        """The number of the import whose state it holds: its own, or for an undo that of the version it went back to."""
        return int(self.summary.get("state", self.number))


@dataclass(frozen=True)
class Entry:
    """What a commit says about itself: `kind` (import, undo, demo), when, who, and a summary that JSON can hold."""

    kind: str
    at: datetime
    by: str
    summary: Mapping[str, Any] = field(default_factory=dict)


def not_writable(folder: Path, problem: OSError | DeltaError) -> WorkspaceProblem:
    """What to say when `folder` refuses to be written; the libraries below name the system's error in their text."""
    if not isinstance(problem, OSError) or problem.errno is None:
        problem = OSError(_system_error(problem), str(problem))
    full = problem.errno in (ENOSPC, EDQUOT)
    advice = FREE_SPACE if full else N_("Give this account the right to write there, or choose another folder.")
    return WorkspaceProblem(N_("The workspace {folder} cannot be written: {problem}."), advice, folder=folder, problem=reason(problem))


def _system_error(problem: Exception) -> int:
    """The number of the system's error that a library names in its text; 0 when it names none."""
    found = re.search(r"(?:os error|Os \{ code:) (\d+)", str(problem))
    return int(found[1]) if found else 0


EMPTY = Version(0, 0, "empty", datetime.min, "", {}, {})


class Workspace:
    """The folder of one firm's data. Many processes may read it at once; writers take turns.

    `home` is the folder whose settings and remembered mappings hold: its own, or for a trial that of the workspace it was taken from.
    """

    def __init__(self, folder: Path, home: Path | None = None) -> None:
        self.folder = Path(folder).resolve()
        self.home = home or self.folder

    @property
    def is_trial(self) -> bool:
        return self.home != self.folder

    @classmethod
    def open(cls, folder: Path) -> "Workspace":
        """The workspace in `folder`, made if absent. Raises WorkspaceProblem when it cannot be read or created."""
        workspace = cls(folder)
        try:
            for part in ("tables", "serving", "rejects"):
                (workspace.folder / part).mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            if not (workspace.folder / "versions").exists():
                raise not_writable(workspace.folder, problem) from problem
        return workspace

    @classmethod
    def existing(cls, folder: Path) -> "Workspace":
        """The workspace in `folder`, which somebody made. Raises WrongChoice when there is none, WorkspaceProblem when it cannot be read."""
        if not (folder / "tables").is_dir():
            raise WrongChoice(
                N_("There is no workspace in {folder}."), N_("Check --workspace, or import a file there first."), folder=folder
            )
        return cls.open(folder)

    @property
    def current(self) -> Version:
        return self.history()[-1]

    @property
    def version(self) -> int:
        """The number of the current version, read without opening the table (0 = nothing yet)."""
        log = self.folder / "versions" / "_delta_log"
        names = (path.stem for path in log.iterdir() if path.suffix == ".json") if log.is_dir() else ()
        return max((int(name) + 1 for name in names if name.isdigit()), default=0)

    @property
    def origin(self) -> tuple[int, int]:
        """Changes when another workspace takes the place of this one in its folder; (0, 0) before the first version."""
        try:
            first = (self.folder / "versions" / "_delta_log" / f"{0:020}.json").stat()
        except OSError:
            return 0, 0
        return first.st_ino, first.st_mtime_ns

    def history(self) -> list[Version]:
        """All versions, oldest first, the empty one included."""
        try:
            rows = pl.read_parquet(parquet_files(self.folder / "versions"), glob=False).rows(named=True)
        except TableNotFoundError:
            rows = []
        read = [_version(row) for row in rows]
        return [EMPTY, *sorted(read, key=lambda version: version.number)]

    def at(self, number: int) -> Version:
        """One version by its number. Raises WrongChoice when there is none."""
        for version in self.history():
            if version.number == number:
                return version
        raise WrongChoice(N_("There is no version {number} in this workspace."), N_("List them with the command versions."), number=number)

    def files(self, version: Version, table: str) -> list[str]:
        """The parquet files of one table as that version has it; none when it has no such table."""
        if table not in version.tables:
            return []
        return parquet_files(self._folder_of(table), version.tables[table])

    @contextmanager
    def writing(self, waiting: Callable[[], None] = lambda: None) -> Iterator[Version]:
        """The right to commit, and the version to start from. One writer at a time; the others wait, and `waiting` is called before they do."""
        try:
            with _turn(FileLock(self.folder / ".lock", timeout=LOCK_SECONDS), waiting):
                self._check_writable()
                with whole(self):
                    yield self.current
        except Timeout as problem:
            raise WorkspaceProblem(
                N_("Another import has been running for {minutes} minutes."), N_("Try again when it is over."), minutes=LOCK_SECONDS // 60
            ) from problem
        except OSError as problem:
            raise not_writable(self.folder, problem) from problem
        except DeltaError as problem:
            if not _system_error(problem):
                raise
            raise not_writable(self.folder, problem) from problem

    def _check_writable(self) -> None:
        """Refuse before anything is written, rather than half-way."""
        tables = [path for path in (self.folder / "tables").glob("*") if path.is_dir()]
        places = [self.folder, *(self.folder / part for part in ("tables", "serving", "rejects", "versions")), *tables]
        for place in (log for one in places for log in (one, one / "_delta_log") if log.exists()):
            if not access(place, W_OK):
                raise not_writable(place, OSError(EACCES, ""))

    def commit(self, base: Version, changes: Mapping[str, Change], entry: Entry) -> Version:
        """Write `changes` on top of `base`, all or nothing. Call inside `writing()`."""
        with committing():
            written = {table: self._write(table, base.tables.get(table), change) for table, change in changes.items()}
            return self._append(base, entry, {**base.tables, **written}, parent=base.number)

    def undo(self, *, at: datetime, by: str) -> Version:
        """A new version that holds what was there before the current one."""
        with self.writing() as base, committing():
            if not base.tables:
                raise WrongChoice(N_("There is no import to undo."), N_("Import a file first."))
            before, undone = self.at(base.parent), self.at(base.state)
            entry = Entry("undo", at, by, {"undone": undone.number, "state": before.state, "files": undone.summary.get("files", [])})
            return self._append(base, entry, before.tables, parent=before.parent)

    def _folder_of(self, table: str) -> Path:
        return self.folder / "tables" / table

    def _write(self, table: str, base: int | None, change: Change) -> int:
        folder = self._folder_of(table)
        if base is None:
            write_deltalake(
                folder, change.rows, mode="overwrite", schema_mode="overwrite", writer_properties=WRITER, post_commithook_properties=HOOKS
            )
            return DeltaTable(folder).version()
        delta = DeltaTable(folder)
        if delta.version() != base:
            delta.restore(base, post_commithook_properties=HOOKS)
        if change.replaces:
            on = "s.row_key = t.row_key"
            merge = delta.merge(change.rows, on, "s", "t", merge_schema=True, post_commithook_properties=HOOKS)
            merge.when_matched_update_all().when_not_matched_insert_all().execute()
        else:
            write_deltalake(
                folder, change.rows, mode="append", schema_mode="merge", writer_properties=WRITER, post_commithook_properties=HOOKS
            )
        return DeltaTable(folder).version()

    def _append(self, base: Version, entry: Entry, tables: Mapping[str, int], *, parent: int) -> Version:
        new = Version(base.number + 1, parent, entry.kind, entry.at, entry.by, entry.summary, tables)
        try:
            write_deltalake(self.folder / "versions", _row(new), mode="append", post_commithook_properties=HOOKS)
        except (DeltaError, OSError):
            if self.version != new.number:  # else it is written, and what Delta does afterwards for its own sake failed
                raise
        event("version", version=new.number, kind=new.kind, tables=len(tables))
        return new


@contextmanager
def _turn(lock: FileLock, waiting: Callable[[], None]) -> Iterator[None]:
    try:
        lock.acquire(blocking=False)
    except Timeout:
        waiting()
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def _row(version: Version) -> pa.Table:
    row = {
        "version": version.number,
        "parent": version.parent,
        "kind": version.kind,
        "at": version.at.astimezone(UTC),
        "by": version.by,
        "summary": json.dumps(dict(version.summary), ensure_ascii=False, default=str),
        "tables": json.dumps(dict(version.tables)),
    }
    return pl.DataFrame([row], schema_overrides={"at": pl.Datetime("us", "UTC")}).to_arrow()


def _version(row: dict[str, Any]) -> Version:
    return Version(row["version"], row["parent"], row["kind"], row["at"], row["by"], json.loads(row["summary"]), json.loads(row["tables"]))


def versions_frame(history: list[Version]) -> pl.DataFrame:
    """One row a version, newest first: `version`, `kind`, `at`, `by`, `files`, and the counts of its import."""
    counts = ("read", "loaded", "updated", "unchanged", "repeated", "rejected")
    rows = [
        {
            "version": version.number,
            "kind": version.kind,
            "at": version.at,
            "by": version.by,
            "files": ", ".join(str(one.get("file", "")) for one in version.summary.get("files", [])),
            **{name: sum(int(one.get(name) or 0) for one in version.summary.get("files", [])) for name in counts},
        }
        for version in reversed(history)
        if version.number
    ]
    schema: dict[str, Any] = {
        "version": pl.Int64,
        "kind": pl.String,
        "at": pl.Datetime("us", "UTC"),
        "by": pl.String,
        "files": pl.String,
        **dict.fromkeys(counts, pl.Int64),
    }
    return pl.DataFrame(rows, schema=schema, orient="row")
