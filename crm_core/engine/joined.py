"""Outside files joined to the customers by postal code or SIRET: where a workspace keeps them, and what each brings."""

import json
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Literal

import polars as pl

from crm_core.errors import WorkspaceProblem
from crm_core.i18n import N_

FOLDER = "joined"
Kind = Literal["postal_code", "siret", "siren"]
# How a customer's own value is written to meet the key of a file: digits alone.
KEYS: dict[str, str] = {
    "postal_code": "regexp_replace(c.postal_code, '[^0-9]', '', 'g')",
    "siret": "regexp_replace(c.siret, '[^0-9]', '', 'g')",
    "siren": "left(regexp_replace(c.siret, '[^0-9]', '', 'g'), 9)",
}


@dataclass(frozen=True)
class Joined:
    """One file: its `name` here, that of the file, the header and the kind of its key, field → header of what it brings, rows kept and left out, when and by whom.

    `left_lines` are the first lines of the file that were left out.
    """

    name: str
    file: str
    key: str
    kind: Kind
    fields: dict[str, str]
    rows: int
    left_out: int
    at: str
    by: str
    left_lines: list[int] = field(default_factory=list)

    @property
    def relation(self) -> str:
        """The name under which statements read it, one row a customer whom it meets."""
        return f"joined_{self.name}"

    def path(self, home: Path) -> Path:
        return home / FOLDER / f"{self.name}.parquet"


def joined(home: Path) -> tuple[Joined, ...]:
    """The files joined in the workspace whose settings are in `home`, by name. Raises WorkspaceProblem when one cannot be read."""
    return tuple(_read(path) for path in sorted((home / FOLDER).glob("*.json")))


def _read(path: Path) -> Joined:
    try:
        return Joined(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as problem:
        raise WorkspaceProblem(
            N_("The joined file {path} cannot be read: {problem}."), N_("Delete it and join the file again."), path=path, problem=problem
        ) from problem


def written(one: Joined) -> str:
    """What is kept about a file, as JSON."""
    return json.dumps(asdict(one), ensure_ascii=False, indent=1)


def stamp(home: Path) -> str:
    """Changes whenever a file is joined, replaced or removed."""
    facts = [(path.name, path.stat().st_mtime_ns) for path in sorted((home / FOLDER).glob("*.json"))]
    return sha256(repr(facts).encode()).hexdigest()[:8] if facts else ""


def statement(one: Joined) -> str:
    """One row a customer whom the file meets: `ck` and the fields. It reads the rows of the file as `joined_rows`."""
    return f"select c.ck, j.* exclude (key) from all_customers as c join joined_rows as j on j.key = {KEYS[one.kind]}"


def rows(one: Joined, home: Path) -> pl.DataFrame:
    """The rows of the file: `key` and its fields. Raises WorkspaceProblem when they are gone."""
    try:
        return pl.read_parquet(one.path(home))
    except (OSError, pl.exceptions.PolarsError) as problem:
        raise WorkspaceProblem(
            N_("The joined file {path} cannot be read: {problem}."),
            N_("Delete it and join the file again."),
            path=one.path(home),
            problem=problem,
        ) from problem
