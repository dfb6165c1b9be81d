from datetime import date, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.indicators.registry import find
from crm_core.indicators.rfm import SEGMENTS, rfm
from crm_core.settings import Settings
from tests.indicators.cases import buy
from tests.support import connection

AS_OF = date(2026, 12, 31)


def test_five_customers_one_per_quintile(tmp_path):
    rows = [
        buy(name, AS_OF - timedelta(days=10 * rank + k), 100 * (5 - rank)) for rank, name in enumerate("abcde") for k in range(5 - rank)
    ]
    got = rfm(connection(tmp_path, transactions=rows), Scope.to(AS_OF))
    expected = pl.DataFrame(
        {
            "customer_id": list("abcde"),
            "recency": [0, 10, 20, 30, 40],
            "frequency": [5, 4, 3, 2, 1],
            "monetary": [2500.0, 1600.0, 900.0, 400.0, 100.0],
            "r": [5, 4, 3, 2, 1],
            "f": [5, 4, 3, 2, 1],
            "m": [5, 4, 3, 2, 1],
            "rfm_code": [555, 444, 333, 222, 111],
            "rfm_segment": ["champions", "loyal", "need_attention", "hibernating", "hibernating"],
            "rfm_score": [5.0, 4.0, 3.0, 2.0, 1.0],
        },
        schema_overrides={"r": pl.Int32, "f": pl.Int32, "m": pl.Int32, "rfm_code": pl.Int32},
    )
    assert_frame_equal(got, expected)


def test_returns_lower_the_amount_and_filters_do_not_change_scores(tmp_path):
    customers = [{"customer_id": name, "store": "Lille" if name == "a" else "Lyon"} for name in "abc"]
    rows = [buy("a", AS_OF, 50, order_id="1"), buy("a", AS_OF, -20, order_id="1"), buy("b", AS_OF, 90), buy("c", AS_OF - timedelta(9), 90)]
    con = connection(tmp_path, customers=customers, transactions=rows)
    everyone = rfm(con, Scope.to(AS_OF))
    assert everyone.filter(pl.col("customer_id") == "a")["monetary"].to_list() == [30.0]
    assert_frame_equal(rfm(con, Scope.to(AS_OF).where("store", "Lille")), everyone.filter(pl.col("customer_id") == "a"))


@settings(max_examples=8, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 300), st.integers(1, 50)), min_size=1, max_size=60))
def test_equal_values_score_equally(tmp_path_factory, lines):
    rows = [buy(f"c{customer}", AS_OF - timedelta(days=days), amount) for customer, days, amount in lines]
    got = rfm(connection(tmp_path_factory.mktemp("rfm"), transactions=rows), Scope.to(AS_OF))
    for value, score in (("recency", "r"), ("frequency", "f"), ("monetary", "m")):
        assert got.group_by(value).agg(pl.col(score).n_unique().alias("scores"))["scores"].max() == 1
    assert got["rfm_segment"].is_in(SEGMENTS).all()


def test_ten_customers_as_r_s_package_scores_them(tmp_path):
    """Quantiles of type 7 plus 1: recency 2.8 4.6 6.4 8.2, frequency 2 2.6 3.4 4.2, amount 7.8 9.6 11.4 13.2; each class begins at its cut point."""
    told = dict(zip("abcdefghij", [(10, 100), (4, 13), (3, 12), (3, 11), (2, 10), (2, 9), (1, 8), (1, 7), (1, 6), (1, 5)], strict=True))
    rows = [
        buy(name, AS_OF - timedelta(days=days + 20 * k), 1 if k else amount - orders + 1)
        for days, (name, (orders, amount)) in enumerate(told.items())
        for k in range(orders)
    ]
    rules = Settings().with_values("rfm", cuts="r_package", grid="r_package")
    got = rfm(connection(tmp_path, rules, transactions=rows), Scope.to(AS_OF))
    expected = pl.DataFrame(
        {
            "customer_id": list("abcdefghij"),
            "recency": list(range(10)),
            "frequency": [10, 4, 3, 3, 2, 2, 1, 1, 1, 1],
            "monetary": [100.0, 13.0, 12.0, 11.0, 10.0, 9.0, 8.0, 7.0, 6.0, 5.0],
            "r": [5, 5, 5, 4, 4, 3, 3, 2, 2, 1],
            "f": [5, 4, 3, 3, 2, 2, 1, 1, 1, 1],
            "m": [5, 4, 4, 3, 3, 2, 2, 1, 1, 1],
            "rfm_code": [555, 544, 534, 433, 423, 322, 312, 211, 211, 111],
            "rfm_segment": ["champions", *["potential_loyal"] * 3, *["loyal"] * 2, *["about_to_sleep"] * 3, "hibernating"],
            "rfm_score": [total / 3 for total in (15, 13, 12, 10, 9, 7, 6, 4, 4, 3)],
        },
        schema_overrides={"r": pl.Int32, "f": pl.Int32, "m": pl.Int32, "rfm_code": pl.Int32},
    )
    assert_frame_equal(got, expected)


