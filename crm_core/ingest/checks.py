"""The validity columns `<field>_ok`: each different value is checked once and the answers are joined to the rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import polars as pl
from duckdb import DuckDBPyConnection

from crm_core.ingest.batches import append
from crm_core.ingest.sql import name
from crm_core.quality.contact import email_is_valid, phone_is_valid, postal_code_is_valid, siret_is_valid
from crm_core.tables import Field, Table

OLDEST_BIRTH = "1900-01-01"
BATCH = 50_000
RULES: dict[str, Callable[..., bool | None]] = {
    "email": email_is_valid,
    "phone": phone_is_valid,
    "siret": siret_is_valid,
    "postal_code": postal_code_is_valid,
}


def check_columns(con: DuckDBPyConnection, source: str, table: Table, columns: Sequence[str], at: datetime) -> tuple[list[str], list[str]]:
    """SQL for the validity columns of `source` (alias `p`): the select list, and the joins it needs.

    `columns` are those that `source` has; fields without a rule give nothing.
    """
    selected, joins = [], []
    for field in table.fields:
        if field.check is None or field.name not in columns:
            continue
        if field.check == "birth_date":
            selected.append(f"{_birth(columns, at)} as {name('birth_date_ok')}")
            continue
        arguments = [field.name, *(("city", "country") if field.check == "postal_code" else ())]
        answers = _answers(con, source, field, [one for one in arguments if one in columns], arguments)
        same = " and ".join(f"{answers}.{one} is not distinct from p.{name(one)}" for one in arguments if one in columns)
        selected.append(f"{answers}.ok as {name(str(field.check_column))}")
        joins.append(f"left join {answers} on {same}")
    return selected, joins


def _birth(columns: Sequence[str], at: datetime) -> str:
    """Born after 1900, and before the firm first knew the person."""
    known = "coalesce(p.first_known_on, p.birth_date)" if "first_known_on" in columns else "p.birth_date"
    return f"p.birth_date between date '{OLDEST_BIRTH}' and least(date '{at:%Y-%m-%d}', greatest({known}, date '{OLDEST_BIRTH}'))"


def _answers(con: DuckDBPyConnection, source: str, field: Field, present: list[str], arguments: list[str]) -> str:
    """A table of the different values of `present` and whether each passes the field's rule."""
    made = f"checked_{field.name}"
    kinds = ", ".join(f"{one} varchar" for one in present)
    con.execute(f"create or replace table {made} ({kinds}, ok boolean)")
    rule = RULES[str(field.check)]
    names = ", ".join(name(one) for one in present)
    with con.cursor() as reader:
        values = reader.execute(f"select distinct {names} from {source} where {name(field.name)} is not null")
        while rows := values.fetchmany(BATCH):
            given = [dict(zip(present, row, strict=True)) for row in rows]
            answers = [rule(*(one.get(argument) for argument in arguments)) for one in given]
            batch = pl.DataFrame(rows, dict.fromkeys(present, pl.String), orient="row")
            append(con, made, batch.with_columns(pl.Series("ok", answers, pl.Boolean)))
    return made
