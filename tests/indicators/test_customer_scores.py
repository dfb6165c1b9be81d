from datetime import date, timedelta

import polars as pl
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.indicators.customer_scores import customer_scores
from tests.indicators.cases import buy
from tests.support import connection

AS_OF = date(2026, 12, 31)


def rows():
    return [buy("a", AS_OF, 90), buy("b", AS_OF - timedelta(days=40), 6), buy("b", AS_OF - timedelta(days=30), 4)]


def test_both_scores_of_two_customers(tmp_path):
    """Of two different values the better one is above the cut points at 20 and 40 %: score 3."""
    got = customer_scores(connection(tmp_path, transactions=rows()), Scope.to(AS_OF))
    expected = pl.DataFrame(
        {
            "customer_id": ["a", "b"], "rfm_segment": ["about_to_sleep", "at_risk"], "abc": ["A", "C"], "rfm_code": [313, 131], "rfm_score": [7 / 3, 5 / 3],
            "recency": [0, 30], "frequency": [1, 2], "monetary": [90.0, 10.0], "mean_gap": [None, 10.0],
        },
        schema_overrides={"rfm_code": pl.Int32},
    )  # fmt: skip
    assert_frame_equal(got, expected)


def test_segment_and_class_choose_customers(tmp_path):
    con = connection(tmp_path, transactions=rows())
    assert customer_scores(con, Scope.to(AS_OF).where("abc", "A"))["customer_id"].to_list() == ["a"]
    assert customer_scores(con, Scope.to(AS_OF).where("rfm_segment", "at_risk"))["customer_id"].to_list() == ["b"]
