"""What refusing files takes: a process of its own refuses one after the other and tells, a line of JSON for each.

The memory is that of the process and of those it starts, above what it held before it looked at the first file: what it never gives back counts too.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crm_core.store.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Refusal:
    """The error in both languages, its kind, the memory in MB above idle, the rows read if it was not refused, and what stayed behind."""

    kind: str
    fr: str
    en: str
    megabytes: float
    rows: int
    version: int
    leftovers: list[str]


@contextmanager
def refuser(place: Path) -> Iterator[Callable[[Path, Path], Refusal]]:
    """Imports a file into a workspace, in another process, whose temporary folder is `place`."""
    command = [sys.executable, "-m", "tests.hostile.refusing"]
    with subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "TMPDIR": str(place)}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin and process.stdout
        asks, says = process.stdin, process.stdout

        def refuse(path: Path, workspace: Path) -> Refusal:
            print(json.dumps([str(path), str(workspace)]), file=asks, flush=True)
            return Refusal(**json.loads(says.readline()), leftovers=sorted(one.name for one in place.iterdir()))

        yield refuse
        asks.close()


def main() -> None:
    from crm_core.ingest import Request, import_files
    from crm_core.store.workspace import Workspace
    from tests.support import NOW

    idle = 0
    for line in sys.stdin:
        file, folder = json.loads(line)
        workspace = Workspace.open(Path(folder))
        warm = Path(folder) / "warm.csv"
        warm.write_text("customer_id,last_name\n1,a\n2,b\n", encoding="utf-8")
        import_files(workspace, [Request(warm)], at=NOW, by="test")
        idle = idle or _held()
        print(json.dumps(_refused(workspace, Path(file), idle)), flush=True)


def _refused(workspace: Workspace, file: Path, idle: int) -> dict[str, object]:
    from crm_core.errors import CrmError
    from crm_core.ingest import Request, import_files
    from tests.support import NOW

    said: dict[str, object] = {"kind": "", "fr": "", "en": "", "rows": 0}
    with watched(idle) as peak:
        try:
            said["rows"] = import_files(workspace, [Request(file)], at=NOW, by="test").files[0].read
        except CrmError as problem:
            said |= {"kind": type(problem).__name__, "fr": problem.say("fr"), "en": problem.say("en")}
    return said | {"megabytes": peak[0] / 1e6, "version": workspace.version}


@contextmanager
def watched(idle: int) -> Iterator[list[int]]:
    """The most bytes held above `idle`, looked up a few hundred times a second."""
    over, peak = Event(), [0]

    def look() -> None:
        while not over.wait(0.003):
            peak[0] = max(peak[0], _held() - idle)

    watcher = Thread(target=look)
    watcher.start()
    try:
        yield peak
    finally:
        over.set()
        watcher.join()


def _held() -> int:
    """Resident bytes of this process and of its children (Linux). A child that has not become another program yet still uses our very memory."""
    me = Path("/proc/self")
    children = [Path(f"/proc/{pid}") for task in (me / "task").iterdir() for pid in _text(task / "children").split()]
    begun = [child for child in children if _text(child / "cmdline") != _text(me / "cmdline")]
    return sum(_resident(one / "statm") for one in [me, *begun])


def _resident(statm: Path) -> int:
    text = _text(statm).split()
    return int(text[1]) * os.sysconf("SC_PAGE_SIZE") if text else 0


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except (FileNotFoundError, ProcessLookupError):
        return ""


if __name__ == "__main__":
    main()
