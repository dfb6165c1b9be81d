"""What a file is, by its first bytes; what is no table is refused here, by name."""

from __future__ import annotations

import gzip
import re
import zlib
from io import BytesIO
from pathlib import Path

from crm_core.errors import FileProblem
from crm_core.i18n import N_
from crm_core.ingest.archive import open_archive
from crm_core.ingest.encoding import bom_of, decode, detect_encoding

HEAD = 65_536
EMPTY = N_("“{name}” is empty.")
BINARY = N_("“{name}” is not a table: its content is not text.")
FORMATS = N_("Save it as CSV, XLSX, ODS or Parquet and drop that file.")
ARCHIVE = N_("“{name}” is not a table: it is a compressed archive.")
DOCUMENT = N_("“{name}” is not a table: it is a text document.")
IMAGE = N_("“{name}” is not a table: it is an image.")
PROGRAM = N_("“{name}” is not a table: it is a program.")
UNPACK = N_("Unpack it and drop the file inside.")
MAGIC = (
    (b"%PDF", N_("“{name}” is not a table: it is a PDF document.")),
    (b"\x89PNG", IMAGE),
    (b"\xff\xd8\xff", IMAGE),
    (b"GIF8", IMAGE),
    (b"7z\xbc\xaf", ARCHIVE),
    (b"Rar!", ARCHIVE),
    (b"BZh", ARCHIVE),
    (b"\xfd7zXZ", ARCHIVE),
    (b"\x28\xb5\x2f\xfd", ARCHIVE),
    (b"SQLite format 3", N_("“{name}” is not a table: it is a database.")),
    (b"MZ\x90", PROGRAM),
    (b"\x7fELF", PROGRAM),
    (b"{\\rtf", DOCUMENT),
)
MARKUP = (
    (r"(?i)<(?:!doctype html|html|table|head)\b", N_("“{name}” is not a table: it is a web page.")),
    (r"<\?xml|<[\w:]+ xmlns", N_("“{name}” is not a table: it is an XML document.")),
    (r"\{\s*\"|\[\s*\{", N_("“{name}” is not a table: it is a JSON document.")),
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def kind_of_file(path: Path) -> str:
    """csv, parquet, xlsx, xlsb, ods or xls; FileProblem for anything else."""
    head = _head(path)
    if not head.removeprefix(bom_of(head)).strip(b" \t\r\n\0"):
        raise FileProblem(EMPTY, N_("Export it again, or choose another file."), name=path.name)
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_zip(path)
    if head.startswith(OLE) or head[:4] in (b"\x09\x08\x10\0", b"\x09\x08\x08\0"):
        return "xls"
    _refuse(path, head)
    return "csv"


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
            if head[:2] == b"\x1f\x8b":
                file.seek(0)
                with gzip.open(file) as unpacked:
                    return unpacked.read(HEAD)
            return head
    except FileNotFoundError as error:
        raise FileProblem(N_("There is no file “{name}”."), N_("Check its name and its folder."), name=path.name) from error
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        advice = N_("Make the archive again, or drop the file without compressing it.")
        raise FileProblem(N_("The archive “{name}” is damaged and cannot be unpacked."), advice, name=path.name) from error
    except OSError as error:
        raise FileProblem(
            N_("“{name}” cannot be opened."), N_("Check that it is a file and that you may read it."), name=path.name
        ) from error


def _kind_of_zip(path: Path) -> str:
    with open_archive(path) as found:
        lower = {name.replace("\\", "/").lower() for name in found.namelist()}
    parts = {name.rsplit("/", 1)[-1] for name in lower}
    for mark, kind in (("workbook.bin", "xlsb"), ("workbook.xml", "xlsx"), ("content.xml", "ods")):
        if mark in parts:
            return kind
    if "word/document.xml" in lower:
        raise FileProblem(DOCUMENT, FORMATS, name=path.name)
    raise FileProblem(ARCHIVE, UNPACK, name=path.name)


def _refuse(path: Path, head: bytes) -> None:
    for magic, message in MAGIC:
        if head.startswith(magic):
            raise FileProblem(message, UNPACK if message == ARCHIVE else FORMATS, name=path.name)
    text = "".join(decode(BytesIO(head), detect_encoding(head))[0]).lstrip("\ufeff \t\r\n")
    for pattern, message in MARKUP:
        if re.match(pattern, text):
            raise FileProblem(message, FORMATS, name=path.name)
    nulls = text.count("\0")  # a few, one a line at most, are read without: the file says so
    strange = sum(1 for char in text if (char < " " and char not in "\0\t\n\r\f\v\x1f") or "\x80" <= char <= "\x9f" or char == "\ufffd")
    if strange > 0.02 * len(text) or nulls > max(0.02 * len(text), len(text.splitlines())):
        raise FileProblem(BINARY, FORMATS, name=path.name)
