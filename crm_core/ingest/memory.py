"""What was chosen for a kind of file is proposed the next time one with the same headers comes: `mappings.toml` of the workspace."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import tomlkit

from crm_core.errors import WrongChoice
from crm_core.i18n import N_
from crm_core.ingest.mapping import Mapped
from crm_core.ingest.profile import Profile
from crm_core.ingest.request import OUT, OWN
from crm_core.ingest.words import normal
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


def recall(folder: Path, columns: Sequence[Profile]) -> Memory | None:
    """What was chosen for a file with these headers, or None."""
    found = _read(folder).get(signature(columns))
    return Memory(str(found["table"]), dict(found["mapping"]), dict(found["values"]), dict(found["answers"])) if found else None


def remember(
    folder: Path, columns: Sequence[Profile], table: Table, mapped: Sequence[Mapped], values: Mapping[str, str], answers: Mapping[str, str]
) -> None:
    """Write what an import used. A date given for a whole file is not kept: the next file has its own."""
    chosen = {one.profile.key: _choice(one, table) for one in mapped if one.profile.column.name.startswith("c")}
    kept = {field: str(value) for field, value in values.items() if table[field].kind not in DATED}
    document = {**_read(folder), signature(columns): {"table": table.name, "mapping": chosen, "values": kept, "answers": dict(answers)}}
    beside = folder / f".{FILE_NAME}.new"
    beside.write_text(tomlkit.dumps(document), encoding="utf-8")
    beside.replace(folder / FILE_NAME)


def _choice(one: Mapped, table: Table) -> str:
    if one.field is None:
        return OUT
    return one.field if one.field in table.by_name else OWN


def _read(folder: Path) -> dict[str, dict[str, dict[str, str]]]:
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
