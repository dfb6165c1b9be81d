from datetime import date

import polars as pl
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.indicators.informed_bought import informed_bought
from tests.indicators.cases import buy
from tests.support import connection

AS_OF = date(2026, 12, 31)
SALES = [
    buy("a", date(2026, 6, 30), 10, channel="store"),  # informed on the web 30 days before, then by phone on the day
    buy("a", date(2026, 9, 1), 20, channel="store"),  # 63 days after
    buy("b", date(2026, 7, 1), 40, channel="web"),  # the contact came the day after, and 31 days before
    buy("c", date(2026, 1, 2), 5, channel="store"),  # informed in the year before
    buy("c", date(2026, 3, 1), 7),  # no channel
    buy(None, date(2026, 3, 1), 9, channel="web"),
]
CONTACTS = [
    {"customer_id": "a", "date": date(2026, 5, 31), "channel": "web", "direction": "inbound"},
    {"customer_id": "a", "date": date(2026, 6, 30), "channel": "phone", "direction": "inbound"},
    {"customer_id": "b", "date": date(2026, 7, 2), "channel": "email", "direction": "outbound"},
    {"customer_id": "b", "date": date(2026, 5, 31), "channel": "web", "direction": "inbound"},
    {"customer_id": "c", "date": date(2025, 12, 20), "channel": "email", "direction": "outbound"},
]


def test_the_last_contact_of_thirty_days(tmp_path):
    got = informed_bought(connection(tmp_path, transactions=SALES, interactions=CONTACTS), Scope.to(AS_OF))
    expected = pl.DataFrame(
        {
            "informed": ["email", "phone", None, None],
            "bought": ["store", "store", "store", "web"],
            "purchases": [1, 1, 1, 1],
            "customers": [1, 1, 1, 1],
            "revenue": [5.0, 10.0, 20.0, 40.0],
            "share": [0.25] * 4,
        }
    )
    assert_frame_equal(got, expected)


def test_the_first_contact_counts_when_it_is_the_only_one(tmp_path):
    got = informed_bought(connection(tmp_path, transactions=SALES[:1], interactions=CONTACTS[:1]), Scope.to(AS_OF))
    assert got.select("informed", "bought").rows() == [("web", "store")]
