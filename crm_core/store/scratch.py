"""Temporary folders. Each is locked by the process that uses it; one whose owner was killed is removed by the next that needs one."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory, gettempdir
from weakref import WeakSet

from filelock import FileLock, Timeout

from crm_core.errors import WorkspaceProblem, reason
from crm_core.i18n import N_
from crm_core.store.workspace import FREE_SPACE

PREFIX, OWNER = "barometre-", ".owner"
OPEN: WeakSet["Scratch"] = WeakSet()


class Scratch:
    """A folder that disappears when it is closed, forgotten, or its process is gone and another one begins. Raises WorkspaceProblem."""

    def __init__(self) -> None:
        with working():
            sweep()
            self._folder, self._owner = _take()
        self.path = Path(self._folder.name)
        OPEN.add(self)

    def close(self) -> None:
        self._folder.cleanup()
        self._owner.release()


@contextmanager
def scratch() -> Iterator[Path]:
    """The path of a Scratch, for as long as the context lasts."""
    made = Scratch()
    try:
        yield made.path
    finally:
        made.close()


@contextmanager
def working() -> Iterator[None]:
    """Say what the system refuses when something is written to a temporary folder. Raises WorkspaceProblem."""
    try:
        yield
    except OSError as problem:
        raise not_workable(reason(problem)) from problem


def not_workable(problem: str, advice: str = FREE_SPACE) -> WorkspaceProblem:
    """The error of a file that cannot be worked on."""
    return WorkspaceProblem(N_("The file cannot be worked on in {folder}: {problem}."), advice, folder=gettempdir(), problem=problem)


def clear() -> None:
    """Remove all the folders of this process: it ends, and nothing may use them any more."""
    for one in list(OPEN):
        one.close()


def sweep() -> None:
    """Remove the folders whose owner is gone; those of other accounts are theirs to remove."""
    for folder in Path(gettempdir()).glob(f"{PREFIX}*"):
        if (folder / OWNER).exists():
            with suppress(Timeout, OSError):
                _remove(folder)


def _remove(folder: Path) -> None:
    owner = FileLock(folder / OWNER, thread_local=False)
    owner.acquire(blocking=False)
    try:
        rmtree(folder)
    finally:
        owner.release()


def _take() -> tuple[TemporaryDirectory[str], FileLock]:
    """A folder and its lock; another one when a sweep of somebody else came between its making and its locking."""
    while True:
        folder = TemporaryDirectory(prefix=PREFIX, ignore_cleanup_errors=True)
        owner = FileLock(Path(folder.name) / OWNER, thread_local=False)
        with suppress(Timeout, FileNotFoundError):
            owner.acquire(blocking=False)
            if (Path(folder.name) / OWNER).exists():
                return folder, owner
        owner.release()
