from datetime import date

import polars as pl
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.indicators.abc_classes import abc_classes
from tests.indicators.cases import buy
from tests.support import connection

AS_OF = date(2026, 12, 31)


def test_classes_of_hand_made_revenue(tmp_path):
    """100 € in all: 50 + 30 are A, 8 + 7 B, twice 2.50 C."""
    amounts = {"p": 50, "q": 30, "r": 8, "s": 7, "t": 2.5, "u": 2.5}
    got = abc_classes(connection(tmp_path, transactions=[buy(name, AS_OF, amount) for name, amount in amounts.items()]), Scope.to(AS_OF))
    expected = pl.DataFrame(
        {
            "abc": ["A", "B", "C"], "customers": [2, 2, 2], "share": [1 / 3] * 3, "revenue": [80.0, 15.0, 5.0], "revenue_share": [0.8, 0.15, 0.05],
            "smallest": [30.0, 7.0, 2.5],
        }
    )  # fmt: skip
    assert_frame_equal(got, expected)


def test_an_empty_class_has_no_customer_and_nobody_no_share(tmp_path):
    con = connection(tmp_path, transactions=[buy("giant", AS_OF, 99)])
    assert abc_classes(con, Scope.to(AS_OF)).rows() == [
        ("A", 1, 1.0, 99.0, 1.0, 99.0),
        ("B", 0, 0.0, 0.0, 0.0, None),
        ("C", 0, 0.0, 0.0, 0.0, None),
    ]
    before = abc_classes(con, Scope.to(date(2020, 1, 1)))
    assert before.rows() == [(name, None, None, None, None, None) for name in "ABC"]


def test_broken_down_the_class_stays_that_of_the_whole_base(tmp_path):
    customers = [{"customer_id": "p", "store": "Lyon"}, {"customer_id": "q", "store": "Lille"}]
    con = connection(tmp_path, customers=customers, transactions=[buy("p", AS_OF, 99), buy("q", AS_OF, 1)])
    got = abc_classes(con, Scope.to(AS_OF).broken_by("store")).filter(pl.col("customers") > 0)
    assert got.select("store", "abc", "customers").rows() == [("Lille", "C", 1), ("Lyon", "A", 1)]
