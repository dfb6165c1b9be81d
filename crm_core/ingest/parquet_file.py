"""Parquet → staged table: the values as canonical text, the types as the file declares them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from crm_core.errors import FileProblem
from crm_core.i18n import N_
from crm_core.ingest.header import unique
from crm_core.ingest.parquet_size import check_parquet, damaged
from crm_core.ingest.source import Column, Staged
from crm_core.ingest.sweep import clean_cell

INTEGERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT")
NO_ROOM = (duckdb.IOException, duckdb.TransactionException, duckdb.OutOfMemoryException)


def stage_parquet(con: duckdb.DuckDBPyConnection, path: Path, table: str, rows: int | None) -> Staged:
    """Stage a Parquet file. Raises FileProblem, and DuckDB's own error when there is no room to work in."""
    with _damage_told(path):
        check_parquet(path)
    with _damage_told(path, but=NO_ROOM):
        fields = con.execute("select column_name, column_type from (describe select * from read_parquet(?))", [str(path)]).fetchall()
        columns = tuple(
            Column(f"c{k}", header, kind_of(kind))
            for k, (header, kind) in enumerate(zip(unique([name for name, _ in fields]), [kind for _, kind in fields], strict=True))
        )
        count = _load(con, path, table, fields, rows)
    if not count:
        raise FileProblem(N_("“{name}” has columns and no records."), N_("Export it again with its records."), name=path.name)
    return Staged(path=path, file_format="parquet", table=table, columns=columns, rows=count)


@contextmanager
def _damage_told(path: Path, but: tuple[type[duckdb.Error], ...] = ()) -> Iterator[None]:
    """What DuckDB cannot make sense of, in our words; errors that are one of `but` pass."""
    try:
        yield
    except duckdb.Error as error:
        if isinstance(error, but):
            raise
        raise damaged(path) from error


def _load(con: duckdb.DuckDBPyConnection, path: Path, table: str, fields: list[tuple[str, str]], rows: int | None) -> int:
    aliases = ", ".join(["line", *(f"c{k}" for k in range(len(fields)))])
    cells = ", ".join(f"{as_text(f'c{k}', kind)} as c{k}" for k, (_, kind) in enumerate(fields))
    limit = f" limit {int(rows)}" if rows is not None else ""
    con.execute(
        f"create or replace table {table} as select line, {cells} from (select file_row_number + 1 as line, * exclude (file_row_number) "
        f"from read_parquet(?, file_row_number=true){limit}) as source({aliases})",
        [str(path)],
    )
    return int(con.execute(f"select count(*) from {table}").fetchall()[0][0])


def kind_of(declared: str) -> str:
    """text, number, date, datetime or bool for a declared type."""
    if declared in INTEGERS or declared in ("FLOAT", "DOUBLE") or declared.startswith("DECIMAL"):
        return "number"
    if declared.startswith("TIMESTAMP"):
        return "datetime"
    return {"DATE": "date", "BOOLEAN": "bool"}.get(declared, "text")


def as_text(column: str, declared: str) -> str:
    """SQL: a value of a declared type in canonical text."""
    if declared in ("FLOAT", "DOUBLE"):
        text = f"{column}::varchar"
        short = f"regexp_replace({text}, '\\.0$', '')"
        plain = f"rtrim(rtrim({column}::decimal(38, 18)::varchar, '0'), '.')"
        long = f"abs({column}) < 1e15 and {text} like '%e%'"
        return f"case when not isfinite({column}) then null when {long} then {plain} else {short} end"
    if declared.startswith("DECIMAL") and not declared.endswith(",0)"):
        return f"rtrim(rtrim({column}::varchar, '0'), '.')"
    if declared == "TIMESTAMP WITH TIME ZONE":
        return f"strftime({column} at time zone 'UTC', '%Y-%m-%d %H:%M:%S+00:00')"
    if declared.startswith("TIMESTAMP"):
        return f"regexp_replace({column}::timestamp::varchar, '\\.0+$', '')"
    if declared == "BLOB":
        return clean_cell(f"coalesce(try_cast(decode({column}) as varchar), {column}::varchar)")
    return clean_cell(f"{column}::varchar")
