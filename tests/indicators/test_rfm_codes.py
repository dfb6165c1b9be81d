from datetime import date, timedelta

import polars as pl
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.indicators.rfm_codes import rfm_codes
from tests.indicators.cases import buy
from tests.support import connection

AS_OF = date(2026, 12, 31)


def days_ago(n):
    return AS_OF - timedelta(days=n)


def test_five_customers_one_a_quintile(tmp_path):
    """Recency 10 … 50 gives R 5 … 1, amounts 50 … 10 give M 5 … 1; all bought once, so that F is 1 for all."""
    rows = [buy(f"c{n}", days_ago(10 * n), 60 - 10 * n) for n in range(1, 6)]
    got = rfm_codes(connection(tmp_path, transactions=rows), Scope.to(AS_OF))
    assert got["rfm_code"].to_list() == [111, 212, 313, 414, 515]
    assert got["rfm_segment"].to_list() == ["hibernating", "hibernating", "about_to_sleep", "promising", "new"]
    assert got["recency_from"].to_list() == got["recency_to"].to_list() == [50, 40, 30, 20, 10]
    assert got["monetary_from"].to_list() == got["monetary_to"].to_list() == got["revenue"].to_list() == [10.0, 20.0, 30.0, 40.0, 50.0]


def test_equal_customers_share_a_row(tmp_path):
    rows = [buy("a", days_ago(5), 10), buy("b", days_ago(5), 10)]
    got = rfm_codes(connection(tmp_path, transactions=rows), Scope.to(AS_OF))
    expected = pl.DataFrame(
        {
            "r": [1], "f": [1], "m": [1], "rfm_code": [111], "rfm_segment": ["hibernating"], "customers": [2], "revenue": [20.0],
            "recency_from": [5], "recency_to": [5], "frequency_from": [1], "frequency_to": [1], "monetary_from": [10.0], "monetary_to": [10.0],
        },
        schema_overrides=dict.fromkeys(("r", "f", "m", "rfm_code"), pl.Int32),
    )  # fmt: skip
    assert_frame_equal(got, expected)


def test_codes_hold_every_buyer_of_rfm(tmp_path):
    rows = [buy(f"c{n % 7}", days_ago(3 * n), 5 + n) for n in range(60)]
    con = connection(tmp_path, transactions=rows)
    got = rfm_codes(con, Scope.to(AS_OF))
    assert got["customers"].sum() == 7
    assert got["revenue"].sum() == sum(5 + n for n in range(60))


def test_nobody_bought(tmp_path):
    assert rfm_codes(connection(tmp_path, transactions=[buy("a", date(2020, 1, 1))]), Scope.to(AS_OF)).height == 0
