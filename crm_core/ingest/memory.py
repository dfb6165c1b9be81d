"""What was chosen for a kind of file is proposed the next time one with the same headers comes: `mappings.toml` of the workspace."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import tomlkit

from crm_core.errors import WrongChoice, reason
from crm_core.i18n import N_
from crm_core.ingest.mapping import Mapped
from crm_core.ingest.profile import Profile
from crm_core.ingest.report import FileReport
from crm_core.ingest.request import OUT, OWN
from crm_core.ingest.source import Doubt
from crm_core.ingest.words import normal
from crm_core.settings import write_whole
from crm_core.store.workspace import Workspace
from crm_core.tables import Table

FILE_NAME = "mappings.toml"
DATED = ("date", "datetime")


@dataclass(frozen=True)
class Memory:
    """The choices of an earlier import: its table, header → field, field → value, question → answer."""

    table: str
    mapping: Mapping[str, str]
    values: Mapping[str, str]
    answers: Mapping[str, str]


def signature(columns: Sequence[Profile]) -> str:
    """What files of one source have in common: their headers, in any order."""
    return sha256("\n".join(sorted(normal(one.key) for one in columns)).encode()).hexdigest()[:16]


def recall(workspace: Workspace, columns: Sequence[Profile]) -> Memory | None:
    """What was chosen for a file with these headers, in this trial or in its home, or None."""
    found = _known(workspace).get(signature(columns))
    return Memory(str(found["table"]), dict(found["mapping"]), dict(found["values"]), dict(found["answers"])) if found else None


def made_choices(table: Table, mapped: Sequence[Mapped], values: Mapping[str, str], answers: Mapping[str, str]) -> Memory:
    """What the next file of the same kind is to be given. A date given for a whole file is left out: the next file has its own."""
    chosen = {one.profile.key: _choice(one, table) for one in mapped if one.profile.column.name.startswith("c")}
    kept = {field: str(value) for field, value in values.items() if table[field].kind not in DATED}
    return Memory(table.name, chosen, kept, dict(answers))


def remember(workspace: Workspace, columns: Sequence[Profile], made: Memory) -> None:
    """Write what an import used; only a writer of the workspace may."""
    _write(workspace.folder, {**_read(workspace.folder), signature(columns): asdict(made)})


def carry_home(trial: Workspace) -> None:
    """What was chosen in a trial is remembered by the workspace it was taken from; only a writer of that workspace may."""
    _write(trial.home, _known(trial))


def remembered(reports: Sequence[FileReport], remember_all: Callable[[], None]) -> list[FileReport]:
    """The reports of rows that are in. Choices that cannot be written are a note in them: the rows stay where they are."""
    try:
        remember_all()
    except OSError as problem:
        note = Doubt(N_("What was chosen for this file could not be remembered for the next one: {problem}."), problem=reason(problem))
        return [replace(one, warnings=(*one.warnings, note)) for one in reports]
    return list(reports)


def _known(workspace: Workspace) -> dict[str, Any]:
    return {**_read(workspace.home), **_read(workspace.folder)}


def _write(folder: Path, document: Mapping[str, Any]) -> None:
    write_whole(folder / FILE_NAME, tomlkit.dumps(document))


def _choice(one: Mapped, table: Table) -> str:
    if one.field is None:
        return OUT
    return one.field if one.field in table.by_name else OWN


def _read(folder: Path) -> dict[str, Any]:
    path = folder / FILE_NAME
    if not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise WrongChoice(
            N_("The remembered mappings {path} cannot be read: {problem}."),
            N_("Mend that line or delete the file."),
            path=path,
            problem=problem,
        ) from problem
