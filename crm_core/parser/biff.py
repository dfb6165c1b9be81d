"""What an XLS shows and its reader does not tell: merged cells, zeros before a number by its format, days counted from 1904.

The workbook is a stream of records (a number, a length, as many bytes: [MS-XLS] 2.3) within a container of sectors ([MS-CFB] 2): each chain of
sectors is told by a table, small streams stand in a stream of their own.
"""

import struct
from collections.abc import Iterator
from pathlib import Path

from crm_core.parser.binary import UNREADABLE, ZEROS
from crm_core.parser.display import settled
from crm_core.parser.merged import BELOW_BYTES, Merged

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LAST, ROOT, NAMES = 0xFFFFFFFA, 5, ("workbook", "book")
BEGIN, END, SHEET, FORMAT, XF, SINCE, MERGED = 0x0809, 0x000A, 0x0085, 0x041E, 0x00E0, 0x0022, 0x00E5
WORDS, FORMULA, NUMBERS, MANY = (0x0204, 0x0205, 0x00FD, 0x00D6), 0x0006, (0x0203, 0x027E), 0x00BD
CELLS = (*WORDS, FORMULA, *NUMBERS, MANY)
BIFF8 = 0x0600


def is_old(path: Path) -> bool:
    """Whether the workbook is an XLS in its container."""
    with path.open("rb") as file:
        return file.read(8) == OLE


def told(path: Path, sheet: str) -> tuple[Merged | None, dict[int, int], bool]:
    """The merged cells of `sheet` (None when they cannot be told), its columns of numbers shown with so many digits, and whether days are counted from 1904."""
    if path.stat().st_size > BELOW_BYTES:
        return None, {}, False
    try:
        book = _book(path.read_bytes())
        wide = next(struct.unpack_from("<H", body)[0] for kind, body in records(book) if kind == BEGIN) == BIFF8
        since, start, widths = _globals(book, sheet, wide=wide)
        merged, zeros = _of_sheet(book[start:], widths) if start else (None, {})
    except (*UNREADABLE, StopIteration):
        return None, {}, False
    return merged, zeros, since


def _book(data: bytes) -> bytes:
    """The stream of the workbook."""
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    first_of_names, limit, first_small = (struct.unpack_from("<I", data, place)[0] for place in (48, 56, 60))
    table = _sector_table(data, size)
    names = _chain(data, table, first_of_names, size, 1)
    entries = [names[place : place + 128] for place in range(0, len(names), 128)]
    found = {
        one[: max(struct.unpack_from("<H", one, 64)[0] - 2, 0)].decode("utf-16-le").lower(): one for one in entries if one[66] in (2, ROOT)
    }
    entry = next(found[name] for name in NAMES if name in found)
    first, length = struct.unpack_from("<2I", entry, 116)
    if length >= limit:
        return _chain(data, table, first, size, 1)[:length]
    small = _chain(data, table, struct.unpack_from("<I", next(one for one in entries if one[66] == ROOT), 116)[0], size, 1)
    after = _chain(data, table, first_small, size, 1)
    return _chain(small, struct.unpack(f"<{len(after) // 4}I", after), first, 64, 0)[:length]


def _sector_table(data: bytes, size: int) -> tuple[int, ...]:
    """Sector → the one after it: the table stands in sectors that the head lists, and lists of more sectors when there are many."""
    listed = list(struct.unpack_from("<109I", data, 76))
    more = struct.unpack_from("<I", data, 68)[0]
    while more < LAST and len(listed) < len(data) // size:
        *others, more = struct.unpack_from(f"<{size // 4}I", data, (more + 1) * size)
        listed += others
    parts = [data[(one + 1) * size : (one + 2) * size] for one in listed if one < LAST]
    return struct.unpack(f"<{sum(map(len, parts)) // 4}I", b"".join(parts))


def _chain(data: bytes, table: tuple[int, ...], first: int, size: int, head: int) -> bytes:
    """The sectors from `first` on, `head` of them before the sector 0; a chain that comes back on itself ends there."""
    found, seen = [], set()
    while first < LAST and first not in seen:
        seen.add(first)
        found.append(data[(first + head) * size : (first + head + 1) * size])
        first = table[first]
    return b"".join(found)


def records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Number and bytes of each record until the end of the part; a record that is cut ends it."""
    place = 0
    while place + 4 <= len(data):
        kind, size = struct.unpack_from("<2H", data, place)
        yield kind, data[place + 4 : place + 4 + size]
        if kind == END:
            return
        place += 4 + size


def _globals(book: bytes, sheet: str, *, wide: bool) -> tuple[bool, int, dict[int, int]]:
    """Whether days are counted from 1904, where `sheet` begins (0: nowhere), and style → digits for the formats that are zeros alone."""
    since, start, formats, ranks = False, 0, {}, []
    for kind, body in records(book):
        if kind == SINCE:
            since = body[0] == 1
        elif kind == SHEET and _text(body, 6, 1, wide=wide) == sheet:
            (start,) = struct.unpack_from("<I", body)
        elif kind == FORMAT:
            code = _text(body, 2, 2 if wide else 1, wide=wide)
            formats[struct.unpack_from("<H", body)[0]] = len(code) if ZEROS.fullmatch(code) else 0
        elif kind == XF:
            ranks.append(struct.unpack_from("<H", body, 2)[0])
    return since, start, {rank: width for rank, number in enumerate(ranks) if (width := formats.get(number, 0))}


def _text(body: bytes, place: int, digits: int, *, wide: bool) -> str:
    """A string behind its length of `digits` bytes: since BIFF8 a byte says whether two bytes make a letter."""
    length = int.from_bytes(body[place : place + digits], "little")
    place += digits
    if not wide:
        return body[place : place + length].decode("cp1252", "replace")
    double = body[place] & 1
    return body[place + 1 : place + 1 + length * (1 + double)].decode("utf-16-le" if double else "latin-1")


def _of_sheet(data: bytes, widths: dict[int, int]) -> tuple[Merged, dict[int, int]]:
    """Merged cells and zeros, the first column that holds a value being 0, from which the reader counts."""
    corners: list[tuple[int, int, int, int]] = []
    numbers: dict[int, list[int]] = {}
    filled: set[int] = set()
    for kind, body in records(data):
        if kind == MERGED:
            corners += struct.iter_unpack("<4H", body[2 : 2 + 8 * struct.unpack_from("<H", body)[0]])
        elif kind in CELLS:
            first = struct.unpack_from("<H", body, 2)[0]
            styles = [one for (one,) in struct.iter_unpack("<H4x", body[4:-2])] if kind == MANY else [struct.unpack_from("<H", body, 4)[0]]
            filled |= {*range(first, first + len(styles))}
            if kind in (*NUMBERS, MANY) or (kind == FORMULA and body[12:14] != b"\xff\xff"):
                for rank, style in enumerate(styles):
                    numbers.setdefault(first + rank, []).append(widths.get(style, 0))
    start = min(filled, default=0)
    spans: Merged = {}
    for top, bottom, left, right in corners:
        spans.setdefault(top, []).append((left - start, right - start, bottom))
    return spans, settled(numbers, start)
