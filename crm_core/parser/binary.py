"""What an XLSB shows and its reader does not tell: merged cells, zeros before a number by its format, days counted from 1904, cells without their column.

Its parts hold records: a number, a length, and as many bytes ([MS-XLSB] 2.1.4 and 2.4). A cell begins with its column and its style; several programs
(not Excel) leave the column out where it is the one after the cell before, in records of their own, which the reader would leave out.
"""

import re
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path

from crm_core.parser.display import BROKEN, settled
from crm_core.parser.merged import BELOW_BYTES, BOOK_BYTES, Merged, attribute

BOOK, LINKS, STYLES = "xl/workbook.bin", "xl/_rels/workbook.bin.rels", "xl/styles.bin"
ROW, BLANK, NUMBERS, LAST_CELL = 0, 1, (2, 5, 9), 11
SHORT = {12: 1, 13: 2, 14: 3, 15: 4, 16: 5, 17: 6, 18: 7}
HEAD = 1 << 20
FORMAT, XF, XFS, XFS_END, SHEET, BOOK_PROPERTIES, MERGED = 44, 47, 617, 618, 156, 153, 176
ZEROS = re.compile(r"0{2,15}")
UNREADABLE = (*BROKEN, IndexError, UnicodeDecodeError, struct.error)


def is_binary(path: Path) -> bool:
    """Whether the workbook is an XLSB."""
    try:
        with zipfile.ZipFile(path) as archive:
            return BOOK in archive.namelist()
    except BROKEN:
        return False


def told(path: Path, sheet: str) -> tuple[Merged | None, dict[int, int], bool]:
    """The merged cells of `sheet` (None when they cannot be told), its columns of numbers shown with so many digits, and whether days are counted from 1904."""
    try:
        with zipfile.ZipFile(path) as archive:
            book = _part(archive, BOOK, BOOK_BYTES)
            since = any(body[0] & 1 for kind, body in records(book) if kind == BOOK_PROPERTIES)
            part = _part_of(archive, book, sheet)
            if part is None or archive.getinfo(part).file_size > BELOW_BYTES:
                return None, {}, since
            styles = _part(archive, STYLES, BOOK_BYTES) if STYLES in archive.namelist() else b""
            merged, zeros = _of_sheet(archive.read(part), _widths(styles))
    except UNREADABLE:
        return None, {}, False
    return merged, zeros, since


def with_columns(path: Path, folder: Path) -> Path:
    """A workbook whose cells leave their column out: a copy in `folder` in which each has it."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            sheets = {name for name in names if name.startswith("xl/worksheets/") and _is_short(_part(archive, name, HEAD))}
            if not sheets:
                return path
            with zipfile.ZipFile(folder / "columns.xlsb", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
                for name in names:
                    part = archive.read(name)
                    out.writestr(name, b"".join(_long(part)) if name in sheets else part)
    except UNREADABLE:
        return path
    return folder / "columns.xlsb"


def _is_short(head: bytes) -> bool:
    return any(kind in SHORT for kind, _ in records(head))


def _long(data: bytes) -> Iterator[bytes]:
    """The records of a sheet, each cell with its column."""
    column = -1
    for kind, body in records(data):
        if kind == ROW:
            column = -1
        elif kind in SHORT:
            column += 1
            yield _written(SHORT[kind], struct.pack("<I", column) + body)
            continue
        elif kind <= LAST_CELL:
            (column,) = struct.unpack_from("<I", body)
        yield _written(kind, body)


def _written(kind: int, body: bytes) -> bytes:
    return _digits(kind) + _digits(len(body)) + body


def _digits(number: int) -> bytes:
    """A number of seven bits a byte, the lowest first."""
    made = b""
    while number >= 0x80:
        made, number = made + bytes([number & 0x7F | 0x80]), number >> 7
    return made + bytes([number])


def records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Number and bytes of each record of a part; a record that is cut ends it."""
    place = 0
    while place < len(data):
        kind, place = _number(data, place, 2)
        size, place = _number(data, place, 4)
        if place + size > len(data):
            return
        yield kind, data[place : place + size]
        place += size


def _number(data: bytes, place: int, most: int) -> tuple[int, int]:
    """A number of seven bits a byte, the lowest first, and the place after it."""
    number = 0
    for rank in range(most):
        byte = data[place + rank]
        number |= (byte & 0x7F) << (7 * rank)
        if byte < 0x80:
            return number, place + rank + 1
    return number, place + most


def _part(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    with archive.open(name) as file:
        return file.read(most)


def _text(body: bytes, place: int) -> tuple[str, int]:
    """A string behind its length in UTF-16 units (all ones: none), and the place after it."""
    (length,) = struct.unpack_from("<I", body, place)
    end = place + 4 + (0 if length == 0xFFFFFFFF else 2 * length)
    return body[place + 4 : end].decode("utf-16-le"), end


def _part_of(archive: zipfile.ZipFile, book: bytes, sheet: str) -> str | None:
    links = _part(archive, LINKS, BOOK_BYTES).decode("utf-8", "replace")
    targets = {attribute(link, "Id"): attribute(link, "Target") for link in re.findall(r"<Relationship [^>]*>", links)}
    for kind, body in records(book):
        if kind == SHEET:
            link, place = _text(body, 8)
            if _text(body, place)[0] == sheet:
                target = targets.get(link, "")
                part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
                return part if part in archive.namelist() else None
    return None


def _widths(styles: bytes) -> dict[int, int]:
    """Rank of a style → digits, for the styles whose format is zeros alone."""
    formats: dict[int, int] = {}
    ranks: list[int] = []
    within = False
    for kind, body in records(styles):
        within = kind == XFS or (within and kind != XFS_END)
        if kind == FORMAT:
            code = _text(body, 2)[0]
            formats[struct.unpack_from("<H", body)[0]] = len(code) if ZEROS.fullmatch(code) else 0
        elif kind == XF and within:
            ranks.append(struct.unpack_from("<H", body, 2)[0])
    return {rank: width for rank, number in enumerate(ranks) if (width := formats.get(number, 0))}


def _of_sheet(data: bytes, widths: dict[int, int]) -> tuple[Merged, dict[int, int]]:
    """Merged cells and zeros, the first column that holds a value being 0, from which the reader counts."""
    corners: list[tuple[int, int, int, int]] = []
    numbers: dict[int, list[int]] = {}
    start = -1
    for kind, body in records(data):
        if kind == MERGED:
            corners.append(struct.unpack_from("<4I", body))
        elif ROW < kind <= LAST_CELL and kind != BLANK:
            column, style = struct.unpack_from("<2I", body)
            start = column if start < 0 else min(start, column)
            if kind in NUMBERS:
                numbers.setdefault(column, []).append(widths.get(style & 0xFFFFFF, 0))
    spans: Merged = {}
    for top, bottom, first, last in corners:
        spans.setdefault(top, []).append((first - max(start, 0), last - max(start, 0), bottom))
    return spans, settled(numbers, start)
