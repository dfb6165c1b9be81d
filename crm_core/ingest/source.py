"""What reading a file gives: where its table is staged, how the file was understood, and every line that was set aside."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from babel.numbers import format_decimal

from crm_core.errors import Words
from crm_core.i18n import say


class Doubt(str):
    """Something that was guessed: a catalogue text whose `{names}` are `values`."""

    __slots__ = ("values",)
    values: dict[str, object]

    def __new__(cls, message: str, **values: object) -> Doubt:
        doubt = super().__new__(cls, message)
        doubt.values = values
        return doubt

    def say(self, language: str) -> str:
        """The guess, in words."""
        return say(str(self), language, **{name: figure(value, language) for name, value in self.values.items()})

    def __reduce__(self) -> tuple[object, ...]:
        return _doubt, (str(self), self.values)


def figure(value: object, language: str) -> object:
    """What a text is filled with, in words: figures as the language writes them."""
    if isinstance(value, Words):
        return say(value, language)
    return format_decimal(value, locale=language) if isinstance(value, int) and not isinstance(value, bool) else value


def _doubt(message: str, values: dict[str, object]) -> Doubt:
    return Doubt(message, **values)


@dataclass(frozen=True)
class Skipped:
    """A line that is no record: `reason` is title, note, total, blank or repeated_header."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True)
class BadRow:
    """A line that cannot be read as a record; `reason` is a catalogue text."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True)
class Ragged:
    """A record with fewer cells than the table has columns; its missing cells are null."""

    line: int
    cells: int
    expected: int


@dataclass(frozen=True)
class Column:
    """One staged column: its name in the table, its header in the file, and its type.

    `kind` is text, number, date, datetime or bool: what a Parquet file declares, what all cells of a spreadsheet are; CSV is text alone.
    """

    name: str
    header: str
    kind: str = "text"


@dataclass(frozen=True)
class Staged:
    """A file as a text table in DuckDB: `line` (its line in the file, from 1), then `c0`, `c1` …, all VARCHAR, blanks null.

    Cells of spreadsheets and Parquet files are in canonical text: 1234.5, 2026-11-21, 2026-11-21 14:05:00, true.
    `from_1904`: the serial days of a workbook are counted from 1904.
    `skipped` names every line left out; of blank lines and of ragged ones it holds the first thousand, the counts hold all.
    """

    path: Path
    file_format: str
    table: str
    columns: tuple[Column, ...]
    rows: int
    encoding: str | None = None
    separator: str | None = None
    quote: str | None = None
    header_line: int | None = None
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    ragged: tuple[Ragged, ...] = ()
    bad_rows: tuple[BadRow, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    blank_lines: int = 0
    ragged_rows: int = 0
    from_1904: bool = False
