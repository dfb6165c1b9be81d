"""Workspaces made of a few rows, without files: for hand-made cases."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from crm_core.engine import Connection, connect
from crm_core.settings import Settings
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
    return connect(workspace(folder, **tables), settings or Settings())
