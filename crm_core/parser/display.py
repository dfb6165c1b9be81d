"""What an XLSX shows and its reader does not tell: zeros before a number by its format, days counted from 1904; and times of day in an ODS."""

import re
import zipfile
import zlib
from pathlib import Path

from crm_core.parser.merged import BELOW_BYTES, attribute, column_number, part_of

PIECE = 1 << 20
TIMES, TEXT = (b'value-type="time"', b"office:time-value="), (b'value-type="string"', b"office:was-value=")
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)
_CELL = re.compile(rb'<(?:\w+:)?c r="([A-Z]+)\d+"((?: \w+="[^"]*")*)\s*>')
_ZEROS = re.compile(r"0{2,15}")
MOSTLY = 0.95


def from_1904(path: Path) -> bool:
    """Whether the days of an XLSX are counted from 1904."""
    try:
        with zipfile.ZipFile(path) as archive:
            if "xl/workbook.xml" not in archive.namelist():
                return False
            with archive.open("xl/workbook.xml") as file:
                return bool(re.search(rb'<(?:\w+:)?workbookPr\b[^>]*\bdate1904="(?:1|true)"', file.read(PIECE)))
    except BROKEN:
        return False


def zeros_shown(path: Path, sheet: str) -> dict[int, int]:
    """Column, the first filled one being 0 → digits that its numbers are shown with: 5 for the format `00000`."""
    try:
        with zipfile.ZipFile(path) as archive:
            widths = _widths(archive)
            part = part_of(archive, sheet) if widths else None
            if part is None or archive.getinfo(part).file_size > BELOW_BYTES:
                return {}
            return _columns(archive.read(part), widths)
    except BROKEN:
        return {}


def _widths(archive: zipfile.ZipFile) -> dict[int, int]:
    """Rank of a style → digits, for the styles whose format is zeros alone."""
    if "xl/styles.xml" not in archive.namelist():
        return {}
    with archive.open("xl/styles.xml") as file:
        text = file.read(4 * PIECE).decode("utf-8", "replace")
    formats = {attribute(tag, "numFmtId"): attribute(tag, "formatCode") for tag in re.findall(r"<(?:\w+:)?numFmt [^>]*>", text)}
    zeros = {rank: len(code) for rank, code in formats.items() if _ZEROS.fullmatch(code)}
    cells = re.search(r"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", text, re.S)
    if not zeros or not cells:
        return {}
    styles = re.findall(r"<(?:\w+:)?xf [^>]*>", cells[0])
    return {rank: zeros[number] for rank, number in enumerate(attribute(tag, "numFmtId") for tag in styles) if number in zeros}


def _columns(xml: bytes, widths: dict[int, int]) -> dict[int, int]:
    numbers: dict[int, list[int]] = {}
    first = -1
    for letters, rest in _CELL.findall(xml):
        column, tag = column_number(letters), " " + rest.decode("ascii", "replace")
        first = column if first < 0 else min(first, column)
        if attribute(tag, "t") in ("", "n"):
            style = attribute(tag, "s")
            numbers.setdefault(column, []).append(widths.get(int(style), 0) if style.isdigit() else 0)
    found = {}
    for column, shown in numbers.items():
        width = max(set(shown), key=shown.count)
        if width and shown.count(width) >= MOSTLY * len(shown):
            found[column - first] = width
    return found


def with_times(path: Path, folder: Path) -> Path:
    """An ODS whose times of day are the texts that it shows, which its reader would leave out: a copy in `folder` where there are some."""
    try:
        with zipfile.ZipFile(path) as archive:
            if "content.xml" not in archive.namelist():
                return path
            xml = archive.read("content.xml")
    except BROKEN:
        return path
    if TIMES[0] not in xml:
        return path
    for old, new in zip(TIMES, TEXT, strict=True):
        xml = xml.replace(old, new)
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(folder / "times.ods", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
        for name in archive.namelist():
            out.writestr(name, xml if name == "content.xml" else archive.read(name))
    return folder / "times.ods"
