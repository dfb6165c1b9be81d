"""The tables of the model, declared once."""

from crm_core.tables.campaigns import CAMPAIGN_MEMBERS, CAMPAIGNS, REFERENCES
from crm_core.tables.customers import CUSTOMERS
from crm_core.tables.events import CLOSENESS, COMPLAINTS, INTERACTIONS, SURVEYS
from crm_core.tables.field import SQL_TYPES, Field, Table
from crm_core.tables.transactions import TRANSACTIONS
from crm_core.tables.undeliverables import UNDELIVERABLES

TABLES: dict[str, Table] = {
    table.name: table
    for table in (CUSTOMERS, TRANSACTIONS, INTERACTIONS, SURVEYS, COMPLAINTS, CAMPAIGNS, CAMPAIGN_MEMBERS, REFERENCES, UNDELIVERABLES)
}

# Names that the serving file gives to columns of its own: a file's unknown column may not take them.
RESERVED = frozenset(
    {
        "row_key",
        "loaded_in",
        "ck",
        "is_stub",
        "known_from",
        "email_bounced_on",
        "mail_refused_on",
        "by_value",
        "w",
        "in_turnover",
        "is_sale",
        "occasion",
        "line_kind",
        "line",
    }
)

__all__ = ["CLOSENESS", "RESERVED", "SQL_TYPES", "TABLES", "Field", "Table"]
