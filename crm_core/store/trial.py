"""A trial: one person's own copy of a workspace, to import into and to look at before anybody else sees it.

The files of a Delta table never change, so a trial links those of the version it begins with; they are copied where the file system
cannot link. Its owner keeps a lock on it, which the system frees when the process ends, however it ends: that is how orphans are known.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from errno import EMLINK, ENOSYS, ENOTSUP, EOPNOTSUPP, EPERM, EXDEV
from pathlib import Path
from secrets import token_hex
from shutil import copyfile, rmtree

from filelock import FileLock, Timeout

from crm_core.errors import WrongChoice
from crm_core.i18n import N_
from crm_core.store.leftovers import parquet_files
from crm_core.store.workspace import Version, Workspace, not_writable

FOLDER, OWNER, SAID, STARTED = "trials", ".owner", "said", "%Y%m%dT%H%M%S"
LONGEST = timedelta(days=1)
NO_LINKS = {EXDEV, EPERM, EMLINK, ENOSYS, ENOTSUP, EOPNOTSUPP}


@dataclass(frozen=True, eq=False)
class Trial:
    """`workspace` is the copy; `shared` is the workspace it was taken from, at the version `base`; `owner` is held for as long as it lives."""

    workspace: Workspace
    shared: Workspace
    base: int
    owner: FileLock

    @property
    def alive(self) -> bool:
        """False once it was dropped, by its owner or because it grew too old."""
        return self.workspace.folder.is_dir()

    def pending(self) -> list[Version]:
        """The imports that it holds beyond its base, oldest first; those that were taken back are not among them."""
        known = {one.number: one for one in self.workspace.history()}
        found, number = [], known[max(known)].state
        while number > self.base:
            found.append(known[number])
            number = known[known[number].parent].state
        return found[::-1]

    def undo(self, *, at: datetime, by: str) -> Version:
        """Take its last import back. Raises WrongChoice when it holds none of its own."""
        if not self.pending():
            raise WrongChoice(N_("There is no import to undo."), N_("Import a file first."))
        return self.workspace.undo(at=at, by=by)


def start(shared: Workspace, *, at: datetime) -> Trial:
    """A trial of the current version of `shared`. Raises WorkspaceProblem when it cannot be written."""
    place = shared.folder / FOLDER
    folder = place / f"{at.astimezone(UTC):{STARTED}}-{token_hex(4)}"
    base = shared.current
    trial = Trial(Workspace(folder, shared.home), shared, base.number, FileLock(folder / OWNER, thread_local=False))
    try:
        place.mkdir(exist_ok=True)
        with _turn(place):
            folder.mkdir()
            trial.owner.acquire(blocking=False)
        _take(shared, base, folder)
    except OSError as problem:
        drop(trial)
        raise not_writable(place, problem) from problem
    return trial


def said_file(trial: Workspace, version: int, rank: int) -> Path:
    """Where a trial keeps the rows of one file of one of its imports, as the file says them: typed and keyed, compared with nothing."""
    return trial.folder / SAID / f"{version:06d}-{rank}.parquet"


def drop(trial: Trial) -> None:
    """Remove all that a trial holds; nothing when it is gone already."""
    if trial.alive:
        with _turn(trial.workspace.folder.parent):
            _remove(trial.workspace.folder)
    trial.owner.release()


def sweep(shared: Workspace, *, now: datetime) -> list[str]:
    """Remove the trials that are older than a day, whose owner is gone, or that were half removed; their names."""
    place = shared.folder / FOLDER
    if not place.is_dir():
        return []
    with _turn(place):
        over = [folder for folder in sorted(place.iterdir()) if folder.is_dir() and _is_over(folder, now)]
        for folder in over:
            _remove(folder)
    return [folder.name for folder in over]


@contextmanager
def _turn(place: Path) -> Iterator[None]:
    """One at a time begins, drops or sweeps: a trial is never seen between its folder and its lock."""
    with FileLock(place / ".lock"):
        yield


def _take(shared: Workspace, base: Version, folder: Path) -> None:
    """What a workspace needs to stand at `base`: its tables, its list of versions, and room for its own."""
    for part in ("tables", "serving", "rejects", SAID):
        (folder / part).mkdir()
    for table, version in base.tables.items():
        _take_table(shared.folder / "tables" / table, folder / "tables" / table, version)
    if base.number:
        _take_table(shared.folder / "versions", folder / "versions", base.number - 1)


def _take_table(source: Path, target: Path, version: int) -> None:
    """The log of a Delta table up to `version`, and the parquet files of that version."""
    log = [path for path in (source / "_delta_log").iterdir() if path.suffix in (".json", ".parquet") and path.name[:20].isdigit()]
    for path in (*(one for one in log if int(one.name[:20]) <= version), *map(Path, parquet_files(source, version))):
        place = target / path.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        _link(path, place)


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError as problem:
        if problem.errno not in NO_LINKS:
            raise
        copyfile(source, target)


def _is_over(folder: Path, now: datetime) -> bool:
    if folder.name.startswith("."):
        return True
    started = datetime.strptime(folder.name.partition("-")[0], STARTED).replace(tzinfo=UTC)
    return now - started > LONGEST or _is_orphan(folder)


def _is_orphan(folder: Path) -> bool:
    owner = FileLock(folder / OWNER, thread_local=False)
    try:
        owner.acquire(blocking=False)
    except Timeout:
        return False
    owner.release()
    return True


def _remove(folder: Path) -> None:
    """Out of reach at once, then file by file: whoever still writes into it fails, and nothing new appears in what is removed."""
    doomed = folder if folder.name.startswith(".") else folder.rename(folder.with_name(f".{folder.name}"))
    rmtree(doomed)
