"""Opening a workbook safely: its declared size, its sheets, its merged cells, and the cells of a sheet as text."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import unescape

import fastexcel
import polars as pl

from crm_core.errors import FileProblem
from crm_core.i18n import N_
from crm_core.ingest.extent import check_extent, column_letters, column_number
from crm_core.ingest.header import Spans
from crm_core.ingest.limits import MAX_WORKBOOK_BYTES, MAX_WORKBOOK_RATIO, RATIO_FROM_BYTES

SUFFIXES = {"xlsx": (".xlsx", ".xlsm"), "xlsb": (".xlsb",), "ods": (".ods",), "xls": (".xls",)}
MERGES_BELOW_BYTES = 64 << 20
DAMAGED = N_("The workbook “{name}” is damaged.")
SAVE_AGAIN = N_("Open it in a spreadsheet, save it again and drop that file.")


@dataclass(frozen=True)
class Sheet:
    """One sheet as text: `cells` has every row from the first of the sheet, so that row i is line i + 1.

    `worth` counts the cells of rows that have several: the sheet of the records has more than the sheet that explains them.
    """

    name: str
    visible: bool
    cells: pl.DataFrame
    worth: float


class Workbook:
    """A workbook that has passed the checks of size and password."""

    def __init__(self, path: Path, kind: str) -> None:
        self.path, self.kind = path, kind
        check_workbook(path, kind)
        with self._guarded():
            self.reader = fastexcel.read_excel(path if path.suffix.lower() in SUFFIXES[kind] else path.read_bytes())
        self.sheet_names: tuple[str, ...] = tuple(self.reader.sheet_names)

    def sheets(self) -> list[Sheet]:
        """All sheets that can be read; a chart that passes for a sheet is left out."""
        found: list[Sheet] = []
        problem: FileProblem | None = None
        for name in self.sheet_names:
            try:
                found.append(self.sheet(name))
            except FileProblem as error:
                problem = error
        if problem and not any(sheet.worth for sheet in found):
            raise problem
        return found

    def sheet(self, name: str) -> Sheet:
        """The cells of one sheet."""
        with self._guarded():
            loaded = self.reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string", whitespace_as_null=True)
            cells = loaded.to_polars()
        filled = cells.select(pl.sum_horizontal(pl.all().is_not_null())).to_series() if cells.width else pl.Series([0])
        worth = float(filled.filter(filled > 1).sum()) or float(filled.sum()) / 1e6
        return Sheet(name, loaded.visible == "visible", cells, worth)

    def kinds(self, name: str, first: int, rows: int) -> list[str] | None:
        """The type that each column carries in so many `rows` from row `first`; None when a column mixes moments and durations."""
        try:
            loaded = self.reader.load_sheet(name, header_row=None, skip_rows=first, n_rows=rows, schema_sample_rows=None)
            return [column.dtype for column in loaded.available_columns()]
        except fastexcel.UnsupportedColumnTypeCombinationError:
            return None

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """Turn what the reader says of a bad file into a FileProblem; its panics derive from BaseException and have no public name."""
        try:
            yield
        except BaseException as error:
            if not isinstance(error, fastexcel.FastExcelError) and type(error).__name__ != "PanicException":
                raise
            raise (
                _locked(self.path) if "password" in str(error).lower() else FileProblem(DAMAGED, SAVE_AGAIN, name=self.path.name)
            ) from error


def check_workbook(path: Path, kind: str) -> None:
    """Refuse a workbook that is locked or that would not fit in memory."""
    if kind == "xls":
        if "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
            raise _locked(path)
        return
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
            names = archive.namelist()
            if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml")[: 1 << 20]:
                raise _locked(path)
        _check_size(path, sum(info.file_size for info in infos))
        check_extent(path)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise FileProblem(DAMAGED, SAVE_AGAIN, name=path.name) from error


def _check_size(path: Path, size: int) -> None:
    packed = max(1, path.stat().st_size)
    if size > MAX_WORKBOOK_BYTES or (size > RATIO_FROM_BYTES and size / packed > MAX_WORKBOOK_RATIO):
        message = N_("The workbook “{name}” unpacks to {size} MiB, which is too much to open.")
        raise FileProblem(message, N_("Export its sheet as CSV and drop that file."), name=path.name, size=size >> 20)


def _locked(path: Path) -> FileProblem:
    return FileProblem(
        N_("The workbook “{name}” is protected by a password."), N_("Save it without a password and drop that file."), name=path.name
    )


def merged_cells(path: Path, sheet: str) -> Spans | None:
    """Merged cells of an XLSX sheet: top row → first column, last column, bottom row of each; None when they cannot be told."""
    with zipfile.ZipFile(path) as archive:
        part = _part_of(archive, sheet)
        if part is None or archive.getinfo(part).file_size > MERGES_BELOW_BYTES:
            return None
        xml = archive.read(part)
    spans: Spans = {}
    start = _first_column(xml)
    for first, top, last, bottom in re.findall(rb'<(?:\w+:)?mergeCell ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"', xml):
        spans.setdefault(int(top) - 1, []).append((column_number(first) - start, column_number(last) - start, int(bottom) - 1))
    return spans


def _first_column(xml: bytes) -> int:
    """The first column that holds a value, from which the reader counts."""
    furthest = max((column_number(letters) for letters in re.findall(rb'<(?:\w+:)?mergeCell ref="([A-Z]+)', xml)), default=-1)
    for number in range(furthest + 1):
        if re.search(rb'<(?:\w+:)?c r="%s\d+"[^>]*[^/]>' % column_letters(number), xml):
            return number
    return 0


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str | None:
    names = set(archive.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return None
    book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
    links = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    for tag in re.findall(r"<(?:\w+:)?sheet [^>]*>", book):
        if unescape(_attribute(tag, "name"), {"&quot;": '"', "&apos;": "'"}) == sheet:
            target = next(
                (
                    _attribute(link, "Target")
                    for link in re.findall(r"<Relationship [^>]*>", links)
                    if _attribute(link, "Id") == _attribute(tag, r"\w+:id")
                ),
                "",
            )
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            return part if part in names else None
    return None


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\s{name}="([^"]*)"', tag)
    return found.group(1) if found else ""
