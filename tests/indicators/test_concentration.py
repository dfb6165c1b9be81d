from datetime import date

import polars as pl
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.indicators.concentration import concentration
from tests.indicators.cases import buy
from tests.support import connection

AS_OF = date(2026, 12, 31)


def test_the_largest_come_first(tmp_path):
    """60, 30, 10 and a customer whose refunds outweigh its purchases, who counts as nothing."""
    rows = [
        buy("a", AS_OF, 30),
        buy("b", AS_OF, 60),
        buy("c", AS_OF, 10),
        buy("z", AS_OF, 5, order_id="9"),
        buy("z", AS_OF, -6, order_id="9"),
    ]
    got = concentration(connection(tmp_path, transactions=rows), Scope.to(AS_OF))
    expected = pl.DataFrame(
        {
            "customers": [1, 2, 3, 4], "revenue": [60.0, 90.0, 100.0, 100.0], "customers_share": [0.25, 0.5, 0.75, 1.0],
            "revenue_share": [0.6, 0.9, 1.0, 1.0],
        }
    )  # fmt: skip
    assert_frame_equal(got, expected)


def test_a_thousand_customers_make_a_hundred_points(tmp_path):
    rows = [buy(f"c{n:04d}", AS_OF, 1000 - n) for n in range(1000)]
    got = concentration(connection(tmp_path, transactions=rows), Scope.to(AS_OF))
    assert got.height == 100
    assert got.row(19) == (200, float(sum(range(801, 1001))), 0.2, sum(range(801, 1001)) / sum(range(1, 1001)))


def test_without_sales_the_share_is_not_known(tmp_path):
    con = connection(tmp_path, transactions=[buy("a", AS_OF, 0)])
    assert concentration(con, Scope.to(AS_OF)).rows() == [(1, 0.0, 1.0, None)]
    assert concentration(con, Scope.to(date(2020, 1, 1))).height == 0
