"""Which models were fitted to which version, on what, and how good they were: one line of JSON a fit, the oldest first, in the folder of the workspace.

Nothing about one customer is in it. A fit that is made again and turns out the same (after a restart, by two processes) is one fit.
"""

import json
import logging
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path

from crm_core.log import event

FILE_NAME = "models.jsonl"
Value = str | int | float | bool | None


@dataclass(frozen=True)
class Fit:
    """One fit of `model` (an indicator) on `scope` (what it is for, "" for everything) to the purchases of `since` to `as_of` as `version` has them.

    `rung`: what speaks (rules, or a model); `n`: customers learned from; `by`: who asked for it.
    """

    at: datetime
    by: str
    model: str
    scope: str
    version: int
    as_of: date
    since: date | None
    rung: str
    n: int | None
    quality: Mapping[str, Value] = field(default_factory=dict)
    parameters: Mapping[str, Value] = field(default_factory=dict)

    @property
    def told(self) -> str:
        """What it says but for when and by whom."""
        return json.dumps({name: value for name, value in self.row.items() if name not in ("at", "by")}, sort_keys=True)

    @property
    def row(self) -> dict[str, object]:
        days = {"as_of": self.as_of.isoformat(), "since": self.since.isoformat() if self.since else None}
        return {**asdict(self), "at": self.at.isoformat(), **days}


def remember(folder: Path, fit: Fit) -> bool:
    """Add the fit to the history in `folder`, in one write, so that two writers do not mix their lines; whether it was a new one. Raises OSError."""
    if fit.told in {one.told for one in history(folder)}:
        return False
    path = folder / FILE_NAME
    line = f"{json.dumps(fit.row, ensure_ascii=False)}\n".encode()
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o666)
    try:
        size = os.fstat(handle).st_size
        torn = size > 0 and os.pread(handle, 1, size - 1) != b"\n"
        os.write(handle, b"\n" + line if torn else line)
    finally:
        os.close(handle)
    return True


def history(folder: Path) -> list[Fit]:
    """The fits, the newest first. A line that cannot be read, as one that a full disk cut off, is told to the log. Raises OSError."""
    path = folder / FILE_NAME
    lines = path.read_bytes().splitlines() if path.exists() else []
    read = [_read(line) for line in lines if line]
    if damaged := read.count(None):
        event("fits damaged", level=logging.WARNING, lines=damaged)
    once = {fit.told: fit for fit in reversed(read) if fit}  # of two that say the same, the first that was made
    return sorted(once.values(), key=lambda fit: fit.at, reverse=True)


def _read(line: bytes) -> Fit | None:
    try:
        row = json.loads(line)
        since = date.fromisoformat(row["since"]) if row["since"] else None
        return Fit(**{**row, "at": datetime.fromisoformat(row["at"]), "as_of": date.fromisoformat(row["as_of"]), "since": since})
    except (ValueError, KeyError, TypeError):
        return None
