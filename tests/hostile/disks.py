"""Disks that fill up or turn read-only at a chosen step of an import. They are mounted, which needs the rights of root."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from crm_core.ingest import load, publish
from crm_core.store import scratch, serving, workspace

BYTES = 48 << 20
FILLER = "filler"
# step → the function before which the disk fails
STEPS: dict[str, tuple[Any, str]] = {
    "the temporary folder": (scratch, "_take"),
    "the mark of the writer": (workspace, "whole"),
    "the rejected rows": (load, "write_rejects"),
    "the first table": (workspace.Workspace, "_write"),
    "the second table": (workspace.Workspace, "_write"),
    "the list of versions": (workspace.Workspace, "_append"),
    "the remembered choices": (load, "remember"),
    "the figures": (serving, "build"),
}
OTHERS: dict[str, tuple[Any, str]] = {"the reading": (load, "make_plan"), "the copied rejects": (publish, "copyfile")}
COMMITTED = ("the remembered choices", "the figures")


@dataclass(frozen=True)
class Disk:
    """A small disk of its own."""

    folder: Path

    def fill(self) -> None:
        """Take all the room that is left."""
        with (self.folder / FILLER).open("ab", buffering=0) as out:
            try:
                while True:
                    out.write(bytes(4096))
            except OSError:
                return

    def free(self) -> None:
        (self.folder / FILLER).unlink(missing_ok=True)

    def lock(self) -> None:
        """Whoever opens something from now on finds it read-only."""
        mount("--bind", str(self.folder), str(self.folder))
        mount("-o", "remount,bind,ro", str(self.folder))

    def unlock(self) -> None:
        subprocess.run(["umount", "-l", str(self.folder)], check=True)


def mount(*arguments: str) -> None:
    done = subprocess.run(["mount", *arguments], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("a small disk cannot be mounted here (it needs the rights of root)")


@contextmanager
def disk(folder: Path) -> Iterator[Disk]:
    """A disk of `BYTES` in `folder`."""
    folder.mkdir(exist_ok=True)
    mount("-t", "tmpfs", "-o", f"size={BYTES}", "tmpfs", str(folder))
    try:
        yield Disk(folder)
    finally:
        while folder.is_mount():
            subprocess.run(["umount", "-l", str(folder)], check=True)


def failing(monkeypatch: pytest.MonkeyPatch, step: str, fail: Callable[[], None]) -> None:
    """Call `fail` just before `step` begins."""
    owner, name = {**STEPS, **OTHERS}[step]
    real, turns = getattr(owner, name), iter([False, True] if step == "the second table" else [True])

    def call(*args: Any, **kwargs: Any) -> Any:
        if next(turns, False):
            fail()
        return real(*args, **kwargs)

    monkeypatch.setattr(owner, name, call)
