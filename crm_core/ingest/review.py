"""What publishing a trial would change in the shared workspace, row by row: new, changed from what to what, vanished."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
from duckdb import DuckDBPyConnection

from crm_core.ingest.diff import Difference
from crm_core.ingest.publish import Replayed, compared
from crm_core.ingest.report import FileReport
from crm_core.ingest.sql import literal, name
from crm_core.store.trial import Trial
from crm_core.store.workspace import Version
from crm_core.tables import TABLES, Table

SHOWN = 1000
OWN = {"row_key", "line", "loaded_in", "is_new"}
NO_CELLS = pl.DataFrame(schema={"row_key": pl.String, "field": pl.String, "before": pl.String, "after": pl.String})
NO_FIELDS = pl.DataFrame(schema={"field": pl.String, "rows": pl.Int64})


@dataclass(frozen=True)
class FileReview:
    """One file: its counts, and the first SHOWN rows of each kind, in the order of their keys.

    `new` and `vanished` hold the columns of the file, `row_key` first. `changed` holds one row a changed cell, as text: `row_key`, `field`,
    `before`, `after`; `fields` how many rows change in each field: `field`, `rows`, most first.
    """

    report: FileReport
    new: pl.DataFrame
    changed: pl.DataFrame
    fields: pl.DataFrame
    vanished: pl.DataFrame


@dataclass(frozen=True)
class Review:
    """All files of a trial against `base`, the version of the shared workspace when it was asked for."""

    base: Version
    files: tuple[FileReview, ...]


def review(trial: Trial) -> Review:
    """What publishing would do just now; nothing is written."""
    with compared(trial) as (con, base, files):
        return Review(base, tuple(_file(con, one) for one in files))


def vanished(trial: Trial, rank: int) -> pl.DataFrame:
    """All rows that the file of that rank, a full export, does not have: the columns of `FileReview.vanished`."""
    with compared(trial) as (con, _base, files):
        found = files[rank].difference
        return _vanished(con, found, _told(con, found, TABLES[files[rank].report.table]), limit=None)


def _file(con: DuckDBPyConnection, one: Replayed) -> FileReview:
    found, table = one.difference, TABLES[one.report.table]
    mine = _told(con, found, table)
    new = _first(con, mine, f"{found.changes} where is_new")
    changed, fields = (_cells(con, found, table), _fields(con, found, table)) if found.changed else (NO_CELLS, NO_FIELDS)
    return FileReview(one.report, new, changed, fields, _vanished(con, found, mine))


def _told(con: DuckDBPyConnection, found: Difference, table: Table) -> list[str]:
    """The columns of the file, without those that hold the validity of another."""
    return [column for column in _columns(con, found.said.rows) if column not in _checks(table)]


def _columns(con: DuckDBPyConnection, relation: str | None) -> list[str]:
    return [one for one in con.sql(f"select * from {relation} limit 0").columns if one not in OWN]


def _checks(table: Table) -> dict[str, str]:
    """The columns that hold the validity of a field, and that field."""
    return {one.check_column: one.name for one in table.fields if one.check_column}


def _first(con: DuckDBPyConnection, columns: list[str], source: str, limit: int | None = SHOWN) -> pl.DataFrame:
    """Rows in the order of their keys; without limit, all of them."""
    most = "" if limit is None else f"limit {limit}"
    rows: pl.DataFrame = con.sql(f"select {', '.join(['row_key', *map(name, columns)])} from {source} order by row_key {most}").pl()
    return rows


def _vanished(con: DuckDBPyConnection, found: Difference, mine: list[str], limit: int | None = SHOWN) -> pl.DataFrame:
    if not found.vanished:
        return pl.DataFrame()
    known = [column for column in _columns(con, found.stored) if column in mine]
    return _first(con, known, f"(select * from {found.stored} as c anti join {found.said.rows} as n using (row_key)) as gone", limit)


def _pairs(con: DuckDBPyConnection, found: Difference) -> list[tuple[str, str, str]]:
    """Each column that may change, with its value before (`c`) and after (`n`), in SQL."""
    known = set(_columns(con, found.current))
    return [(one, f"c.{name(one)}" if one in known else "null", f"n.{name(one)}") for one in _columns(con, found.changes)]


def _cells(con: DuckDBPyConnection, found: Difference, table: Table) -> pl.DataFrame:
    """The changed cells of the first rows. The validity of a field that itself changes goes without saying."""
    listed = ", ".join(
        f"{{'field': {literal(one)}, 'before': {old}::varchar, 'after': {new}::varchar}}" for one, old, new in _pairs(con, found)
    )
    first = f"select * from {found.changes} where not is_new order by row_key limit {SHOWN}"
    cells: pl.DataFrame = con.sql(
        f"select row_key, cell.field, cell.before, cell.after from "
        f"(select n.row_key, unnest([{listed}]) as cell from ({first}) as n join {found.current} as c on c.row_key = n.row_key) as cells "
        f"where cell.before is distinct from cell.after order by row_key, cell.field"
    ).pl()
    said = cells.select("row_key", pl.col("field").alias("of"))
    marked = cells.with_columns(pl.col("field").replace_strict(_checks(table), default=None, return_dtype=pl.String).alias("of"))
    return marked.join(said, on=["row_key", "of"], how="anti", maintain_order="left").drop("of")


def _fields(con: DuckDBPyConnection, found: Difference, table: Table) -> pl.DataFrame:
    """How many rows change in each field, validities aside."""
    counted = ", ".join(f"count(*) filter ({old} is distinct from {new}) as {name(one)}" for one, old, new in _pairs(con, found))
    joined = f"{found.changes} as n join {found.current} as c on c.row_key = n.row_key where not n.is_new"
    counts = con.sql(f"select {counted} from {joined}").pl().row(0, named=True)
    rows = [(field, count) for field, count in counts.items() if count and field not in _checks(table)]
    return pl.DataFrame(rows, schema=NO_FIELDS.schema, orient="row").sort("rows", "field", descending=[True, False])