def test_fixed_cut_points_hold_their_own_value_and_leave_the_others_to_the_data(tmp_path):
    """30 days are still a 5, 31 a 4; 1 purchase is a 1; amounts stay quintiles."""
    days, amounts = [30, 31, 90, 181, 366], [50, 40, 30, 20, 10]
    rows = [buy(name, AS_OF - timedelta(days=n), amount) for name, n, amount in zip("abcde", days, amounts, strict=True)]
    rules = Settings().with_values("rfm", cuts_r="30; 90; 180; 365", cuts_f="0 1 2 3")
    got = rfm(connection(tmp_path, rules, transactions=rows), Scope.to(AS_OF, start=date(2025, 1, 1)))
    assert got.select("r", "f", "m").rows() == [(5, 2, 5), (4, 2, 4), (4, 2, 3), (2, 2, 2), (1, 2, 1)]
    assert got["rfm_segment"].to_list() == ["potential_loyal"] * 3 + ["hibernating"] * 2


def test_the_mean_of_f_and_m_takes_the_place_of_f(tmp_path):
    """All bought once (F = 1); FM of M 1 … 5 with weight 3: 1, 1.75, 2.5, 3.25, 4 → 1, 2, 3, 3, 4."""
    rows = [buy(name, AS_OF, 10 * n) for n, name in enumerate("abcde", 1)] + [buy("z", AS_OF - timedelta(300), 1)]
    rules = Settings().with_values("rfm", cuts_r="0 1 2 3", cuts_f="1 2 3 4", cuts_m="10 20 30 40", second="fm", weight_f=1, weight_m=3)
    got = rfm(connection(tmp_path, rules, transactions=rows), Scope.to(AS_OF))
    assert got["rfm_segment"].to_list() == ["new", *["potential_loyal"] * 3, "champions", "hibernating"]


def test_the_weighted_score_is_the_mean_by_the_weights(tmp_path):
    """R 5, F 1, M 2 by 1, 2, 5: (5 + 2 + 10) / 8."""
    rules = Settings().with_values("rfm", cuts_r="0 1 2 3", cuts_f="1 2 3 4", cuts_m="10 20 30 40", weight_r=1, weight_f=2, weight_m=5)
    got = rfm(connection(tmp_path, rules, transactions=[buy("a", AS_OF, 15)]), Scope.to(AS_OF))
    assert got.select("rfm_code", "rfm_score").rows() == [(512, 17 / 8)]


def test_the_days_that_scores_count_can_be_others_than_the_period(tmp_path):
    """24 months for a period of one: two purchases; b, who bought before the period, is scored too; the ABC class stays that of the period."""
    rows = [buy("a", AS_OF, 10), buy("a", date(2025, 3, 1), 5), buy("b", date(2025, 6, 1), 7), buy("c", date(2024, 12, 31), 9)]
    con = connection(tmp_path, Settings().with_values("rfm", months=24), transactions=rows)
    month = Scope.to(AS_OF, months=1)
    assert rfm(con, month).select("customer_id", "recency", "frequency", "monetary").rows() == [("a", 0, 2, 15.0), ("b", 578, 1, 7.0)]
    assert find("customer_scores")(con, month).select("customer_id", "abc", "monetary").rows() == [("a", "A", 15.0), ("b", None, 7.0)]
    assert find("abc_crossed")(con, month).select("abc", "customers", "revenue").rows() == [("A", 1, 10.0)]


def test_who_bought_in_the_period_alone_has_a_class_and_no_segment(tmp_path):
    rows = [buy("a", AS_OF, 10), buy("b", date(2026, 2, 1), 7)]
    con = connection(tmp_path, Settings().with_values("rfm", months=3), transactions=rows)
    assert rfm(con, Scope.to(AS_OF))["customer_id"].to_list() == ["a"]
    assert find("abc_crossed")(con, Scope.to(AS_OF)).select("abc", "rfm_segment", "customers").sort("customers", "abc").filter(
        pl.col("rfm_segment").is_null()
    )["customers"].to_list() == [1]
