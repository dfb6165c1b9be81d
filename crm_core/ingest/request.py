"""What a person asks for when bringing a file, and what the file's columns leave to be asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crm_core.i18n import say
from crm_core.ingest.source import figure

OWN, OUT = "", "-"
NUMBERED = "#"  # the value of a key that numbers the rows: the name of the file and the line


@dataclass(frozen=True)
class Request:
    """A file to import. `table` None lets the file be recognised.

    `mapping`: header → field, "" to keep the column as a field of its own, "-" to leave it out.
    `values`: field → one value for the whole file. `answers`: id of a question → option.
    `blank_empties`: an empty cell erases what the workspace holds; otherwise it leaves it as it is.
    `complete`: the file is a full export: rows of its table that it lacks are counted as vanished (and kept).
    """

    path: Path
    sheet: str | None = None
    table: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    blank_empties: bool = False
    complete: bool = False


@dataclass(frozen=True)
class Option:
    """A possible answer: its `value`, and its `label`, a catalogue text."""

    value: str
    label: str


@dataclass(frozen=True)
class Question:
    """Something that the file does not settle. `proposal` is taken unless the request answers `id`."""

    id: str
    text: str
    options: tuple[Option, ...]
    proposal: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def say(self, language: str) -> str:
        """The question, in words."""
        return say(self.text, language, **{name: figure(value, language) for name, value in self.values.items()})

    def answer(self, language: str) -> str:
        """The proposed option, in words."""
        return say(next((one.label for one in self.options if one.value == self.proposal), self.proposal), language)

    def to_json(self) -> dict[str, Any]:
        """The question with the answer that was taken, as JSON can hold it."""
        label = next((one.label for one in self.options if one.value == self.proposal), self.proposal)
        return {"id": self.id, "text": self.text, "values": dict(self.values), "taken": self.proposal, "label": label}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Question:
        """What `to_json` wrote: the answer that was taken is its only option."""
        option = Option(kept["taken"], kept["label"])
        return cls(kept["id"], kept["text"], (option,), kept["taken"], kept["values"])
