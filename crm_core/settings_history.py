"""Who changed which setting of a workspace, and when: one line of JSON a change, the oldest first, in the folder of the settings."""

import json
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from crm_core.errors import WrongChoice
from crm_core.i18n import N_
from crm_core.settings import Settings, sections

FILE_NAME = "settings_history.jsonl"


@dataclass(frozen=True)
class Changed:
    """One key (`lifecycle.d80`) that went from `old` to `new`."""

    at: datetime
    by: str
    key: str
    old: Any
    new: Any


def changes(old: Settings, new: Settings, at: datetime, by: str) -> list[Changed]:
    """What differs between two settings."""
    keys = [(section, one.name) for section in sections() for one in fields(getattr(old, section))]
    values = [(f"{section}.{name}", getattr(getattr(old, section), name), getattr(getattr(new, section), name)) for section, name in keys]
    return [Changed(at, by, key, before, now) for key, before, now in values if before != now]


def remember(folder: Path, made: list[Changed]) -> None:
    """Add the changes to the history of the workspace in `folder`, in one write, so that two writers do not mix their lines. Raises OSError."""
    if not made:
        return
    lines = [json.dumps({"at": one.at.isoformat(), "by": one.by, "key": one.key, "old": one.old, "new": one.new}) for one in made]
    with (folder / FILE_NAME).open("a", encoding="utf-8") as file:
        file.write("".join(f"{line}\n" for line in lines))


def history(folder: Path) -> list[Changed]:
    """The changes, the newest first. Raises WrongChoice when a line cannot be read."""
    path = folder / FILE_NAME
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [_read(path, number, line) for number, line in reversed(list(enumerate(lines, 1)))]


def _read(path: Path, number: int, line: str) -> Changed:
    try:
        row = json.loads(line)
        return Changed(datetime.fromisoformat(row["at"]), row["by"], row["key"], row["old"], row["new"])
    except (ValueError, KeyError, TypeError) as problem:
        raise WrongChoice(
            N_("Line {number} of {path} cannot be read."), N_("Mend that line or delete it."), number=number, path=path
        ) from problem
