"""What a spreadsheet takes from numbers that are names: leading zeros of phones and postal codes, and the `.0` that it adds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl
from duckdb import DuckDBPyConnection

from crm_core.i18n import N_
from crm_core.ingest.batches import become
from crm_core.ingest.source import Doubt
from crm_core.quality.contact import FRANCE, phone_is_valid, postal_code_is_valid, town_key

if TYPE_CHECKING:
    from crm_core.ingest.readings import Formats, Reading

PHONES = ("phone", "mobile")
RESTORED = N_("“{column}”: leading zeros that a spreadsheet had taken away were put back: {n}.")
LIKE_PHONE, LIKE_CODE = r"(?:33|)[1-9]\d{8}", r"\d{4}"
_BARE = r"regexp_replace({text}, '[.,]0$', '')"


def restore_zeros(con: DuckDBPyConnection, staged: str, found: Formats) -> None:
    """Mend the readings of phones and of the postal code, where the number becomes a French one by it; tell how many were."""
    country, town = (_column(found.named(name)) for name in ("country", "city"))
    for k, one in enumerate(found.readings):
        if one.profile and (one.name in PHONES or one.name == "postal_code"):
            mended, n = _mended(con, staged, one, country, town)
            found.readings[k] = mended
            found.notes += [Doubt(RESTORED, n=n, column=one.profile.key)] if n else []


def _column(one: Reading | None) -> str:
    return f"s.{one.profile.column.name}" if one and one.profile else "null"


def _mended(con: DuckDBPyConnection, staged: str, one: Reading, country: str, town: str) -> tuple[Reading, int]:
    """The reading with the lost zeros, and the cells concerned; unchanged where most short numbers are no French ones."""
    code = one.name == "postal_code"
    bare = _BARE.format(text=one.sql)
    places = f"coalesce({country}, '')", f"coalesce({town}, '')" if code else "''"
    like = LIKE_CODE if code else LIKE_PHONE
    short = con.sql(
        f"select {bare} as v, {places[0]} as country, {places[1]} as town, count(*) as n from {staged} as s "
        f"where regexp_full_match({bare}, '{like}') group by all"
    ).fetchall()
    whole = {(v, land, place): (_code if code else _phone)(v, land, place) for v, land, place, _ in short}
    changed = {key: value for key, value in whole.items() if value}
    restored = sum(n for v, land, place, n in short if (v, land, place) in changed)
    if not changed or 2 * restored < sum(n for *_, n in short):
        return replace(one, sql=bare), 0
    table = f"zeros_{one.name}"
    _register(con, table, changed)
    same = f"{table}.v = {bare} and {table}.country = {places[0]} and {table}.town = {places[1]}"
    joins = (*one.joins, f"left join {table} on {same}")
    return replace(one, sql=f"coalesce({table}.whole, {bare})", joins=joins), restored


def _phone(number: str, country: str, _town: str) -> str | None:
    if town_key(country) not in FRANCE:
        return None
    whole = f"+{number}" if len(number) == 11 else f"0{number}"
    return whole if phone_is_valid(whole) else None


def _code(code: str, country: str, town: str) -> str | None:
    return f"0{code}" if postal_code_is_valid(f"0{code}", town or None, country) else None


def _register(con: DuckDBPyConnection, table: str, changed: Mapping[tuple[str, str, str], str | None]) -> None:
    rows = [(*key, whole) for key, whole in changed.items()]
    become(con, table, pl.DataFrame(rows, dict.fromkeys(("v", "country", "town", "whole"), pl.String), orient="row"))
