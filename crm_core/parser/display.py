"""What an XLSX shows and its reader does not tell: zeros before a number by its format, days counted from 1904; in an ODS, such zeros and times of day."""

import re
import zipfile
import zlib
from pathlib import Path

from crm_core.parser.merged import BELOW_BYTES, attribute, column_number, part_of

PIECE = 1 << 20
TIMES, TEXT = (b'value-type="time"', b"office:time-value="), (b'value-type="string"', b"office:was-value=")
DIGITS = re.compile(rb'number:min-integer-digits="(?:[2-9]|1\d)"')
PADDED = re.compile(
    rb'(?P<tag><table:table-cell\b[^<>]*?)office:value-type="float"(?P<rest>[^<>]*)office:value=(?P<more>"\d+"[^<>]*><text:p>0\d{1,14}</text:p></table:table-cell>)'
)
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
    return settled(numbers, first)


def settled(numbers: dict[int, list[int]], first: int) -> dict[int, int]:
    """Column, `first` being 0 → digits that nearly all its numbers are shown with, from column → digits of each number (0: as many as it has)."""
    found = {}
    for column, shown in numbers.items():
        width = max(set(shown), key=shown.count)
        if width and shown.count(width) >= MOSTLY * len(shown):
            found[column - first] = width
    return found


def with_shown(path: Path, folder: Path) -> Path:
    """An ODS that shows times of day, which its reader would leave out, or zeros before numbers, which it would drop: a copy in `folder` with the texts that are shown."""
    try:
        with zipfile.ZipFile(path) as archive:
            if "content.xml" not in archive.namelist():
                return path
            xml = archive.read("content.xml")
            padded = DIGITS.search(xml) or ("styles.xml" in archive.namelist() and DIGITS.search(archive.read("styles.xml")))
    except BROKEN:
        return path
    shown = PADDED.sub(rb'\g<tag>office:value-type="string"\g<rest>office:was-value=\g<more>', xml) if padded else xml
    if TIMES[0] in shown:
        for old, new in zip(TIMES, TEXT, strict=True):
            shown = shown.replace(old, new)
    if shown == xml:
        return path
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(folder / "shown.ods", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
        for name in archive.namelist():
            out.writestr(name, shown if name == "content.xml" else archive.read(name))
    return folder / "shown.ods"
