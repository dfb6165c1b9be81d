"""A small XLS, written byte for byte: nothing that is installed writes one."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path

SECTOR, FREE, END, TABLE = 512, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
Cell = str | float | None


def write(
    path: Path,
    rows: Sequence[Sequence[Cell]],
    *,
    column: int = 0,
    formats: dict[int, str] | None = None,
    merged: Sequence[tuple[int, int, int, int]] = (),
    from_1904: bool = False,
) -> Path:
    """`rows` from `column` on; `formats`: column → format of its numbers; `merged`: top, bottom, left, right."""
    path.write_bytes(container(book(rows, column, formats or {}, merged, from_1904=from_1904)))
    return path


def book(
    rows: Sequence[Sequence[Cell]], column: int, formats: dict[int, str], merged: Sequence[tuple[int, int, int, int]], *, from_1904: bool
) -> bytes:
    styles = {one: rank for rank, one in enumerate(formats, 1)}
    made = [_record(0x041E, struct.pack("<HHB", 164 + rank, len(code), 0) + code.encode()) for rank, code in enumerate(formats.values())]
    made += [_record(0x00E0, struct.pack("<HH16x", 0, number)) for number in (0, *(164 + rank for rank in range(len(formats))))]
    head = _record(0x0809, struct.pack("<HH12x", 0x0600, 5)) + _record(0x0022, struct.pack("<H", from_1904)) + b"".join(made)
    name = b"Feuille1"
    length = len(head) + 4 + 8 + len(name) + 4
    sheet = _record(0x0085, struct.pack("<IHBB", length, 0, len(name), 0) + name)
    cells = [_cell(k, j + column, one, styles) for k, row in enumerate(rows) for j, one in enumerate(row) if one is not None]
    spans = _record(0x00E5, struct.pack("<H", len(merged)) + b"".join(struct.pack("<4H", *one) for one in merged))
    return (
        head
        + sheet
        + _record(0x000A, b"")
        + _record(0x0809, struct.pack("<HH12x", 0x0600, 0x10))
        + b"".join(cells)
        + spans
        + _record(0x000A, b"")
    )


def _cell(row: int, column: int, value: Cell, styles: dict[int, int]) -> bytes:
    if isinstance(value, str):
        return _record(0x0204, struct.pack("<HHHHB", row, column, 0, len(value), 1) + value.encode("utf-16-le"))
    return _record(0x0203, struct.pack("<HHHd", row, column, styles.get(column, 0), value))


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def container(stream: bytes) -> bytes:
    """Sector 0 is the table, 1 the names, the stream follows, long enough not to be a small one."""
    stream = stream.ljust(4096, b"\0")
    sectors = -(-len(stream) // SECTOR)
    table = [TABLE, END, *range(3, sectors + 2), END]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + struct.pack("<16x5H6x8I", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, END, 0, END)
    head += struct.pack("<I", 0) + struct.pack("<109I", 0, *[FREE] * 108)
    names = _name("Root Entry", 5, END, 0, child=1) + _name("Workbook", 2, 2, len(stream)) + bytes(2 * 128)
    return head + struct.pack("<128I", *table, *[FREE] * (128 - len(table))) + names + stream.ljust(sectors * SECTOR, b"\0")


def _name(text: str, kind: int, first: int, length: int, child: int = FREE) -> bytes:
    said = text.encode("utf-16-le")
    return said.ljust(64, b"\0") + struct.pack("<HBB3I36xIQ", len(said) + 2, kind, 1, FREE, FREE, child, first, length)
