"""What refusing a file takes: run in a process of its own, `python -m tests.hostile.refusing FILE WORKSPACE` prints it as JSON.

The memory is that of the process and of those it starts, above what it held before it looked at the file.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

ROOT = Path(__file__).resolve().parents[2]
LEFTOVERS = "barometre-*"


@dataclass(frozen=True)
class Refusal:
    """The error in both languages, its kind, the memory in MB above idle, the seconds, the rows read if it was not refused, and what stayed behind."""

    kind: str
    fr: str
    en: str
    megabytes: float
    seconds: float
    rows: int
    version: int
    leftovers: list[str]


def refusing(path: Path, workspace: Path) -> Refusal:
    """Import `path` into `workspace` in another process, with a temporary folder of its own."""
    place = workspace.with_name(workspace.name + "-tmp")
    place.mkdir(exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-m", "tests.hostile.refusing", str(path), str(workspace)],
        cwd=ROOT, env={**os.environ, "TMPDIR": str(place)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return Refusal(**json.loads(done.stdout.splitlines()[-1]), leftovers=sorted(one.name for one in place.iterdir()))


def main(file: str, folder: str) -> None:
    from crm_core.errors import CrmError
    from crm_core.ingest import Request, import_files
    from crm_core.store.workspace import Workspace
    from tests.support import NOW

    workspace = Workspace.open(Path(folder))
    warm = Path(folder) / "warm.csv"
    warm.write_text("customer_id,last_name\n1,a\n2,b\n", encoding="utf-8")
    import_files(workspace, [Request(warm)], at=NOW, by="test")
    said = {"kind": "", "fr": "", "en": "", "rows": 0}
    start = time.process_time()
    with watched() as peak:
        try:
            said["rows"] = import_files(workspace, [Request(Path(file))], at=NOW, by="test").files[0].read
        except CrmError as problem:
            said |= {"kind": type(problem).__name__, "fr": problem.say("fr"), "en": problem.say("en")}
    used = time.process_time() - start
    print(json.dumps(said | {"megabytes": peak[0] / 1e6, "seconds": used, "version": workspace.version}))


@contextmanager
def watched() -> Iterator[list[int]]:
    """The most bytes held above those held now, looked up a few hundred times a second."""
    idle, over = _held(), Event()
    peak = [0]

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
    main(*sys.argv[1:])
