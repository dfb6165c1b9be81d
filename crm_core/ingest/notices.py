"""What is worth telling about the rows of a file although nothing is wrong with their form."""

from __future__ import annotations

from duckdb import DuckDBPyConnection

from crm_core.i18n import N_
from crm_core.ingest.source import Doubt
from crm_core.ingest.sql import name
from crm_core.tables import Table

ANONYMOUS = {
    "transactions": N_(
        "No column says which customer bought: these purchases count in turnover alone. Choose the column of the customer if there is one."
    ),
    "surveys": N_("No column says which customer answered: these answers are anonymous."),
    "complaints": N_("No column says which customer complained: these complaints belong to nobody."),
}


BUT_FOR_ZEROS = N_("Numbers of customers that differ from those of the base by leading zeros alone, taken for the same: {n}.")
DIFFERING = N_("The same number stands on several lines that do not say the same; the last line was kept. Numbers concerned: {n}.")


def notices(con: DuckDBPyConnection, table: Table, rows: str, differing: int) -> list[Doubt]:
    """Keys on lines that differ, events without customer, returns with a positive amount, several currencies in one file."""
    columns = con.sql(f"select * from {rows} limit 0").columns
    found = [Doubt(DIFFERING, n=differing)] if differing else []
    if table.name in ANONYMOUS and "customer_id" not in columns:
        found.append(Doubt(ANONYMOUS[table.name]))
    if table.name == "transactions" and {"kind", "amount"} <= set(columns):
        n = con.execute(f"select count(*) from {rows} where kind = 'return' and amount > 0").fetchall()[0][0]
        if n:
            found.append(Doubt(N_("Returns with a positive amount, added to the sales as they are: {n}."), n=n))
    if "currency" in table.by_name and "currency" in columns:
        codes = [
            code
            for (code,) in con.execute(
                f"select distinct {name('currency')} as c from {rows} where currency is not null order by c"
            ).fetchall()
        ]
        if len(codes) > 1:
            found.append(
                Doubt(N_("The amounts are in several currencies ({currencies}): their sums mean nothing."), currencies=", ".join(codes))
            )
    return found


def zeros_apart(con: DuckDBPyConnection, customers: str | None, table: Table, rows: str) -> list[Doubt]:
    """Numbers of a file of events that no record of the relation `customers` bears, but exactly one bears with more or fewer zeros before it (see golden.py)."""
    if customers is None or table.name == "customers" or "customer_id" not in con.sql(f"select * from {rows} limit 0").columns:
        return []
    n = con.execute(
        f"with known as (select distinct customer_id from {customers} where regexp_full_match(customer_id, '[0-9]+')), "
        "alone as (select ltrim(customer_id, '0') as bare from known group by bare having count(*) = 1), "
        f"asked as (select distinct customer_id from {rows} where exists (select 1 from known) and regexp_full_match(customer_id, '[0-9]+')) "
        "select count(*) from asked where customer_id not in (select customer_id from known) and ltrim(customer_id, '0') in (select bare from alone)"
    ).fetchall()[0][0]
    return [Doubt(BUT_FOR_ZEROS, n=n)] if n else []
