"""The rows that were set aside, as a file that a spreadsheet opens: mend it and bring it again."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from duckdb import DuckDBPyConnection

from crm_core.i18n import N_, say
from crm_core.ingest.clean import Cleaned
from crm_core.ingest.source import Staged
from crm_core.neutral import neutral
from crm_core.tables import Table

HEADINGS = (N_("line"), N_("reason"), N_("column"), N_("value"))
BATCH = 20_000
plain = partial(neutral, numbers=True)


def write_rejects(con: DuckDBPyConnection, staged: Staged, cleaned: Cleaned, path: Path, table: Table, language: str) -> bool:
    """Write the rejected rows of a file to `path`; False when there are none. Columns: line, reason, column, value, then the cells."""
    if not cleaned.rejected and not staged.bad_rows:
        return False
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file, delimiter=";")
        out.writerow([*(say(one, language) for one in HEADINGS), *(plain(one.header) for one in staged.columns)])
        for row in _rows(con, staged, cleaned, table, language):
            out.writerow([plain(str(cell)) if cell is not None else "" for cell in row])
        for bad in staged.bad_rows:
            out.writerow([bad.line, say(bad.reason, language), "", plain(bad.text)])
    return True


def _rows(con: DuckDBPyConnection, staged: Staged, cleaned: Cleaned, table: Table, language: str) -> Iterator[list[Any]]:
    cells = ", ".join(f"s.{one.name}" for one in staged.columns)
    statement = (
        f"select r.line, r.reason, r.field, r.header, r.value, {cells} from {cleaned.rejects} as r "
        f"join {staged.table} as s using (line) order by r.line"
    )
    with con.cursor() as reader:
        found = reader.execute(statement)
        while rows := found.fetchmany(BATCH):
            for line, reason, field, header, value, *rest in rows:
                yield [line, say(reason, language, field=said(table, field, language)), header, value, *rest]


def said(table: Table, field: str, language: str) -> str:
    """What a field is called: its label, or the name of one that is the file's own."""
    return say(table[field].label, language) if field in table.by_name else field


def rejects_names(version: int, files: Sequence[str]) -> list[str]:
    """`000007-ventes_2026.csv` for each file of an import; a second file of one name has its rank before it."""
    names: list[str] = []
    for rank, file in enumerate(files):
        stem = re.sub(r"[^\w.-]+", "_", Path(file).stem)[:80]
        name = f"{version:06d}-{stem}.csv"
        names.append(f"{version:06d}-{rank}-{stem}.csv" if name in names else name)
    return names
