from datetime import date, timedelta

import polars as pl
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.indicators.rfm_migration import rfm_migration
from crm_core.settings import Settings
from tests.indicators.cases import buy
from tests.support import connection

SCOPE = Scope.to(date(2026, 12, 31))
# One purchase a span: F = 1, so that R alone tells the segment.
RULES = Settings().with_values("rfm", cuts_r="30 60 90 120", cuts_f="1 2 3 4")


def now(name, days, amount):
    return buy(name, SCOPE.as_of - timedelta(days=days), amount)


def before(name, days, amount):
    return buy(name, date(2025, 12, 31) - timedelta(days=days), amount)


ROWS = [
    before("stays", 10, 10), now("stays", 20, 11),
    before("sleeps", 10, 20), now("sleeps", 80, 5), before("dozes", 20, 1), now("dozes", 85, 2),
    before("goes", 50, 30),
    now("comes", 5, 40),
]  # fmt: skip


def test_each_pair_with_its_customers_and_sales(tmp_path):
    got = rfm_migration(connection(tmp_path, RULES, transactions=ROWS), SCOPE)
    expected = pl.DataFrame(
        {
            "from": ["new", "new", "promising", None],
            "to": ["new", "about_to_sleep", None, "new"],
            "customers": [1, 2, 1, 1],
            "revenue_from": [10.0, 21.0, 30.0, 0.0],
            "revenue_to": [11.0, 7.0, 0.0, 40.0],
        }
    )
    assert_frame_equal(got, expected)


def test_a_filter_keeps_its_customers_in_both_spans(tmp_path):
    customers = [
        {"customer_id": name, "store": "Lille" if name == "goes" else "Lyon"} for name in ("stays", "sleeps", "dozes", "goes", "comes")
    ]
    con = connection(tmp_path, RULES, customers=customers, transactions=ROWS)
    assert rfm_migration(con, SCOPE.where("store", "Lille")).rows() == [("promising", None, 1, 30.0, 0.0)]
    assert rfm_migration(con, SCOPE.broken_by("store")).filter(pl.col("store") == "Lille").rows() == [
        ("Lille", "promising", None, 1, 30.0, 0.0)
    ]
