"""How far the cells of a workbook spread, before a reader lays them out in memory: one stray cell at the far end is enough to exhaust it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from crm_core.errors import FileProblem
from crm_core.i18n import N_
from crm_core.ingest.limits import MAX_SHEET_CELLS

CHUNK, OVERLAP = 1 << 20, 64
TWO_LETTERS = 702
_SHEET = re.compile(r"(?i)(?:^|/)(?:worksheets/[^/]+|sheet\d*)\.(xml|bin)$")
_ROW = re.compile(rb'<(?:\w+:)?(?:row|c)\b[^>]*? r="[A-Z]*(\d+)"')
_FAR_COLUMN, _FAR_ROW = re.compile(rb' r="([A-Z]{3})(\d+)"'), re.compile(rb' r="[A-Z]*(\d{6,7})"')
_COLUMN = re.compile(rb' r="([A-Z]{1,3})\d')
_DIMENSION = re.compile(rb"\x94\x01\x10(.{16})", re.S)


def check_extent(path: Path) -> None:
    """Refuse a workbook of which a sheet would take too many cells, most of them empty."""
    with zipfile.ZipFile(path) as archive:
        for part in archive.namelist():
            found = _SHEET.search(part)
            if not found:
                continue
            rows, columns = _of_binary(archive, part) if found.group(1).lower() == "bin" else _of_xml(archive, part)
            if rows * columns > MAX_SHEET_CELLS:
                message = N_("A sheet of “{name}” spreads over {rows} rows and {columns} columns, which is too much to open.")
                advice = N_("Delete the cells far from the table, or export the sheet as CSV.")
                raise FileProblem(message, advice, name=path.name, rows=rows, columns=columns)


def column_number(letters: bytes) -> int:
    """0 for A, 26 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def column_letters(number: int) -> bytes:
    """A for 0, AA for 26."""
    text = b""
    while number >= 0:
        text, number = bytes([65 + number % 26]) + text, number // 26 - 1
    return text


def _of_xml(archive: zipfile.ZipFile, part: str) -> tuple[int, int]:
    rows, far = 0, 0
    for piece in _pieces(archive, part):
        distant = _FAR_COLUMN.findall(piece)
        rows = max([rows, _last_row(piece), *map(int, _FAR_ROW.findall(piece)), *(int(row) for _, row in distant)])
        far = max([far, *(column_number(letters) + 1 for letters in {letters for letters, _ in distant})])
    if far or rows * TWO_LETTERS <= MAX_SHEET_CELLS:
        return rows, far or 1
    return rows, max((column_number(one) + 1 for piece in _pieces(archive, part) for one in set(_COLUMN.findall(piece))), default=1)


def _last_row(piece: bytes) -> int:
    """The last row that a piece names; rows stand in order."""
    start = max(piece.rfind(b"<row "), piece.rfind(b":row "), 0)
    return max((int(number) for number in _ROW.findall(piece, max(0, start - OVERLAP))), default=0)


def _pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    rest = b""
    with archive.open(part) as file:
        while chunk := file.read(CHUNK):
            yield rest + chunk
            rest = chunk[-OVERLAP:]


def _of_binary(archive: zipfile.ZipFile, part: str) -> tuple[int, int]:
    with archive.open(part) as file:
        found = _DIMENSION.search(file.read(4096))
    if not found:
        return 0, 0
    _, last_row, _, last_column = (int.from_bytes(found.group(1)[k : k + 4], "little") for k in (0, 4, 8, 12))
    return last_row + 1, last_column + 1
