from datetime import date

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.indicators import Missing
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
            "cumulated_share": [0.5, 0.75, 1.0], "cumulated_revenue_share": [0.6, 1.0, 1.0],
        }
    )  # fmt: skip
    assert_frame_equal(got, expected)


def test_without_sales_there_are_customers_still(tmp_path):
    con = connection(tmp_path, customers=PEOPLE)
    assert structure(con, Scope.to(AS_OF)).rows() == [(4, 1.0, 0, 0.0, None, None, 1.0, None)]


def test_by_a_field_of_the_purchases(tmp_path):
    """a bought tea and milk in one order and got 5 back for the tea later; b bought tea the year before only, c without category; the sale to nobody known stays out."""
    rows = [
        buy("a", date(2026, 5, 1), 30, order_id="1", category="tea"),
        buy("a", date(2026, 5, 1), 20, order_id="1", category="milk"),
        buy("a", date(2026, 5, 9), -5, order_id="1", category="tea"),
        buy("b", date(2025, 12, 31), 500, category="tea"),
        buy("b", date(2026, 1, 7), -50, category="tea"),
        buy("c", date(2026, 1, 1), 5),
        buy(None, date(2026, 1, 1), 99, category="tea"),
    ]
    con = connection(tmp_path, customers=PEOPLE, transactions=rows)
    got = structure(con, Scope.to(AS_OF).broken_by("category"))
    expected = pl.DataFrame(
        {
            "category": ["milk", None, "tea"], "customers": [1, 1, 2], "share": [0.25, 0.25, 0.5], "buyers": [1, 1, 1],
            "revenue": [20.0, 5.0, -25.0], "revenue_share": [None, None, None], "revenue_per_buyer": [20.0, 5.0, -25.0],
            "cumulated_share": [None, None, None], "cumulated_revenue_share": [None, None, None],
        }, schema_overrides=dict.fromkeys(("revenue_share", "cumulated_share", "cumulated_revenue_share"), pl.Float64),
    )  # fmt: skip
    assert_frame_equal(got, expected)
    spring = structure(con, Scope.to(date(2026, 5, 5), start=date(2026, 5, 1)).broken_by("category"))
    assert spring.select("category", "customers", "buyers", "revenue", "revenue_share").rows() == [
        ("tea", 2, 1, 30.0, 0.6), ("milk", 1, 1, 20.0, 0.4), (None, 1, 0, 0.0, 0.0),
    ]  # fmt: skip


def test_the_parts_by_channel_add_up_to_the_whole(tmp_path):
    rows = [buy(f"c{n % 7}", date(2026, 1 + n % 12, 1), n, channel=("web", "store")[n % 2]) for n in range(1, 50)]
    con = connection(tmp_path, transactions=rows)
    whole, parts = structure(con, Scope.to(AS_OF)), structure(con, Scope.to(AS_OF).broken_by("channel"))
    assert parts["revenue"].sum() == whole["revenue"].item() == sum(range(1, 50))
    assert parts["revenue_share"].sum() == 1


def test_by_a_field_of_purchases_it_needs_purchases(tmp_path):
    con = connection(tmp_path, customers=PEOPLE)
    with pytest.raises(Missing, match="Purchases"):
        structure(con, Scope.to(AS_OF).broken_by("channel"))
