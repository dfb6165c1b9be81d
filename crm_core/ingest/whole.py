"""A column that holds whole addresses: street, postal code and town are told apart, where no other column says them."""

from __future__ import annotations

from dataclasses import replace

from duckdb import DuckDBPyConnection

from crm_core.i18n import N_
from crm_core.ingest.readings import Formats, Reading
from crm_core.ingest.source import Doubt
from crm_core.ingest.sql import literal
from crm_core.tables import Table

STREET, SECOND, CODE, TOWN = "address_1", "address_2", "postal_code", "city"
MOSTLY = 0.8
# The street, on one line or several; the postal code; the town, and the country where it is France.
WHOLE = r"(?s)^(.*?[^\s,;–—-])[\s,;–—-]+(?:F-?|FR-?)?(\d{5})[\s,]+(\pL.*?)(?:[\s,;–—-]+(?i:france))?\s*$"
BREAK = r"\s*[\r\n]+\s*"
TOLD_APART = N_("“{column}” holds whole addresses: street, postal code and town were told apart. Rows: {n}.")


def tell_address_apart(con: DuckDBPyConnection, staged: str, table: Table, found: Formats) -> None:
    """Make of a column of whole addresses the fields that it holds; an address of another form stays whole, as the street."""
    street = found.named(STREET)
    if not (street and street.profile and street.field) or any(found.named(one) for one in (CODE, TOWN)):
        return
    # "Brest 29200 FR": what follows the code is no town.
    town = f"regexp_extract({street.sql}, {literal(WHOLE)}, 3)"
    matching = f"lower({town}) not in ('', 'fr', 'fra', 'france')"
    filled, n = con.execute(
        f"select count({street.sql}), count(*) filter ({matching}) from {staged} as s {' '.join(street.joins)}"
    ).fetchall()[0]
    if not n or n < MOSTLY * filled:
        return
    way, code, town = (f"case when {matching} then regexp_extract({street.sql}, {literal(WHOLE)}, {k}) end" for k in (1, 2, 3))
    lines = f"string_split_regex(coalesce({way}, {street.sql}), {literal(BREAK)})"
    first, others = f"{lines}[1]", f"nullif(array_to_string({lines}[2:], ', '), '')"
    made = {CODE: code, TOWN: town, **({} if found.named(SECOND) else {SECOND: others})}
    found.readings[found.readings.index(street)] = replace(street, sql=first if SECOND in made else f"concat_ws(', ', {first}, {others})")
    found.readings += [_part(table, street, name, sql) for name, sql in made.items()]
    found.notes.append(Doubt(TOLD_APART, column=street.profile.key, n=n))


def _part(table: Table, whole: Reading, name: str, sql: str) -> Reading:
    return replace(
        whole,
        name=name,
        field=table[name],
        sql=sql,
        given="null",
        profile=None,
        reason="",
        words=N_("part of the whole address"),
        derived=True,
    )
