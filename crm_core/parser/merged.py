"""The merged cells of an XLSX sheet, which its reader does not tell."""

import re
import zipfile
import zlib
from html import unescape
from pathlib import Path

BELOW_BYTES, BOOK_BYTES = 64 << 20, 4 << 20
# top row → first column, last column, bottom row of each
Merged = dict[int, list[tuple[int, int, int]]]


def merged_cells(path: Path, sheet: str) -> Merged | None:
    """Merged cells of `sheet`, its first filled column being 0; None when they cannot be told."""
    try:
        with zipfile.ZipFile(path) as archive:
            part = part_of(archive, sheet)
            if part is None or archive.getinfo(part).file_size > BELOW_BYTES:
                return None
            xml = archive.read(part)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError):
        return None
    spans: Merged = {}
    start = _first_column(xml)
    for first, top, last, bottom in re.findall(rb'<(?:\w+:)?mergeCell ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"', xml):
        spans.setdefault(int(top) - 1, []).append((column_number(first) - start, column_number(last) - start, int(bottom) - 1))
    return spans


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


def _first_column(xml: bytes) -> int:
    """The first column that holds a value, from which the reader counts."""
    furthest = max((column_number(letters) for letters in re.findall(rb'<(?:\w+:)?mergeCell ref="([A-Z]+)', xml)), default=-1)
    for number in range(furthest + 1):
        if re.search(rb'<(?:\w+:)?c r="%s\d+"[^>]*[^/]>' % column_letters(number), xml):
            return number
    return 0


def part_of(archive: zipfile.ZipFile, sheet: str) -> str | None:
    names = set(archive.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return None
    book, links = (_text(archive, part) for part in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"))
    targets = {attribute(link, "Id"): attribute(link, "Target") for link in re.findall(r"<Relationship [^>]*>", links)}
    for tag in re.findall(r"<(?:\w+:)?sheet [^>]*>", book):
        if unescape(attribute(tag, "name")) == sheet:
            target = targets.get(attribute(tag, r"\w+:id"), "")
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            return part if part in names else None
    return None


def _text(archive: zipfile.ZipFile, part: str) -> str:
    with archive.open(part) as file:
        return file.read(BOOK_BYTES).decode("utf-8", "replace")


def attribute(tag: str, name: str) -> str:
    found = re.search(rf'\s{name}="([^"]*)"', tag)
    return found.group(1) if found else ""
