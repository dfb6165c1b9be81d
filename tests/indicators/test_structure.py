from datetime import date

import polars as pl
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.indicators.structure import structure
from tests.indicators.cases import buy
from tests.support import connection

AS_OF = date(2026, 12, 31)
PEOPLE = [
    {"customer_id": one, "sector": sector, "email": "x"} for one, sector in {"a": "Bank", "b": "Bank", "c": "Farm", "d": None}.items()
]
ROWS = [
    buy("a", date(2026, 5, 1), 30),
    buy("a", date(2026, 6, 1), 30),
    buy("b", date(2025, 12, 31), 500),
    buy("c", date(2026, 1, 1), 40),
]


def test_by_a_field_of_the_customers(tmp_path):
    con = connection(tmp_path, customers=PEOPLE, transactions=ROWS)
    got = structure(con, Scope.to(AS_OF).broken_by("sector"))
    expected = pl.DataFrame(
        {
            "sector": ["Bank", "Farm", None], "customers": [2, 1, 1], "share": [0.5, 0.25, 0.25], "buyers": [1, 1, 0],
            "revenue": [60.0, 40.0, 0.0], "revenue_share": [0.6, 0.4, 0.0], "revenue_per_buyer": [60.0, 40.0, None],
        }
    )  # fmt: skip
    assert_frame_equal(got, expected)


def test_without_sales_there_are_customers_still(tmp_path):
    con = connection(tmp_path, customers=PEOPLE)
    assert structure(con, Scope.to(AS_OF)).rows() == [(4, 1.0, 0, 0.0, None, None)]
