"""Small files that grow large, and files that say what they are not."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import xlsxwriter

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
BOOK = f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets><sheet name="F" sheetId="1" r:id="rId1"/></sheets></workbook>'
SMALL = {
    "[Content_Types].xml": TYPES,
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": BOOK,
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{LINKS}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{LINKS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    ),
}
MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
PIECE = 1 << 20


def xlsx(path: Path, sheet: Iterable[str], shared: Iterable[str] = (), level: int | None = None) -> Path:
    """An XLSX of one sheet, whose rows and shared strings are given as pieces of XML; `level` 1 packs fast, and less."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, text in SMALL.items():
            archive.writestr(name, text)
        _part(archive, "xl/worksheets/sheet1.xml", [f'<worksheet xmlns="{MAIN}"><sheetData>', *sheet, "</sheetData></worksheet>"])
        _part(archive, "xl/sharedStrings.xml", [f'<sst xmlns="{MAIN}">', *shared, "</sst>"])
    return path


def _part(archive: zipfile.ZipFile, name: str, pieces: Iterable[str]) -> None:
    with archive.open(name, "w", force_zip64=True) as out:
        for piece in pieces:
            out.write(piece.encode())


def lying(path: Path, size: int = 2000) -> Path:
    """The same archive, its parts said to unpack to `size` bytes, in their own headers and in the directory."""
    data = bytearray(path.read_bytes())
    for mark, place in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = data.find(mark)
        while at >= 0:
            if struct.unpack_from("<I", data, at + place)[0] > size:
                struct.pack_into("<I", data, at + place, size)
            at = data.find(mark, at + 4)
    path.write_bytes(data)
    return path


def long_text_everywhere(path: Path, length: int = 32_000, cells: int = 100_000) -> Path:
    """One long text, named by every cell."""
    row = "<row>" + '<c t="s"><v>0</v></c>' * 100 + "</row>"
    return xlsx(path, [row] * (cells // 100), [f"<si><t>{'x' * length}</t></si>"])


def endless_rows(path: Path, megabytes: int, level: int | None = None) -> Path:
    """Rows of figures, of so many megabytes."""
    piece = "<row><c><v>1</v></c><c><v>1</v></c></row>" * (PIECE // 41)
    return xlsx(path, (piece for _ in range(megabytes)), level=level)


def far_cell(path: Path, row: int, column: int) -> Path:
    """A table of two rows, and one cell far from it."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    for i, cells in enumerate([["id", "nom"], [1, "a"], [2, "b"]]):
        sheet.write_row(i, 0, cells)
    sheet.write(row, column, "x")
    book.close()
    return path


def ods(path: Path, rows: str) -> Path:
    """An ODS of one sheet."""
    names = ("office", "table", "text")
    spaces = " ".join(f'xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"' for one in names)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        entry = '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
        archive.writestr("META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{MANIFEST}">{entry}</manifest:manifest>')
        archive.writestr(
            "content.xml",
            f'<office:document-content {spaces} office:version="1.2"><office:body><office:spreadsheet><table:table table:name="F">{rows}'
            "</table:table></office:spreadsheet></office:body></office:document-content>",
        )
    return path


def repeated_cells(path: Path, rows: int = 1_000_000, columns: int = 1_000) -> Path:
    """An ODS of one cell that says to be repeated."""
    cell = f'<table:table-cell table:number-columns-repeated="{columns}" office:value-type="string"><text:p>abc</text:p></table:table-cell>'
    return ods(path, f'<table:table-row table:number-rows-repeated="{rows}">{cell}</table:table-row>')


def pieces(text: bytes, megabytes: int) -> Iterator[bytes]:
    """`text` again and again, in pieces of a megabyte."""
    piece = text * (PIECE // len(text))
    return (piece for _ in range(megabytes))
