"""Customers who are known by their e-mail: shops, forms and mailing tools have no other number for them.

The address, in small letters, is then the customer number. What happened under the address of one customer of the base is that customer's (see golden.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from crm_core.i18n import N_
from crm_core.ingest.profile import Profile
from crm_core.ingest.source import Doubt
from crm_core.tables import Table

if TYPE_CHECKING:
    from crm_core.ingest.readings import Formats

KEY, MAIL = "customer_id", "email"
MOSTLY = 0.9
WHOSE = N_("the addresses say which customer")
NUMBERED = N_("No column numbers the customers: their e-mail does. Their purchases, answers and complaints meet them by it.")


def is_mail(profile: Profile | None) -> bool:
    return profile is not None and profile.share("email") > MOSTLY


def numbers_customers(table: Table, mails: Iterable[Profile]) -> bool:
    """Whether the column of e-mails among a file of customers can stand for their number: there on every row, each but once."""
    return table.name == "customers" and any(one.unique and one.filled == one.rows > 0 and is_mail(one) for one in mails)


def know_by_mail(table: Table, found: Formats) -> None:
    """Of customers, make the number of the e-mail, or the e-mail of the number, where one of them is lacking; numbers that are addresses go in small letters."""
    key, mail = found.named(KEY), found.named(MAIL)
    if key and is_mail(key.profile):
        found.readings[found.readings.index(key)] = replace(key, sql=f"lower(trim({key.sql}))", unique=False)
        if table.name == "customers" and not mail:
            found.readings.append(replace(key, name=MAIL, field=table[MAIL], profile=None, derived=True, unique=False))
    elif key is None and mail and mail.profile and numbers_customers(table, [mail.profile]):
        number = replace(mail, name=KEY, field=table[KEY], sql=f"lower(trim({mail.sql}))", profile=None, given="null", reason="")
        found.readings.append(replace(number, words=N_("its e-mail"), derived=True))
        found.notes.append(Doubt(NUMBERED))
