"""Workspaces made of a few rows, without files: for hand-made cases."""

from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from shutil import copytree
from tempfile import mkdtemp
from typing import Any

import polars as pl

from crm_core.engine import Connection, connect
from crm_core.settings import Settings
from crm_core.store.serving import serving_file
from crm_core.store.workspace import Change, Entry, Workspace
from crm_core.tables import TABLES

POLARS = {
    "VARCHAR": pl.String,
    "DATE": pl.Date,
    "TIMESTAMP": pl.Datetime("us"),
    "DOUBLE": pl.Float64,
    "DECIMAL(18,2)": pl.Decimal(18, 2),
    "BOOLEAN": pl.Boolean,
}
PREPARED: dict[str, Path] = {}
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def frame(table: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Rows of one table with its declared types; unknown names are text columns; missing ones null; `row_key` from the key or the rank."""
    declared = TABLES[table].columns
    extras = {name for row in rows for name in row} - set(declared)
    schema = {**{name: POLARS[kind] for name, kind in declared.items()}, **dict.fromkeys(sorted(extras), pl.String)}
    key = TABLES[table].key
    filled = []
    for rank, row in enumerate(rows):
        known = [str(row[name]) for name in key if row.get(name) is not None]
        filled.append({name: row.get(name) for name in schema} | {"row_key": "|".join(known) or f"#{rank}"})
    return pl.DataFrame(filled, schema=schema, orient="row", strict=False)


def workspace(folder: Path, **tables: list[dict[str, Any]]) -> Workspace:
    made = Workspace.open(folder)
    with made.writing() as base:
        made.commit(
            base, {name: Change(frame(name, rows).to_arrow(), False) for name, rows in tables.items()}, Entry("import", NOW, "test")
        )
    return made


def connection(folder: Path, settings: Settings | None = None, **tables: list[dict[str, Any]]) -> Connection:
    """A workspace of these rows in `folder`, opened. Most cases ask for the same rows many times."""

    def make(place: Path) -> Workspace:
        return workspace(place, **tables)

    rows = sha256(repr(sorted(tables.items())).encode()).hexdigest()
    made = make(folder) if (folder / "versions").exists() else copied(folder, rows, make)
    return connect(made, settings or Settings())


def copied(folder: Path, name: str, make: Callable[[Path], Workspace]) -> Workspace:
    """The workspace `name` in `folder`: made and prepared for questions once in a run, then copied."""
    if name not in PREPARED or not PREPARED[name].exists():
        made = make(Path(mkdtemp()))
        serving_file(made, made.current)
        PREPARED[name] = made.folder
    copytree(PREPARED[name], folder, dirs_exist_ok=True)
    return Workspace.open(folder)
