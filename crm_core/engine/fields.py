"""The fields by which a question may be filtered or broken down, and whom each of them chooses.

- A field of customers (store, region …) or a class computed for them (lifecycle, abc …) chooses customers.
- A field of purchase lines that customers do not have (channel, category …) chooses the customers who bought so at least once until the as-of day.
- A field of events alone (cause, severity …) chooses those events; `surveys.channel` is the survey's own channel, where `channel` is that of purchases.
"""

from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches

import polars as pl

from crm_core.engine.connection import Connection
from crm_core.engine.cursors import Laid
from crm_core.engine.prepared import lay_out
from crm_core.engine.scope import Scope
from crm_core.errors import Words, WrongChoice
from crm_core.i18n import N_
from crm_core.store.names import quoted
from crm_core.tables import TABLES

# Fields that are computed for each customer at the scope's as_of: field → the prepared relation that has it as a column, beside `ck`.
COMPUTED: dict[str, str] = {}
VALUES: dict[str, tuple[str, ...]] = {}

EVENTS = ("interactions", "surveys", "complaints")
CUSTOMER_KEYED = (*EVENTS, "campaign_members")
SERVED_TABLES = ("customers", "transactions", *CUSTOMER_KEYED)
USUAL = ("store", "region", "lifecycle", "rfm_segment", "abc", "kind", "sector", "acquisition_channel", "channel", "category")
NAMED = 16
HIDDEN = {"customer_id", "ck", "row_key", "occasion", "in_turnover", "is_sale", "is_stub", "known_from"}
BUYERS = "select distinct ck from all_transactions where ck is not null and in_turnover and is_sale and date <= $as_of"


def computed(con: Connection, field: str) -> str | None:
    """The prepared relation that has the field beside `ck`; null for a field of the customers' own records, which comes first, and for others."""
    if field in con.columns["customers"]:
        return None
    return COMPUTED.get(field) or (con.joined[field].relation if field in con.joined else None)


def of_lines(con: Connection, field: str) -> bool:
    """A field of purchase lines that customers do not have."""
    return computed(con, field) is None and field not in con.columns["customers"] and field in con.columns["transactions"]


def of_customers(con: Connection, field: str) -> bool:
    return computed(con, field) is not None or field in con.columns["customers"]


def owner(field: str) -> tuple[str, str]:
    """The table and the column of a field: `surveys.channel` → surveys, channel; without table, ""."""
    table, _, column = field.rpartition(".")
    return (table, column) if table in CUSTOMER_KEYED else ("", field)


def buyers(con: Connection, field: str, values: tuple[str, ...], scope: Scope) -> pl.DataFrame:
    """`ck` of the customers who bought at least once, until the as-of day, with one of `values` in that field of the line; found once, then remembered."""

    def found() -> pl.DataFrame:
        asked = {"as_of": scope.as_of, "values": list(values)}
        with con.db.cursor() as cursor:
            frame: pl.DataFrame = cursor.sql(f"{BUYERS} and list_contains($values, {quoted(field)}::varchar)", params=asked).pl()
        return frame

    return con.recall(("buyers", field, values, scope.as_of), found)


def check_known(con: Connection, field: str) -> None:
    """Raises WrongChoice, with the nearest names, when no table has the field."""
    table, column = owner(field)
    tables = [table] if table else SERVED_TABLES
    fields = sorted({name for one in tables for name in con.columns[one]} - HIDDEN | (set() if table else {*COMPUTED, *con.joined}))
    if column in fields:
        return
    near = get_close_matches(column, fields, n=5, cutoff=0.5) or [name for name in USUAL if name in fields] or fields
    prefix = f"{table}." if table else ""
    raise WrongChoice(
        N_("There is no field {field}."), N_("Nearest fields: {known}."), field=field, known=", ".join(prefix + one for one in near)
    )


