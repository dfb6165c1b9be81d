"""Rules that people keep under a name, in force or not, to come back to: one line of JSON a saying, the oldest first, in the folder of the settings.

The last line of a name counts, and a line without values takes the name out: two who keep at the same moment lose nothing.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from crm_core.errors import CrmError, WrongChoice
from crm_core.i18n import N_
from crm_core.settings import Settings

FILE_NAME = "settings_named.jsonl"
LONGEST = 60  # characters of a name


@dataclass(frozen=True)
class Named:
    """Values of some keys of a section (`rfm`), kept as `name` on `at` by `by`; no values: taken out."""

    name: str
    section: str
    values: dict[str, Any] | None
    at: datetime
    by: str


def name_of(text: str) -> str:
    """The name as it is kept: one line, without spaces around. Raises WrongChoice when nothing is left or it is too long."""
    name = " ".join("".join(one if one.isprintable() else " " for one in text).split())
    if not name:
        raise WrongChoice(N_("A setting to keep needs a name."), N_("Write one, like “Careful 2027”."))
    if len(name) > LONGEST:
        raise WrongChoice(N_("This name has {n} characters."), N_("It may have {most} at most."), n=len(name), most=LONGEST)
    return name


def keep(folder: Path, one: Named) -> None:
    """Add a saying to those of the workspace in `folder`, in one write. Raises OSError."""
    row = {"name": one.name, "section": one.section, "values": one.values, "at": one.at.isoformat(), "by": one.by}
    with (folder / FILE_NAME).open("a", encoding="utf-8") as file:
        file.write(json.dumps(row, ensure_ascii=False) + "\n")


def named(folder: Path, section: str) -> list[Named]:
    """What is kept for a section, the newest first. Raises WrongChoice when a line cannot be read or holds what no setting can be."""
    path = folder / FILE_NAME
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    said: dict[str, Named] = {}
    for one in (_read(path, number, line) for number, line in enumerate(lines, 1)):
        if one.section == section:
            said.pop(one.name, None)
            said[one.name] = one
    return [one for one in reversed(said.values()) if one.values is not None]


def _read(path: Path, number: int, line: str) -> Named:
    try:
        row = json.loads(line)
        one = Named(str(row["name"]), str(row["section"]), row["values"], datetime.fromisoformat(row["at"]), str(row["by"]))
        Settings().with_values(one.section, **(one.values or {}))
    except (ValueError, KeyError, TypeError, AttributeError, CrmError) as problem:
        raise WrongChoice(
            N_("Line {number} of {path} cannot be read."), N_("Mend that line or delete it."), number=number, path=path
        ) from problem
    return one
