"""What a person decided about each file: kept apart from the widgets, which always show what the preview understood."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import streamlit as st

from crm_core.ingest import Request
from crm_core.ingest.memory import Memory
from crm_core.ingest.request import OUT, OWN, Question
from crm_ui.import_uploads import Upload

CHOICES = "import_choices"


@dataclass
class Choices:
    """The decisions about one file; what is not decided is left to recognition."""

    table: str | None = None
    sheet: str | None = None
    mapping: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    asked: dict[str, Question] = field(default_factory=dict)
    blank_empties: bool = False
    complete: bool = False

    def request(self, upload: Upload) -> Request:
        """The file with what was decided."""
        mapping, values, answers = dict(self.mapping), dict(self.values), dict(self.answers)
        return Request(upload.path, self.sheet, self.table, mapping, values, answers, self.blank_empties, self.complete)

    def take_table(self, table: str) -> None:
        """Another table: the fields chosen for the former one mean nothing in it."""
        self.table = table
        self._begin_again()

    def take_sheet(self, sheet: str) -> None:
        """Another sheet is another table with other columns."""
        self.sheet, self.table = sheet, None
        self._begin_again()

    def take_all(self, choices: Memory) -> None:
        """Everything as a mapping file says."""
        self._begin_again()
        self.table, self.mapping, self.values, self.answers = (
            choices.table,
            dict(choices.mapping),
            dict(choices.values),
            dict(choices.answers),
        )

    def _begin_again(self) -> None:
        self.mapping, self.values, self.answers, self.asked = {}, {}, {}, {}

    def take_field(self, header: str, name: str) -> None:
        """Give a column to a field; the column that was given to it before is kept as a field of its own."""
        for other, chosen in self.mapping.items():
            if chosen == name and name not in (OWN, OUT):
                self.mapping[other] = OWN
        self.mapping[header] = name
        for id_ in [one.id for one in self.asked.values() if one.values.get("column") == header]:
            del self.asked[id_]
            self.answers.pop(id_, None)

    def questions(self, open_: Iterable[Question]) -> list[Question]:
        """The questions that are `open_`, and those that were answered and can be answered otherwise."""
        self.asked.update({one.id: one for one in open_})
        return list(self.asked.values())

    def take_value(self, name: str, value: Any) -> None:
        """One value for the whole file; nothing takes it back."""
        if value in (None, ""):
            self.values.pop(name, None)
        else:
            self.values[name] = value.isoformat() if isinstance(value, date) else str(value)


def of(upload: Upload) -> Choices:
    """The decisions about a file in this session."""
    kept: dict[str, Choices] = st.session_state.setdefault(CHOICES, {})
    return kept.setdefault(upload.id, Choices())


def put_back(upload: Upload, before: Choices) -> None:
    """What was decided about a file before it was decided otherwise."""
    st.session_state[CHOICES][upload.id] = before


def forget(upload: Upload) -> None:
    """Leave everything about a file to recognition again."""
    st.session_state.get(CHOICES, {}).pop(upload.id, None)
