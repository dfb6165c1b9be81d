"""Files of a few lines and what importing them gives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from crm_core.ingest import FileReport, Request, import_files
from crm_core.ingest.preview import Proposal, preview
from crm_core.store.serving import serving_file
from crm_core.store.workspace import Workspace
from crm_core.tables import TABLES
from tests.support import NOW


def written(folder: Path, name: str, *lines: str, encoding: str = "utf-8") -> Path:
    """A file of these lines."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes("\r\n".join([*lines, ""]).encode(encoding))
    return path


def bring(workspace: Workspace, path: Path, **choices: Any) -> FileReport:
    """Import one file; its report."""
    return import_files(workspace, [Request(path, **choices)], at=NOW, by="test").files[0]


def understood(folder: Path, path: Path, **choices: Any) -> Proposal:
    return preview(Request(path, **choices), at=NOW, workspace=Workspace.open(folder / "workspace"))


def stored(workspace: Workspace, sql: str) -> list[tuple[Any, ...]]:
    """Rows of the current version: purchase lines as the files brought them, everything else as it is served."""
    with duckdb.connect() as con:
        con.execute(f"attach '{serving_file(workspace, workspace.current)}' as served (read_only)")
        con.execute("use served")
        lines = con.from_parquet(workspace.files(workspace.current, "transactions"), union_by_name=True) if has_lines(workspace) else None
        missing = [
            f"null::{kind} as {name}" for name, kind in TABLES["transactions"].columns.items() if lines and name not in lines.columns
        ]
        if lines:
            con.register("brought", lines)
            con.execute(f"create temp view transactions as select {', '.join(['*', *missing])} from brought")
        return con.sql(sql).fetchall()


def has_lines(workspace: Workspace) -> bool:
    return "transactions" in workspace.current.tables


def column(
    folder: Path, table: str, header: str, *cells: str, others: dict[str, str] | None = None, **choices: Any
) -> tuple[list[Any], Proposal]:
    """How the cells of one column are read, the other required columns being filled."""
    filled = others or {}
    lines = [";".join([header, *filled]), *(";".join([cell, *filled.values()]) for cell in cells)]
    proposal = understood(folder, written(folder, "file.csv", *lines), table=table, **choices)
    field = next(one.field for one in proposal.columns if one.header == header)
    return proposal.rows[str(field)].to_list(), proposal


def counts(report: FileReport) -> dict[str, int]:
    """The row balance, without its zeros."""
    names = ("read", "loaded", "updated", "unchanged", "repeated", "rejected")
    found = {name: getattr(report, name) for name in names if getattr(report, name)}
    assert report.read == sum(n for name, n in found.items() if name != "read")
    return found
