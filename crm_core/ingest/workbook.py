"""Opening a workbook safely: its declared size is checked, then its cells are read by a process of its own, with bounded memory and time."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from json import loads
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
from pyarrow import ipc

from crm_core.errors import FileProblem
from crm_core.i18n import N_
from crm_core.ingest import limits
from crm_core.ingest.archive import damaged, open_archive
from crm_core.ingest.extent import extent
from crm_core.ingest.header import Spans
from crm_core.parser.limits import NO_MEMORY, NO_ROOM
from crm_core.store.scratch import scratch, working
from crm_core.work import running

ROOT = Path(__file__).resolve().parents[2]
SUFFIXES = {"xlsx": (".xlsx", ".xlsm"), "xlsb": (".xlsb",), "ods": (".ods",), "xls": (".xls",)}
# One arena and the system's pool: nothing is reserved that is not used, so that the bound on mapped memory bounds what is used.
SPARING = {"MALLOC_ARENA_MAX": "1", "ARROW_DEFAULT_MEMORY_POOL": "system", "PYTHONPATH": str(ROOT)}
KILLED, OUT_OF_TIME = -9, -24  # what the system does to a process that takes too much
MANIFEST, ENCRYPTED = "META-INF/manifest.xml", "EncryptedPackage".encode("utf-16-le")
AS_CSV = N_("Export its sheet as CSV and drop that file.")


@dataclass(frozen=True)
class Sheet:
    """The sheet most like a table, as text: `cells` has every row from the first of the sheet, so that row i is line i + 1.

    `others` are the names of the sheets that hold a table too; `merged` its merged cells, None when they cannot be told; `zeros` its columns whose numbers
    are shown with so many digits; `from_1904` says where days are counted from.
    """

    name: str
    cells: pa.Table
    merged: Spans | None
    others: tuple[str, ...]
    names: tuple[str, ...]
    zeros: Mapping[int, int]
    from_1904: bool


@contextmanager
def opened(path: Path, kind: str, wanted: str | None) -> Iterator[Sheet]:
    """The sheet of a workbook: the one named `wanted`, or the one with the most records. Its cells last as long as the context."""
    allowed = check_workbook(path, kind)
    with scratch() as folder:
        with working():
            answer = _answer(path, kind, folder, wanted, allowed)
        if answer["problem"]:
            raise _problem(path, answer, wanted)
        if answer["best"] < 0:
            raise FileProblem(N_("“{name}” is empty."), N_("Export it again, or choose another file."), name=path.name)
        best = answer["sheets"][answer["best"]]
        with pa.memory_map(str(folder / best["file"])) as file:
            merged = answer["merged"] and {int(row): [(a, b, c) for a, b, c in spans] for row, spans in answer["merged"].items()}
            others = tuple(one["name"] for one in answer["sheets"] if one is not best and one["worth"] > 1)
            zeros = {int(column): width for column, width in answer["zeros"].items()}
            cells = ipc.open_file(file).read_all()
            yield Sheet(best["name"], cells, merged, others, tuple(answer["names"]), zeros, answer["from_1904"])


def check_workbook(path: Path, kind: str) -> int:
    """Refuse a workbook that is locked, or that says itself that it would not fit in memory; the bytes that reading it may take."""
    packed = max(1, path.stat().st_size)
    if kind == "xls":
        if _holds(path, ENCRYPTED):
            raise _locked(path)
        return _allowance(packed, packed)
    with open_archive(path) as parts:
        if MANIFEST in parts.namelist() and b"encryption-data" in parts.open(MANIFEST).read(1 << 20):
            raise _locked(path)
        size = sum(info.file_size for info in parts.infolist())
    if size > limits.MAX_WORKBOOK_BYTES or (size > limits.RATIO_FROM_BYTES and size / packed > limits.MAX_RATIO):
        raise FileProblem(
            N_("The workbook “{name}” unpacks to {size} MiB, which is too much to open."), AS_CSV, name=path.name, size=size >> 20
        )
    return _allowance(packed, size)


def _allowance(packed: int, size: int) -> int:
    """Honest workbooks take two to eight times their unpacked size, and at most a hundred times that on disk."""
    return min(limits.WORKBOOK_MEMORY + min(12 * size, 200 * packed), limits.MAX_WORKBOOK_MEMORY)


def _holds(path: Path, mark: bytes) -> bool:
    last = b""
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            if mark in last + piece:
                return True
            last = piece[-len(mark) :]
    return False


def _answer(path: Path, kind: str, folder: Path, wanted: str | None, allowed: int) -> dict[str, Any]:
    """What the parser says; where memory did not suffice, once more with room for the empty cells that the sheet spreads over."""
    found = _parse(path, kind, folder, wanted, allowed)
    if found is not None:
        return found
    rows, columns = extent(path) if kind in ("xlsx", "xlsb") else (0, 0)
    if 0 < rows * columns <= limits.MAX_EMPTY_CELLS:
        found = _parse(path, kind, folder, wanted, allowed + limits.CELL_BYTES * rows * columns)
    if found is not None:
        return found
    if rows * columns > limits.MAX_EMPTY_CELLS:
        message = N_("A sheet of “{name}” spreads over {rows} rows and {columns} columns, which is too much to open.")
        advice = N_("Delete the cells far from the table, or export the sheet as CSV.")
        raise FileProblem(message, advice, name=path.name, rows=rows, columns=columns)
    raise FileProblem(
        N_("Opening the workbook “{name}” would take more than {size} MiB of memory."), AS_CSV, name=path.name, size=allowed >> 20
    )


def _parse(path: Path, kind: str, folder: Path, wanted: str | None, allowed: int) -> dict[str, Any] | None:
    """Run the parser; None when the memory did not suffice. Raises FileProblem when it crashed or went on too long."""
    seconds = limits.WORKBOOK_SECONDS + (allowed >> 23)
    from_memory = path.suffix.lower() not in SUFFIXES[kind]
    given = [str(path.resolve()), str(folder), wanted or "", str(int(from_memory)), str(allowed >> 20), str(seconds)]
    with (folder / "errors.txt").open("w+b") as errors:
        command = [sys.executable, "-m", "crm_core.parser", *given]
        with _child(command, errors, folder) as process:
            try:
                code = process.wait(10 * seconds)
            except subprocess.TimeoutExpired as error:
                raise _endless(path) from error
        errors.seek(0)
        said = errors.read()
    if code == 0:
        answer: dict[str, Any] = loads((folder / "answer.json").read_text(encoding="utf-8"))
        return answer
    if code in (NO_MEMORY, KILLED) or b"memory allocation of" in said:
        return None
    if code >= NO_ROOM:
        raise OSError(code - NO_ROOM, "")
    if code == OUT_OF_TIME:
        raise _endless(path)
    raise damaged(path)


@contextmanager
def _child(command: Sequence[str], errors: BinaryIO, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that is killed when it is not waited for to its end, and when all work is told to end."""
    with subprocess.Popen(  # noqa: S603 — our own interpreter and module
        command, env={**os.environ, **SPARING}, cwd=folder, stdin=subprocess.DEVNULL, stdout=errors, stderr=errors
    ) as process:
        try:
            with running(process.kill):
                yield process
        except BaseException:
            process.kill()
            raise


def _endless(path: Path) -> FileProblem:
    return FileProblem(N_("Opening the workbook “{name}” takes too long."), AS_CSV, name=path.name)


def _problem(path: Path, answer: dict[str, Any], wanted: str | None) -> FileProblem:
    if answer["problem"] == "locked":
        return _locked(path)
    if answer["problem"] == "no_sheet":
        message = N_("“{name}” has no sheet “{sheet}”; its sheets: {sheets}.")
        return FileProblem(message, N_("Choose one of its sheets."), name=path.name, sheet=wanted, sheets=", ".join(answer["names"]))
    return damaged(path)


def _locked(path: Path) -> FileProblem:
    return FileProblem(
        N_("The workbook “{name}” is protected by a password."), N_("Save it without a password and drop that file."), name=path.name
    )
