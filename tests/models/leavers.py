"""A firm whose departures have causes that are known: customers who buy by web leave three times as often, and most of those whose complaint stayed open leave. Those whose number ends with 3 or 7 are fond of soap."""

from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from tempfile import mkdtemp
from typing import Any

from crm_core.engine import Connection
from tests.support import connection

FIRST, AS_OF = date(2024, 9, 1), date(2026, 6, 30)
CUSTOMERS = 2400
Rows = list[dict[str, Any]]


def tables() -> dict[str, Rows]:
    """Customers who come all the time, buy about every 30 days in a rhythm of their own, and leave by chance; the same at every call."""
    chance, made = Random(4), {name: list[dict[str, Any]]() for name in ("customers", "transactions", "complaints")}
    for number in range(CUSTOMERS):
        _one(chance, f"C{number:04}", made)
    return made


def _one(chance: Random, name: str, made: dict[str, Rows]) -> None:
    web, loud = chance.random() < 0.4, chance.random() < 0.15
    day = FIRST + timedelta(days=chance.randrange((AS_OF - FIRST).days))
    made["customers"].append(
        {
            "customer_id": name,
            "gender": chance.choice(("female", "male")),
            "postal_code": f"{chance.randrange(1, 96):02}000",
            "kind": "person",
            "store": "Lille" if int(name[1:]) % 2 else "Lyon",
        }
    )
    leaves = day + timedelta(days=int(chance.expovariate(1 / (100 if web else 300))))
    if loud and (leaves - day).days > 30:
        angry = day + timedelta(days=chance.randrange(20, 60))
        if angry <= AS_OF:
            made["complaints"].append(
                {"complaint_id": f"R{name}", "customer_id": name, "received_on": datetime(angry.year, angry.month, angry.day, 9)}
            )
        leaves = min(leaves, angry + timedelta(days=20)) if chance.random() < 0.8 else leaves
    while day <= min(leaves, AS_OF):
        soap = Random(f"{name}{day}").random() < (0.5 if name[-1] in "37" else 0.06)
        made["transactions"].append(
            {
                "product": "soap" if soap else "bread",
                "customer_id": name,
                "date": day,
                "amount": 20.0 + chance.randrange(30),
                "channel": "web" if web else "store",
            }
        )
        day += timedelta(days=20 + chance.randrange(20))


@cache
def firm() -> Connection:
    """The firm, built once a process."""
    return connection(Path(mkdtemp()), **tables())
