"""How far the cells of a workbook spread: one stray cell at the far end is enough to exhaust a reader that lays them all out in memory."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from crm_core.ingest.archive import open_archive
from crm_core.parser.merged import column_number

CHUNK, OVERLAP = 1 << 20, 64
_SHEET = re.compile(r"(?i)(?:^|/)(?:worksheets/[^/]+|sheet\d*)\.(xml|bin)$")
_PLACE = re.compile(rb' r="([A-Z]*)(\d+)"')
_DIMENSION = re.compile(rb"\x94\x01\x10(.{16})", re.S)


def extent(path: Path) -> tuple[int, int]:
    """Rows and columns of the sheet of an XLSX or XLSB that spreads most; (0, 0) where that cannot be told. Raises FileProblem when it is damaged."""
    with open_archive(path) as parts:
        found = [_of_part(parts, name) for name in parts.namelist()]
    return max(found, key=lambda one: one[0] * one[1], default=(0, 0))


def _of_part(parts: zipfile.ZipFile, name: str) -> tuple[int, int]:
    sheet = _SHEET.search(name)
    if not sheet:
        return 0, 0
    return _of_binary(parts, name) if sheet.group(1).lower() == "bin" else _of_xml(parts, name)


def _of_xml(parts: zipfile.ZipFile, name: str) -> tuple[int, int]:
    rows, letters = 0, set[bytes]()
    for piece in _pieces(parts, name):
        places = _PLACE.findall(piece)
        rows = max([rows, *(int(row[:9]) for _, row in places)])
        letters.update(column[:3] for column, _ in places)
    return rows, max((column_number(one) + 1 for one in letters), default=0)


def _pieces(parts: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    rest = b""
    with parts.open(name) as file:
        while chunk := file.read(CHUNK):
            yield rest + chunk
            rest = chunk[-OVERLAP:]


def _of_binary(parts: zipfile.ZipFile, name: str) -> tuple[int, int]:
    with parts.open(name) as file:
        found = _DIMENSION.search(file.read(4096))
    if not found:
        return 0, 0
    _, last_row, _, last_column = (int.from_bytes(found.group(1)[k : k + 4], "little") for k in (0, 4, 8, 12))
    return last_row + 1, last_column + 1
