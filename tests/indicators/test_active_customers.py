from datetime import date

import polars as pl
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.indicators.active_customers import active_customers
from crm_core.settings import Settings
from tests.indicators.cases import buy
from tests.support import connection

D80 = Settings().with_values("lifecycle", d80=100)
ROWS = [
    buy("old", date(2025, 12, 1), store="Lille"),
    buy("old", date(2026, 12, 1), store="Lille"),
    buy("on the limit", date(2026, 9, 22), store="Lyon"),
    buy("a day too old", date(2026, 9, 21), store="Lyon"),
    buy(None, date(2026, 12, 31)),
]


def test_active_on_the_last_day_and_first_purchases(tmp_path):
    """100 days before 31/12/2026 is 22/09/2026."""
    con = connection(tmp_path, D80, transactions=ROWS)
    assert_frame_equal(active_customers(con, Scope.to(date(2026, 12, 31))), pl.DataFrame({"active": [2], "new": [2]}))


def test_by_store_for_two_windows(tmp_path):
    con = connection(tmp_path, D80, customers=[{"customer_id": "old", "store": "Lille"}], transactions=ROWS)
    got = active_customers(con, Scope.to(date(2026, 12, 31)).rolling(13).broken_by("store")).filter(pl.col("month").dt.month() == 12)
    expected = pl.DataFrame(
        {
            "store": ["Lille"] * 2 + ["Lyon"] * 2,
            "month": [date(2025, 12, 1), date(2026, 12, 1)] * 2,
            "active": [1, 1, 0, 1],
            "new": [1, 0, 0, 2],
        }
    )
    assert_frame_equal(got, expected)


def test_nobody_yet_is_zero(tmp_path):
    con = connection(tmp_path, D80, transactions=[buy(None, date(2026, 12, 31))])
    assert active_customers(con, Scope.to(date(2026, 12, 31))).rows() == [(0, 0)]
