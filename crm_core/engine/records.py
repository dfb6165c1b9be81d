"""The door through which a page gets the personal data of named customers: whoever limits who may see whom does it here."""

from collections.abc import Sequence

import polars as pl

from crm_core.engine.connection import Connection
from crm_core.store.serving import quoted

IDENTITY = (
    "title", "last_name", "first_name", "company_name", "siret", "birth_date", "email", "phone", "mobile",
    "address_1", "address_2", "address_3", "address_4", "postal_code", "city", "country", "store", "first_known_on",
)  # fmt: skip


def records(con: Connection, ids: Sequence[str], fields: Sequence[str] = IDENTITY) -> pl.DataFrame:
    """`customer_id` and `fields` of these customers, one row each, in no order; an unknown one has no row."""
    names = ", ".join(quoted(one) for one in ("customer_id", *fields))
    with con.db.cursor() as cursor:
        found: pl.DataFrame = cursor.sql(
            f"select {names} from all_customers where customer_id in (select unnest($ids))", params={"ids": list(ids)}
        ).pl()
    return found
