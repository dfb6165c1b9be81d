"""One entrance from a file to its text table in DuckDB, whatever its format; the content decides, not the extension."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from duckdb import DuckDBPyConnection

from crm_core.i18n import N_
from crm_core.ingest.csv_file import stage_csv
from crm_core.ingest.kinds import kind_of_file
from crm_core.ingest.packed import unpacked
from crm_core.ingest.parquet_file import stage_parquet
from crm_core.ingest.source import BadRow, Column, Doubt, Ragged, Skipped, Staged
from crm_core.ingest.spreadsheet import stage_spreadsheet

__all__ = ["BadRow", "Column", "Doubt", "Ragged", "Skipped", "Staged", "stage"]

KINDS = {f".{one}": one for one in ("csv", "parquet", "xlsx", "xlsb", "xls", "ods")} | {".tsv": "csv", ".txt": "csv", ".xlsm": "xlsx"}
MISNAMED = N_("The file is called {said} but holds {kind}: it was read as {kind}. Check that it is the right file.")


def stage(con: DuckDBPyConnection, path: Path, *, sheet: str | None = None, table: str = "staged", rows: int | None = None) -> Staged:
    """Read `path` into the table `table` of `con`, as text, and tell how it was understood.

    `sheet` names the sheet of a workbook (otherwise the one most like a table is taken); `rows` stops after that many records.
    Raises FileProblem, which says what is wrong and what to do.
    """
    with unpacked(path) as found:
        kind = kind_of_file(found)
        if kind == "parquet":
            staged = stage_parquet(con, found, table, rows)
        elif kind == "csv":
            staged = stage_csv(con, found, table, rows)
        else:
            staged = stage_spreadsheet(con, found, kind, table, rows, sheet)
    return replace(staged, path=path, doubts=(*_misnamed(path, kind), *staged.doubts))


def _misnamed(path: Path, kind: str) -> tuple[Doubt, ...]:
    """What to say of a file whose name promises another format than it holds."""
    promised = next((KINDS[one.lower()] for one in reversed(path.suffixes) if one.lower() in KINDS), kind)
    return () if promised == kind else (Doubt(MISNAMED, said=promised.upper(), kind=kind.upper()),)
