from datetime import date

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.indicators import Missing
from crm_core.indicators.attrition import attrition
from crm_core.settings import Settings
from tests.indicators.cases import buy
from tests.support import connection

D80 = Settings().with_values("lifecycle", d80=100)
ROWS = [
    buy("stays", date(2025, 12, 1)),
    buy("stays", date(2026, 12, 1)),
    buy("goes", date(2025, 9, 22), 40),
    buy("goes", date(2025, 1, 1), 7),
    buy("goes", date(2024, 12, 31), 500),
    buy("asleep", date(2025, 9, 21)),
    buy("new", date(2026, 6, 1)),
    buy(None, date(2025, 12, 31)),
]


def test_lost_customers_of_one_year(tmp_path):
    """100 days before 31/12/2025 is 22/09/2025: bought that day is active, the day before is not."""
    con = connection(tmp_path, D80, transactions=ROWS)
    got = attrition(con, Scope.to(date(2026, 12, 31)))
    expected = pl.DataFrame(
        {
            "active_at_start": [2], "lost": [1], "attrition_rate": [0.5], "n": [2],
            "low": [0.094531], "high": [0.905469], "revenue_lost": [47.0],
        }
    )  # fmt: skip
    assert_frame_equal(got, expected, abs_tol=1e-6)


def test_by_store_and_month_of_the_window(tmp_path):
    con = connection(tmp_path, D80, customers=[{"customer_id": "goes", "store": "Lille"}], transactions=ROWS)
    got = attrition(con, Scope.to(date(2026, 12, 31)).broken_by("store").rolling(2))
    assert got.select("store", "month", "active_at_start", "lost").rows() == [
        ("Lille", date(2026, 11, 1), 1, 1),
        ("Lille", date(2026, 12, 1), 1, 1),
        (None, date(2026, 11, 1), 1, 1),
        (None, date(2026, 12, 1), 1, 0),
    ]


def test_nobody_active_is_null_not_zero(tmp_path):
    con = connection(tmp_path, D80, transactions=[buy("new", date(2026, 6, 1))])
    row = attrition(con, Scope.to(date(2026, 12, 31))).row(0, named=True)
    assert (row["n"], row["attrition_rate"], row["low"]) == (0, None, None)


def test_without_purchases_it_says_what_is_missing(tmp_path):
    con = connection(tmp_path, customers=[{"customer_id": "a"}])
    with pytest.raises(Missing, match="Purchases"):
        attrition(con, Scope.to(date(2026, 12, 31)))
