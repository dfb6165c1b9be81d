"""How large a file may be before it is refused, rather than exhaust the machine."""

from __future__ import annotations

from pathlib import Path

from crm_core.errors import FileProblem
from crm_core.i18n import N_

MAX_COLUMNS = 5_000
MAX_BAD_ROWS = 100_000
MAX_DIRECTORY_BYTES = 2 << 20
MAX_WORKBOOK_BYTES = 1 << 30
MAX_RATIO, RATIO_FROM_BYTES = 200, 100 << 20
WORKBOOK_MEMORY, MAX_WORKBOOK_MEMORY = 112 << 20, 4 << 30
MAX_EMPTY_CELLS, CELL_BYTES = 16_000_000, 56
WORKBOOK_SECONDS = 30
MAX_GZIP_BYTES = 4 << 30
MAX_LINE_BYTES = 2 << 20
MAX_PARQUET_BYTES, MAX_FOOTER_BYTES = 4 << 30, 16 << 20
PROBE_MEMORY = 192 << 20


def check_width(path: Path, columns: int) -> None:
    """Refuse a table with too many columns."""
    if columns > MAX_COLUMNS:
        raise FileProblem(
            N_("“{name}” has {columns} columns; at most {limit} can be read."),
            N_("Keep the columns that you need, one row per record."),
            name=path.name,
            columns=columns,
            limit=MAX_COLUMNS,
        )


def check_bad_rows(path: Path, count: int) -> None:
    """Refuse a file of which too many lines are no records."""
    if count > MAX_BAD_ROWS:
        raise FileProblem(
            N_("More than {limit} lines of “{name}” do not have the same cells as its header."),
            N_("Export it again, with quotes around the texts that hold the separator."),
            name=path.name,
            limit=MAX_BAD_ROWS,
        )
