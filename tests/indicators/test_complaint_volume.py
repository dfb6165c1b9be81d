from datetime import date

import polars as pl
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.indicators.complaint_volume import complaint_volume
from crm_core.settings import Settings
from tests.indicators.cases import buy
from tests.indicators.test_complaint_deadlines import complaint
from tests.support import connection

D80 = Settings().with_values("lifecycle", d80=31)
SALES = [
    buy("a", date(2026, 4, 20)),
    buy("a", date(2026, 5, 31)),
    buy("b", date(2026, 5, 30)),
    buy("b", date(2026, 6, 10)),
    buy("b", date(2026, 6, 10)),
    buy("c", date(2026, 6, 30)),
    buy(None, date(2026, 6, 15)),
    buy("d", date(2026, 6, 20), -5),
]
COMPLAINTS = [
    complaint("1", date(2026, 5, 2), category="x"),
    complaint("2", date(2026, 6, 1), category="x"),
    complaint("3", date(2026, 6, 30), category="y"),
]


def test_rates_per_month_and_the_exact_interval(tmp_path):
    """Active on 30 June with D80 = 31: a (31 days), b, c. Interval of a count of 1: 0.025318 to 5.571643, of 2: 0.242209 to 7.224688."""
    got = complaint_volume(connection(tmp_path, D80, transactions=SALES, complaints=COMPLAINTS), Scope.to(date(2026, 6, 30), months=3))
    expected = pl.DataFrame(
        {
            "month": [date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1)],
            "complaints": [None, 1, 2],
            "per_1000_active": [None, 500.0, 2000 / 3],
            "per_1000_orders": [None, 500.0, 2000 / 3],
            "low": [None, 25.317808 / 2, 242.209279 / 3],
            "high": [None, 5571.643391 / 2, 7224.687668 / 3],
            "orders": [None, 2, 3],
            "n": [None, 2, 3],
        }
    )
    assert_frame_equal(got, expected, abs_tol=1e-4)


def test_windows_of_the_scope_instead_of_months(tmp_path):
    con = connection(tmp_path, D80, transactions=SALES, complaints=COMPLAINTS)
    got = complaint_volume(con, Scope.to(date(2026, 6, 30), months=2).rolling(2))
    assert got.select("month", "complaints", "orders", "n").rows() == [(date(2026, 5, 1), 1, 3, 2), (date(2026, 6, 1), 3, 5, 3)]


def test_a_field_of_complaints_alone_is_compared_with_everyone(tmp_path):
    con = connection(tmp_path, D80, transactions=SALES, complaints=COMPLAINTS)
    got = complaint_volume(con, Scope.to(date(2026, 6, 30), months=1).broken_by("category"))
    assert got.select("category", "complaints", "orders", "n").rows() == [("x", 1, 3, 3), ("y", 1, 3, 3)]


def test_a_store_without_complaint_is_there_with_none(tmp_path):
    people = [{"customer_id": "a", "store": "Lille"}, {"customer_id": "c1", "store": "Paris"}]
    con = connection(tmp_path, D80, customers=people, transactions=SALES[:2], complaints=COMPLAINTS[:1])
    got = complaint_volume(con, Scope.to(date(2026, 5, 31), months=1).broken_by("store"))
    assert got.select("store", "complaints", "per_1000_active", "n").rows() == [("Lille", 0, 0.0, 1), ("Paris", 1, None, 0)]


def test_without_purchases_the_count_stays(tmp_path):
    got = complaint_volume(connection(tmp_path, complaints=COMPLAINTS), Scope.to(date(2026, 6, 30), months=1))
    assert got.rows() == [(date(2026, 6, 1), 2, None, None, None, None, None, None)]


def test_the_first_month_begins_with_the_period_and_purchases_before_the_first_are_not_known(tmp_path):
    """Active on 31 May with D80 = 31: d; in April nobody had written purchases down yet. From 20 May on, the complaint of 2 May is left out."""
    cases = [*COMPLAINTS, complaint("0", date(2026, 4, 30))]
    con = connection(tmp_path, D80, transactions=[buy("d", date(2026, 5, 20)), buy("d", date(2026, 6, 20))], complaints=cases)
    got = complaint_volume(con, Scope.to(date(2026, 6, 30), start=date(2026, 4, 30)))
    assert got.select("month", "complaints", "per_1000_active", "orders", "n").rows() == [
        (date(2026, 4, 1), 1, None, None, None),
        (date(2026, 5, 1), 1, 1000.0, 1, 1),
        (date(2026, 6, 1), 2, 2000.0, 1, 1),
    ]
    cut = complaint_volume(con, Scope.to(date(2026, 6, 30), start=date(2026, 5, 20)))
    assert cut.select("month", "complaints", "orders").rows() == [(date(2026, 5, 1), 0, 1), (date(2026, 6, 1), 2, 1)]
