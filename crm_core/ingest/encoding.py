"""Which encoding a text file is in, and the same text as UTF-8, line by line where a file mixes two."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

CHUNK = 1 << 20
BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
CANDIDATES = ("cp1252", "iso8859-15", "cp850", "mac_roman")
FRENCH = set("àâäçéèêëîïôöùûüœæÿ")
EUROPEAN = set("áãåñóõíìòúýßøšžčćłńśźżęąğışāēīōū")
SIGNS = set("«»’‘“”„–—…€°²³§µ£ªº·•®©™½¼¾×±¿¡\u00a0\u202f")
UTF8_TRACE = re.compile(rb"\xc3[\x80-\xbf]|\xc2[\xa0-\xbf]|\xe2\x80[\x80-\xbf]|\xc5[\x92\x93]|\xe2\x82\xac")


def _as_c1(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("as_c1", _as_c1)


@dataclass
class Decoding:
    """How the lines of one file turned out to be written."""

    encoding: str
    utf8_lines: int = 0
    other_lines: int = 0

    @property
    def odd_lines(self) -> int:
        """Lines in another encoding than most."""
        return min(self.utf8_lines, self.other_lines)


def detect_encoding(sample: bytes) -> str:
    """The Python name of the encoding of `sample`, which may be cut in the middle of a character."""
    for bom, name in BOMS:
        if sample.startswith(bom):
            return name
    wide = _wide_without_bom(sample)
    if wide:
        return wide
    if _is_utf8(sample):
        return "utf-8"
    return "utf-8" if _mostly_utf8(sample) else _single_byte(_without_utf8(sample))


def bom_of(sample: bytes) -> bytes:
    """The byte order mark that `sample` begins with, or nothing."""
    return next((bom for bom, _ in BOMS if sample.startswith(bom)), b"")


def _wide_without_bom(sample: bytes) -> str:
    even, odd = sample[:4000:2].count(0), sample[1:4000:2].count(0)
    half = max(1, min(len(sample), 4000) // 2)
    if odd > 0.3 * half and even < 0.05 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.3 * half and odd < 0.05 * half else ""


def _is_utf8(sample: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")("strict").decode(sample)
    except UnicodeDecodeError:
        return False
    return True


def _mostly_utf8(sample: bytes) -> bool:
    lines = [line for line in sample.split(b"\n")[:-1] if not line.isascii()]
    good = sum(map(_whole_utf8, lines))
    return good > 0 and good * 2 >= len(lines)


def _without_utf8(sample: bytes) -> bytes:
    """The lines that tell in which encoding those are that are not UTF-8."""
    return b"\n".join(line for line in sample.split(b"\n") if line.isascii() or not _whole_utf8(line))


def _single_byte(sample: bytes) -> str:
    scores = {name: _likeness(sample, name) for name in CANDIDATES}
    best = max(CANDIDATES, key=lambda name: scores[name])
    letters = [char for char in sample[:CHUNK].decode("latin-1") if char > "\x7f" or char.isalpha()]
    foreign = sum(char > "\x7f" for char in letters) > 0.15 * len(letters)
    return _other_language(sample) or best if foreign and scores[best] < 0.3 else best


def _other_language(sample: bytes) -> str:
    from charset_normalizer import from_bytes

    found = from_bytes(sample[:CHUNK]).best()
    return found.encoding if found else ""


def _likeness(sample: bytes, name: str) -> float:
    """How much the decoded text looks like western European writing: 1 is all of its accents in likely places."""
    text = sample[:CHUNK].decode(name, "replace")
    places = [i for i, char in enumerate(text) if char > "\x7f"][:5000]
    total = sum(_place(text[max(0, i - 1) : i], text[i], text[i + 1 : i + 2]) for i in places)
    return total / max(1, len(places))


def _place(before: str, char: str, after: str) -> float:
    if char.lower() in FRENCH or char.lower() in EUROPEAN:
        if before > "\x7f" and before.isalpha() and after > "\x7f" and after.isalpha():
            return -1
        if char.isupper() and before.islower():
            return -1
        near = before.isalpha() or after.isalpha()
        return (1 if char.lower() in FRENCH else 0.6) if near else 0.2
    if char in SIGNS:
        return -0.5 if before.isalpha() and after.isalpha() and char not in "’‘–\u00a0" else 0.7
    return -1


def decode(source: BinaryIO, encoding: str) -> tuple[Iterator[str], Decoding]:
    """The text of `source` in pieces that end with a line, and the count of its lines in one encoding and another."""
    decoding = Decoding(encoding)
    if encoding in WIDE:
        return _decode_wide(source, encoding), decoding
    return _decode_lines(source, decoding), decoding


def _decode_wide(source: BinaryIO, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    first = True
    while piece := source.read(CHUNK):
        text = decoder.decode(piece)
        yield text.removeprefix("\ufeff") if first else text
        first = False
    yield decoder.decode(b"", final=True)


def _decode_lines(source: BinaryIO, decoding: Decoding) -> Iterator[str]:
    first = True
    for piece in _whole_lines(source):
        yield _decode_piece(piece.removeprefix(codecs.BOM_UTF8) if first else piece, decoding)
        first = False


def _whole_lines(source: BinaryIO) -> Iterator[bytes]:
    rest = b""
    while chunk := source.read(CHUNK):
        cut = chunk.rfind(b"\n") + 1 or chunk.rfind(b"\r", 0, len(chunk) - 1) + 1
        if not cut:
            rest += chunk
            continue
        yield rest + chunk[:cut]
        rest = chunk[cut:]
    if rest:
        yield rest


def _decode_piece(piece: bytes, decoding: Decoding) -> str:
    if piece.isascii():
        return piece.decode("ascii")
    other = decoding.encoding if decoding.encoding != "utf-8" else "cp1252"
    if decoding.encoding == "utf-8" or UTF8_TRACE.search(piece):
        if _whole_utf8(piece):
            decoding.utf8_lines += piece.count(b"\n") + 1
            return piece.decode("utf-8")
        return "".join(_decode_line(line, other, decoding) for line in piece.splitlines(keepends=True))
    decoding.other_lines += piece.count(b"\n") + 1
    return piece.decode(other, "as_c1")


def _whole_utf8(piece: bytes) -> bool:
    try:
        piece.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _decode_line(line: bytes, other: str, decoding: Decoding) -> str:
    if line.isascii():
        return line.decode("ascii")
    if _whole_utf8(line):
        decoding.utf8_lines += 1
        return line.decode("utf-8")
    decoding.other_lines += 1
    return line.decode(other, "as_c1")
