"""A file of purchases, answers or complaints that also says who the customers are: how the same file is read a second time, as customers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crm_core.ingest.mapping import Mapped, propose
from crm_core.ingest.request import OUT
from crm_core.tables import TABLES, Table

KEY = "customer_id"
WHO = ("last_name", "first_name", "company_name", "siret", "email", "phone", "mobile", "address_1", "birth_date")
WITH_THEM = ("title", "contact_name", "contact_role", "address_2", "address_3", "address_4", "postal_code", "city", "country", "gender")
CLEAR = 0.4


def customers_named(mapped: Sequence[Mapped], table: Table) -> Mapping[str, str]:
    """Header → field of `customers` for the columns that this table has no place for, all others left out; empty when they do not say who bought."""
    number = next((one for one in mapped if one.field == KEY and one.profile.column.name.startswith("c")), None)
    if table.name == "customers" or table.borrows or number is None:
        return {}
    free = [one.profile for one in mapped if one.field and not one.declared]
    taken = [one.name for one in TABLES["customers"].fields if one.name not in (*WHO, *WITH_THEM)]
    found = propose(free, TABLES["customers"], dict.fromkeys(taken, ""))
    fields = {name: match.field for name, match in found.items() if match.strength >= CLEAR}
    if not set(WHO) & set(fields.values()):
        return {}
    fields[number.profile.column.name] = KEY
    return {one.profile.key: fields.get(one.profile.column.name, OUT) for one in mapped if one.profile.column.name.startswith("c")}
