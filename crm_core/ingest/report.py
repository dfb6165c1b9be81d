"""What became of every row of every file: the report of an import, as JSON can hold it and people read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from babel.numbers import format_decimal

from crm_core.i18n import N_, say, visible
from crm_core.ingest.clean import BadCells
from crm_core.ingest.rejects import said
from crm_core.ingest.request import Question
from crm_core.ingest.source import Doubt
from crm_core.tables import TABLES

COUNTS = {
    "read": N_("rows read: {n}"),
    "loaded": N_("new: {n}"),
    "updated": N_("changed: {n}"),
    "unchanged": N_("unchanged: {n}"),
    "repeated": N_("repeated in the file: {n}"),
    "rejected": N_("rejected: {n}"),
    "skipped": N_("lines that are no rows (titles, totals, notes, blanks): {n}"),
}


WHOLE = N_("whole line")


def _shown(cells: BadCells) -> str:
    """The first lines, each with its cell in brackets: 3 (12), 7."""
    return ", ".join(f"{line} ({value})" if value else str(line) for line, value in cells.examples[:3])


def _said(cells: BadCells, language: str) -> str:
    shown = _shown(cells)
    text = N_("Cells of “{column}” left empty ({reason}): {n}; lines {examples}.")
    n = format_decimal(cells.count, locale=language)
    return say(text, language, column=cells.column, n=n, reason=say(cells.reason, language), examples=shown)


def why_refused(table: str, cells: BadCells, language: str) -> str:
    """Why rows were rejected for a column, its field called as a person calls it."""
    return say(cells.reason, language, field=said(TABLES[table], cells.field, language))


def _refused(table: str, cells: BadCells, language: str) -> str:
    shown = _shown(cells)
    text = N_("Rows rejected for “{column}” ({reason}): {n}; lines {examples}.")
    values = {"column": say(cells.column or WHOLE, language), "n": format_decimal(cells.count, locale=language), "examples": shown}
    return say(text, language, reason=why_refused(table, cells, language), **values)


@dataclass(frozen=True)
class FileReport:
    """One file. Always: read = loaded + updated + unchanged + repeated + rejected; `skipped` lines are no rows.

    `vanished` counts the rows of its table that the file, said to be a full export, does not have; None when it was not said to be one.
    """

    file: str
    table: str
    sha256: str
    encoding: str | None
    separator: str | None
    header_line: int | None
    sheet: str | None
    mapping: Mapping[str, str]
    read: int
    loaded: int
    updated: int
    unchanged: int
    repeated: int
    rejected: int
    skipped: int
    rejects: str | None = None
    blank_empties: bool = False
    vanished: int | None = None
    warnings: tuple[Doubt, ...] = ()
    questions: tuple[Question, ...] = ()
    bad_cells: tuple[BadCells, ...] = ()
    refused: tuple[BadCells, ...] = ()

    def say(self, language: str) -> str:
        """The file's part of the report: its counts, then what was noticed, assumed and refused, a line each."""
        counts = {name: format_decimal(getattr(self, name), locale=language) for name in COUNTS}
        lines = [f"{visible(self.file)} → {say(TABLES[self.table].label, language)}"]
        lines += [f"  {say(text, language, n=counts[name])}" for name, text in COUNTS.items() if name == "read" or getattr(self, name)]
        lines += [f"  {say(N_('Rejected rows: {path}'), language, path=self.rejects)}"] if self.rejects else []
        gone = format_decimal(self.vanished or 0, locale=language)
        lines += [f"  {say(N_('vanished from this full export, and kept: {n}'), language, n=gone)}"] if self.vanished else []
        lines += [f"  {one.say(language)}" for one in self.warnings]
        lines += [f"  {one.say(language)} → {one.answer(language)}" for one in self.questions]
        lines += [f"  {_refused(self.table, one, language)}" for one in self.refused]
        return "\n".join([*lines, *(f"  {_said(one, language)}" for one in self.bad_cells)])

    def to_json(self) -> dict[str, Any]:
        """Plain values: what the version's summary keeps. Texts are catalogue ids with their values."""
        plain = {
            name: getattr(self, name)
            for name in self.__dataclass_fields__
            if name not in ("warnings", "questions", "bad_cells", "refused", "mapping")
        }
        return {
            **plain,
            "mapping": dict(self.mapping),
            "warnings": [{"text": str(one), "values": one.values} for one in self.warnings],
            "questions": [one.to_json() for one in self.questions],
            "bad_cells": [one.to_json() for one in self.bad_cells],
            "refused": [one.to_json() for one in self.refused],
        }

    def in_words(self, language: str) -> dict[str, Any]:
        """The same, with its texts in `language`."""
        plain = self.to_json()
        for kept, doubt in zip(plain["warnings"], self.warnings, strict=True):
            kept["text"] = doubt.say(language)
        for kept, question in zip(plain["questions"], self.questions, strict=True):
            kept |= {"text": question.say(language), "label": question.answer(language)}
        for kept, cells in zip(plain["bad_cells"], self.bad_cells, strict=True):
            kept["reason"] = say(cells.reason, language)
        for kept, cells in zip(plain["refused"], self.refused, strict=True):
            kept["reason"] = why_refused(self.table, cells, language)
        return plain

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> FileReport:
        """The report that `to_json` wrote."""
        lists = {
            "warnings": tuple(Doubt(one["text"], **one["values"]) for one in kept["warnings"]),
            "questions": tuple(Question.from_json(one) for one in kept["questions"]),
            "bad_cells": tuple(BadCells.from_json(one) for one in kept["bad_cells"]),
            "refused": tuple(BadCells.from_json(one) for one in kept.get("refused", ())),
        }
        return cls(**{**kept, **lists})


@dataclass(frozen=True)
class Report:
    """An import. `version` is the number of the version it made, or None when every row was already there; `decisions` counts those on duplicates that a trial brought."""

    version: int | None
    files: tuple[FileReport, ...] = field(default=())
    decisions: Mapping[str, int] = field(default_factory=dict)

    def say(self, language: str) -> str:
        """The whole report, in words."""
        done = (
            N_("Version {version} of the workspace.")
            if self.version
            else N_("Nothing new: every row was already there; no version was made.")
        )
        return "\n".join([*(one.say(language) for one in self.files), say(done, language, version=self.version)])

    def in_words(self, language: str) -> dict[str, Any]:
        """Plain values for JSON, texts in `language`."""
        return {"version": self.version, "files": [one.in_words(language) for one in self.files]}

    def to_json(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {"version": self.version, "files": [one.to_json() for one in self.files]}
