"""The separator and the quote of a CSV text, from a sample of it: what makes rows of equal width and cells that mean something."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice

from crm_core.ingest.cells import look, strip
from crm_core.ingest.records import Dialect, read_records

SEPARATORS = (";", ",", "\t", "|")
RARE = ("^", "~", "\x1f")
COLON = ":"  # also in times, addresses of pages and prose: a separator only where the header and nearly all records say so
COLON_CELLS, COLON_SHARE = 3, 0.95
SAMPLE_RECORDS = 300
LEAST = 0.35
_WORTH = {"blank": 0.7, "words": 0.8, "code": 0.95, "flag": 1.0}
_QUOTED = r"(?:^|{s})[ \t]*{q}[^\n]*?{q}[ \t]*(?={s}|\r?$)"


def detect_dialect(lines: Sequence[str]) -> Dialect:
    """The most likely dialect of `lines`; no separator when nothing but whole lines makes sense."""
    text = "".join(lines)
    separators = (COLON,) if _by_colons(lines) else (*SEPARATORS, *RARE)
    options = [option for separator in separators if separator in text for option in _dialects(text, separator)]
    scored = [(_score(lines, option) * (0.8 if option.separator in RARE else 1), option) for option in options]
    best = max(scored, key=lambda pair: pair[0], default=(0.0, Dialect(None)))
    return best[1] if best[0] > LEAST else Dialect(None)


def _by_colons(lines: Sequence[str]) -> bool:
    """Whether a first line of three names or more, each with a letter and none with another separator, is followed by records of as many cells, all parted by colons."""
    if not lines or COLON not in lines[0] or any(one in lines[0] for one in (": ", *SEPARATORS, *RARE)):
        return False
    widths = [len(one.cells) for one in islice(read_records(lines, Dialect(COLON)), SAMPLE_RECORDS) if any(map(strip, one.cells))]
    named = all(any(char.isalpha() for char in name) for name in lines[0].split(COLON))
    return named and widths[0] >= COLON_CELLS and len(widths) > 1 and widths.count(widths[0]) >= COLON_SHARE * len(widths)


def _dialects(text: str, separator: str) -> list[Dialect]:
    """One dialect with double quotes and, where single ones enclose cells, one with these."""
    single = len(re.findall(_QUOTED.format(s=re.escape(separator), q="'"), text, re.M)) > 1
    return [Dialect(separator, quote, _escape(text, separator, quote)) for quote in ('"', "'")[: 1 + single]]


def _escape(text: str, separator: str, quote: str) -> str | None:
    escaped = len(re.findall(rf"\\{quote}(?!{re.escape(separator)}|\r?$)", text, re.M))
    return "\\" if escaped and escaped * 2 > text.count(quote * 2) else None


def _score(lines: Sequence[str], dialect: Dialect) -> float:
    records = [record.cells for record in islice(read_records(lines, dialect), SAMPLE_RECORDS) if any(map(strip, record.cells))]
    widths = Counter(len(cells) for cells in records if len(cells) > 1)
    if not widths:
        return 0.0
    width, _ = max(widths.items(), key=lambda item: (item[1] * (1 - 1 / item[0]), item[0]))
    even = [cells for cells in records if len(cells) == width]
    near = sum(1 for cells in records if 1 < len(cells) != width and abs(len(cells) - width) <= 1)
    share = (len(even) + 0.3 * near) / max(1, len(records) - min(_titles(records), len(records) // 2))
    return min(1.0, share) * _meaning(even, dialect.separator or "") * (1 - 0.35 / width)


def _titles(records: Sequence[list[str]]) -> int:
    lone = [len(cells) == 1 for cells in records]
    return lone.index(False) if False in lone else 0


def _meaning(rows: Sequence[list[str]], separator: str) -> float:
    others = [other for other in (*SEPARATORS, *RARE) if other != separator]
    worth = [_worth(cell, others) for row in rows[:100] for cell in row]
    return sum(worth) / max(1, len(worth))


def _worth(cell: str, others: Sequence[str]) -> float:
    kind = look(strip(cell))
    if "\t" in cell and "\t" in others:
        return 0.2
    if kind == "words":
        return 0.8 if not any(other in cell.replace(", ", "") for other in others) else 0.35
    return _WORTH.get(kind, 1.0)
