"""Sums of amounts in several currencies mean nothing: what rests on them is refused."""

from crm_core.engine.connection import Connection
from crm_core.errors import MissingData
from crm_core.i18n import N_

SQL = "select distinct currency::varchar as currency from all_transactions where currency is not null order by 1"


def currencies(con: Connection) -> tuple[str, ...]:
    """The currencies that the purchases name."""
    return con.recall(("currencies",), lambda: _named(con))


def _named(con: Connection) -> tuple[str, ...]:
    with con.db.cursor() as cursor:
        return tuple(str(row[0]) for row in cursor.sql(SQL).fetchall())


def one_currency(con: Connection) -> None:
    """Raises MissingData when the purchases name several currencies."""
    if len(named := currencies(con)) > 1:
        raise MissingData(
            N_(
                "The amounts are in several currencies ({currencies}): their sums mean nothing, nor do scores and classes that rest on them."
            ),
            N_("Bring the amounts in one currency."),
            currencies=", ".join(named),
        )
