"""Customers by purchases and silence: the whole table by hand, and the bands."""

from datetime import date, timedelta

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.indicators.customer_value_matrix import PURCHASES, SILENT, _band, customer_value_matrix
from tests.indicators.cases import buy
from tests.support import connection

AS_OF = date(2026, 6, 30)


def day(ago: int) -> date:
    return AS_OF - timedelta(days=ago)


def test_groups_of_customers(tmp_path, monkeypatch):
    rows = [buy("a", day(400)), buy("a", day(10)), buy("b", day(500)), buy("b", day(30)), buy("c", day(90)), buy("d", day(800))]
    people = [{"customer_id": name, "store": "Lille" if name in "ab" else "Lyon"} for name in "abcd"]
    con = connection(tmp_path, customers=people, transactions=rows)
    found = con.db.sql("select ck, customer_id from served.customers order by customer_id").pl()
    ages, last = {"a": 400, "b": 500, "c": 90, "d": 800}, {"a": 390, "b": 470, "c": 0, "d": 0}
    values = found.select(
        "ck", pl.col("customer_id").replace_strict({"a": 1, "b": 1, "c": 0, "d": 0}).alias("frequency"),
        pl.col("customer_id").replace_strict(last).alias("recency_age"), pl.col("customer_id").replace_strict(ages).alias("age"),
        p_alive=pl.Series([0.9, 0.7, 0.5, 0.1]), expected_purchases=pl.Series([2.0, 1.0, 0.5, 0.0]), customer_value=pl.Series([20.0, 10.0, 5.0, 1.0]),
    )  # fmt: skip
    monkeypatch.setattr("crm_core.models.value.scored", lambda _con, _day: values)
    names = ["purchases", "silent", "customers", "p_alive", "expected_purchases", "customer_value"]
    expected = pl.DataFrame([(1, 31, 1, 0.5, 0.5, 5.0), (1, 731, 1, 0.1, 0.0, 1.0), (2, 0, 2, 0.8, 1.5, 30.0)], schema=names, orient="row")
    assert_frame_equal(customer_value_matrix(con, Scope.to(AS_OF)), expected)
    assert customer_value_matrix(con, Scope.to(AS_OF).where("store", "Lyon"))["customers"].to_list() == [1, 1]
    assert customer_value_matrix(con, Scope.to(AS_OF).broken_by("store")).columns == ["store", *names]


@pytest.mark.parametrize(("least", "numbers", "bands"), [(PURCHASES, [1, 4, 6, 9, 99], [1, 4, 5, 7, 10]), (SILENT, [0, 30, 31, 730, 731, 9999], [0, 0, 31, 548, 731, 731])])  # fmt: skip
def test_bands(least, numbers, bands):
    assert pl.DataFrame({"n": numbers}).select(_band(pl.col("n"), least).alias("n"))["n"].to_list() == bands
