"""The records of a CSV text with their line numbers; a stray quote costs its own line, not the rest of the file."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

LONGEST_RECORD, LARGEST_RECORD = 2_000, 4 << 20
csv.field_size_limit(1 << 24)


@dataclass(frozen=True)
class Dialect:
    """How the cells of a line are written. Without a separator each line is one cell."""

    separator: str | None = ","
    quote: str = '"'
    escape: str | None = None


@dataclass(slots=True)
class Record:
    """Cells from one line or, with line ends inside quotes, several; `broken` when its quotes do not match, `mended` when they did not."""

    line: int
    cells: list[str]
    text: str
    broken: bool = False
    mended: bool = False


class _TooLong(Exception):
    """A quote was opened and not closed within reason."""


class _Feed:
    """The lines of a text, remembering those of the current record, and taking lines back."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = iter(lines)
        self.waiting: deque[str] = deque()
        self.taken: list[str] = []
        self.size = 0

    def begin(self) -> None:
        """Begin the next record."""
        self.taken, self.size = [], 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self.waiting.popleft() if self.waiting else next(self.lines)
        self.taken.append(line)
        self.size += len(line)
        if len(self.taken) > LONGEST_RECORD or (self.size > LARGEST_RECORD and len(self.taken) > 1):
            raise _TooLong
        return line

    def give_back(self, kept: int) -> str:
        """Keep the first lines of the current record and take the others back."""
        text = "".join(self.taken[:kept])
        self.waiting.extendleft(reversed(self.taken[kept:]))
        del self.taken[kept:]
        return text


def read_records(lines: Iterable[str], dialect: Dialect, width: int | None = None, first_line: int = 1) -> Iterator[Record]:
    """Every record of `lines`. `width` is the number of cells to expect, by which a stray quote is told from a long cell."""
    feed, number = _Feed(lines), first_line
    reader = _reader(feed, dialect)
    while True:
        feed.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, _TooLong):
            record = _mend(feed, dialect, width, number)
            reader = _reader(feed, dialect)
        else:
            taken = feed.taken
            record = Record(number, cells, taken[0] if len(taken) == 1 else "".join(taken))
            if width is not None and len(taken) > 1 and len(cells) != width:
                record = _split_again(feed, dialect, width, record)
        yield record
        number += len(feed.taken)


def _reader(feed: _Feed, dialect: Dialect) -> Iterator[list[str]]:
    if dialect.separator is None:
        return ([_unquoted(line.rstrip("\r\n"), dialect.quote)] if line.strip("\r\n") else [] for line in feed)
    return csv.reader(
        feed, delimiter=dialect.separator, quotechar=dialect.quote, escapechar=dialect.escape, skipinitialspace=True, strict=True
    )


def _unquoted(cell: str, quote: str) -> str:
    inner = cell[1:-1]
    quoted = len(cell) > 1 and cell[0] == cell[-1] == quote and quote not in inner.replace(quote * 2, "")
    return inner.replace(quote * 2, quote) if quoted else cell


def _mend(feed: _Feed, dialect: Dialect, width: int | None, number: int) -> Record:
    """A record whose quotes are wrong: read tolerantly, over as few lines as give the right number of cells."""
    for lines in range(1, min(len(feed.taken), 50) + 1):
        text = "".join(feed.taken[:lines])
        cells = _tolerant(text, dialect)
        if cells is not None and (width is None or len(cells) == width):
            return Record(number, cells, feed.give_back(lines), mended=True)
    text = feed.give_back(1)
    plain = text.rstrip("\r\n").split(dialect.separator)
    broken = width is not None and len(plain) != width
    return Record(number, plain, text, broken=broken, mended=not broken)


def _split_again(feed: _Feed, dialect: Dialect, width: int, record: Record) -> Record:
    """A record over several lines without the right number of cells: if its first line alone has it, a quote was stray."""
    text = feed.taken[0]
    for cells in (_tolerant(text, dialect), text.rstrip("\r\n").split(dialect.separator)):
        if cells is not None and len(cells) == width:
            return Record(record.line, cells, feed.give_back(1), mended=True)
    return record


@cache
def _field(separator: str, quote: str) -> re.Pattern[str]:
    s, q = re.escape(separator), re.escape(quote)
    end = rf"[^\S{s}]*(?={s}|\Z)"
    return re.compile(rf"[^\S{s}]*{q}((?:[^{q}]|{q}(?!{end}))*){q}{end}|([^{s}{q}][^{s}]*|(?={s}|\Z))")


def _tolerant(text: str, dialect: Dialect) -> list[str] | None:
    """The cells of `text` where a quote closes a cell only before a separator or the end; None when one stays open."""
    separator, quote = dialect.separator or "\n", dialect.quote
    pattern, body, cells, at = _field(separator, quote), text.rstrip("\r\n"), [], 0
    while True:
        found = pattern.match(body, at)
        if not found:
            return None
        quoted = found.group(1)
        cells.append(found.group(2) if quoted is None else quoted.replace(quote * 2, quote))
        at = found.end()
        if at >= len(body):
            return cells
        at += 1
        if at == len(body):
            return [*cells, ""]
