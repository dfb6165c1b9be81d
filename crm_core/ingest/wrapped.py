"""What a spreadsheet of another language leaves of a CSV: lines that became one quoted cell each, and cells written as formulas, `="00123"`."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from pathlib import Path

from duckdb import DuckDBPyConnection

from crm_core.i18n import N_
from crm_core.ingest.dialect import SEPARATORS
from crm_core.ingest.numbered import settle

WRAPPED = N_("Lines that were one quoted cell each, read as the cells inside: {n}.")
FITTING = 0.9
_WHOLE = re.compile(r'"((?:[^"]|"")*)"[ \t]*(\r?\n|\r)?')


def is_wrapped(sample: Sequence[str]) -> bool:
    """Are lines of the sample one quoted cell that holds all cells of a line, as wide as the header?"""
    lines = [line for line in sample if line.strip()]
    whole = [bool(_WHOLE.fullmatch(line)) for line in lines]
    if not any(whole) or len(lines) < 2:
        return False
    inner = [_inner(line) for line in lines]
    return any(_even([_width(line, separator) for line in inner], whole) for separator in SEPARATORS)


def _even(widths: Sequence[int], whole: Sequence[bool]) -> bool:
    same = [width == widths[0] for width in widths]
    wrapped = [fits for fits, one in zip(same, whole, strict=True) if one]
    return widths[0] > 1 and sum(same) >= FITTING * len(same) and sum(wrapped) >= FITTING * len(wrapped)


def _inner(line: str) -> str:
    found = _WHOLE.fullmatch(line)
    return found[1].replace('""', '"') + (found[2] or "") if found else line


def _width(line: str, separator: str) -> int:
    try:
        return len(next(csv.reader([line], delimiter=separator), []))
    except csv.Error:
        return 0


def unwrap(source: Path, target: Path) -> int:
    """Write the text of `source` with the cells of each line as they were, and count those lines; all keep their numbers."""
    n = 0
    with source.open(encoding="utf-8-sig", newline="") as lines, target.open("w", encoding="utf-8", newline="") as out:
        for line in lines:
            inner = _inner(line)
            n += inner != line
            out.write(inner)
    return n


def plain(cell: str) -> str:
    """`00123` for `="00123"`, by which some exports keep a spreadsheet from taking the zeros away."""
    return cell[2:-1].replace('""', '"') if is_formula(cell) else cell


def is_formula(cell: str) -> bool:
    return len(cell) > 2 and cell.startswith('="') and cell.endswith('"')


def plain_cells(con: DuckDBPyConnection, table: str, width: int) -> None:
    """The same for the cells of a staged table."""
    names = [f"c{k}" for k in range(width)]
    formula = "starts_with({0}, '=\"') and ends_with({0}, '\"') and length({0}) > 2"
    found = con.execute(f"select {', '.join(f'coalesce(bool_or({formula.format(one)}), false)' for one in names)} from {table}").fetchall()[
        0
    ]
    bare = "case when " + formula + " then nullif(trim(replace(substr({0}, 3, length({0}) - 3), '\"\"', '\"')), '') else {0} end as {0}"
    replaced = [bare.format(name) for name, some in zip(names, found, strict=True) if some]
    if replaced:
        settle(con, table)
        con.execute(f"create or replace table {table} as select * replace ({', '.join(replaced)}) from {table}")
