from datetime import date, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.indicators.rfm import SCORES, SEGMENTS, rfm
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


def test_the_grid_covers_each_of_the_125_codes_once():
    import duckdb

    grid = SCORES[SCORES.index("    case") : SCORES.index("as rfm_segment")]
    codes = duckdb.sql(
        f"select s.r, s.f, s.m, {grid} as segment from (select r, f, m from range(1, 6) a(r), range(1, 6) b(f), range(1, 6) c(m)) s"
    ).pl()
    assert codes.height == 125
    assert set(codes["segment"]) == set(SEGMENTS)
    assert codes.group_by("r", "f").agg(pl.col("segment").n_unique())["segment"].max() == 1