def check_values(con: Connection, scope: Scope) -> None:
    """Raises WrongChoice, with the nearest values, for a value of a filter that no row has and no list of codes names."""
    for field, chosen in scope.filters:
        check_known(con, field)
        known = values_of(con, field, scope.as_of)
        for value in chosen:
            if value not in known:
                near = get_close_matches(value, known, n=5, cutoff=0.5)
                advice = N_("Nearest values: {known}.") if near else N_("Its values: {known}.")
                raise WrongChoice(
                    N_("No {field} is {value}."), advice, field=field, value=value, known=", ".join(near or known[:NAMED]) or "—"
                )


def values_of(con: Connection, field: str, as_of: date) -> list[str]:
    """The values of a field as a filter writes them: those of a class, else those of the data (on the day `as_of`, when they change) and of its list of codes."""
    if field in VALUES:
        return list(VALUES[field])
    if relation := computed(con, field):
        return con.recall(("values", field, as_of), lambda: _values_of(con, relation, field, as_of))
    table, column = owner(field)
    tables = [one for one in ([table] if table else SERVED_TABLES) if column in con.columns[one]]
    codes = {code for one in tables if column in TABLES[one].by_name for code in TABLES[one][column].codes}
    with con.db.cursor() as cursor:
        parts = [f"select {quoted(column)}::varchar as value from all_{one} where {quoted(column)} is not null" for one in tables]
        found = {value for (value,) in cursor.sql(f"select distinct value from ({' union all '.join(parts)})").fetchall()}
    return sorted(found | codes)


def _values_of(con: Connection, relation: str, field: str, as_of: date) -> list[str]:
    with con.db.cursor() as cursor:
        lay_out(Laid(None, cursor), con, relation, {"as_of": as_of})
        rows = cursor.sql(
            f"select distinct {quoted(field)}::varchar as value from {relation} where {quoted(field)} is not null order by value"
        ).fetchall()
    return [str(value) for (value,) in rows]


def check_filters(con: Connection, scope: Scope, title: str, needs: Sequence[str]) -> None:
    """Raises WrongChoice for a filter that would leave the answer as it is: a field of events that the indicator does not count."""
    for field, _values in scope.filters:
        check_known(con, field)
        table, column = owner(field)
        chooses = of_customers(con, column) or of_lines(con, column) or any(column in con.columns[one] for one in needs)
        if not (table in needs if table else chooses):
            raise _not_for(N_("{title} cannot be filtered by {field}."), con, field, title, ("customers", "transactions", *needs))


def check_breakdown(con: Connection, field: str, title: str, needs: Sequence[str], *, lines: bool) -> None:
    """Raises WrongChoice for a breakdown that has no true answer, with the fields that have; `lines`: the indicator counts purchase lines."""
    check_known(con, field)
    tables = ("customers", *(("transactions",) if lines else ()), *(one for one in needs if one in EVENTS))
    if computed(con, field) is None and not any(field in con.columns[one] for one in tables):
        raise _not_for(N_("{title} cannot be broken down by {field}."), con, field, title, tables)


def _not_for(message: str, con: Connection, field: str, title: str, tables: Sequence[str]) -> WrongChoice:
    """The error, with the fields of `tables` that hold something: the usual ones first."""
    filled = {*COMPUTED, *con.joined, *(name for one in dict.fromkeys(tables) for name in _filled(con, one))}
    named = [*(one for one in USUAL if one in filled), *sorted(filled - set(USUAL))]
    return WrongChoice(message, N_("Fields that work: {known}."), title=Words(title), field=field, known=", ".join(named[:NAMED]))


def _filled(con: Connection, table: str) -> list[str]:
    """The columns of a table in which something is written."""
    names = [name for name in con.columns[table] if name not in HIDDEN]
    counts = ", ".join(f"count({quoted(name)})" for name in names)
    with con.db.cursor() as cursor:
        found = cursor.sql(f"select {counts} from all_{table}").fetchall()[0]
    return [name for name, count in zip(names, found, strict=True) if count]


def taken(con: Connection, file: str) -> set[str]:
    """The names that fields have already, but for those of the joined `file`, which may be joined again."""
    joined = {name for one in con.files if one.file != file for name in one.fields}
    return {*con.columns["customers"], *con.columns["transactions"], *COMPUTED, *joined}
