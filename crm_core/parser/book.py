"""The sheets of a workbook as text: each one an Arrow file with every row from the first of the sheet."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypedDict, TypeVar

import fastexcel
import numpy as np
import pyarrow as pa
from pyarrow import ipc

from crm_core.parser import biff
from crm_core.parser.binary import is_binary, told, with_columns
from crm_core.parser.display import from_1904, with_shown, zeros_shown
from crm_core.parser.merged import Merged, merged_cells

Answered = TypeVar("Answered")
TOO_LARGE = ("capacity overflow", "cell limit exceeded")


class Sheet(TypedDict):
    """`worth` counts the cells of rows that have several: the sheet of the records has more than the sheet that explains them."""

    name: str
    visible: bool
    worth: float
    file: str


class Answer(TypedDict):
    """`best` is the rank in `sheets` of the one most like a table, -1 when none holds a cell; `merged` are its merged cells, `zeros` its columns
    whose numbers are shown with zeros before them (column → digits), `from_1904` says where the days of the workbook begin.
    """

    problem: str
    names: list[str]
    sheets: list[Sheet]
    best: int
    merged: Merged | None
    zeros: dict[int, int]
    from_1904: bool


class Problem(Exception):
    """locked, damaged or no_sheet."""


def read(path: Path, folder: Path, wanted: str | None, *, whole: bool) -> Answer:
    """Write the sheets of `path` into `folder`; `whole` reads the file into memory first, its name being no workbook's."""
    answer: Answer = {"problem": "", "names": [], "sheets": [], "best": -1, "merged": None, "zeros": {}, "from_1904": False}
    binary = is_binary(path)
    shown = with_columns(path, folder) if binary else with_shown(path, folder)
    try:
        book = _guarded(lambda: fastexcel.read_excel(shown.read_bytes() if whole else shown))
        answer["names"] = list(book.sheet_names)
        answer["sheets"] = _sheets(book, folder, answer["names"], wanted)
    except Problem as problem:
        answer["problem"] = str(problem)
        return answer
    order = [(one["worth"] > 0, one["visible"], one["worth"]) for one in answer["sheets"]]
    answer["best"] = order.index(max(order)) if order and max(order)[0] else -1
    if answer["best"] >= 0:
        name = answer["sheets"][answer["best"]]["name"]
        answer["merged"], answer["zeros"], answer["from_1904"] = told(shown, name) if binary else _told(path, name)
    return answer


def _told(path: Path, name: str) -> tuple[Merged | None, dict[int, int], bool]:
    if biff.is_old(path):
        return biff.told(path, name)
    return merged_cells(path, name), zeros_shown(path, name), from_1904(path)


def _sheets(book: Any, folder: Path, names: list[str], wanted: str | None) -> list[Sheet]:
    """The sheets that can be read: a chart that passes for a sheet is left out, unless nothing else holds a cell."""
    if wanted is not None and wanted not in names:
        raise Problem("no_sheet")
    found: list[Sheet] = []
    problem: Problem | None = None
    for rank, name in enumerate(names):
        if wanted in (None, name):
            try:
                found.append(_sheet(book, name, folder / f"{rank}.arrow"))
            except Problem as error:
                problem = error
    if problem and not any(one["worth"] for one in found):
        raise problem
    return found


def _sheet(book: Any, name: str, target: Path) -> Sheet:
    loaded = _guarded(lambda: book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string", whitespace_as_null=True))
    cells: pa.RecordBatch = _guarded(loaded.to_arrow)
    with pa.OSFile(str(target), "wb") as out, ipc.new_file(out, cells.schema) as writer:
        writer.write_batch(cells)
    return {"name": name, "visible": loaded.visible == "visible", "worth": _worth(cells), "file": target.name}


def _worth(cells: pa.RecordBatch) -> float:
    filled = np.zeros(cells.num_rows, np.int32)
    for column in cells.columns:
        bits = column.buffers()[0]
        filled += 1 if bits is None else np.unpackbits(np.frombuffer(bits, np.uint8), bitorder="little")[: len(column)]
    several = filled[filled > 1].sum()
    return float(several) or float(filled.sum()) / 1e6


def _guarded(act: Callable[[], Answered]) -> Answered:
    """Turn what the reader says of a bad file into a Problem; its panics derive from BaseException and have no public name."""
    try:
        return act()
    except BaseException as error:
        said = str(error).lower()
        if type(error).__name__ != "PanicException" and not isinstance(error, fastexcel.FastExcelError):
            raise
        if any(words in said for words in TOO_LARGE):
            raise MemoryError from error
        raise Problem("locked" if "password" in said else "damaged") from error
