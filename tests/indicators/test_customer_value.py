"""Values of customers from purchases to table: CDNOW through a whole workspace, and purchases that carry no model, each with its sentence."""

from datetime import date, timedelta

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from crm_core.engine import Connection, Scope
from crm_core.errors import CrmError
from crm_core.indicators.customer_value import customer_value
from crm_core.settings import Settings
from tests.indicators.cases import buy
from tests.models.cdnow import purchases
from tests.support import connection

AS_OF = date(1997, 9, 30)
COLUMNS = ["customer_id", "frequency", "recency_age", "age", "p_alive", "expected_purchases", "expected_spend", "customer_value", "low", "high", "past_value"]  # fmt: skip


@pytest.fixture(scope="module")
def cdnow(tmp_path_factory: pytest.TempPathFactory) -> Connection:
    people = [{"customer_id": f"{name:04}", "store": "Lille" if name % 2 else "Lyon"} for name in range(2357)]
    return connection(tmp_path_factory.mktemp("cdnow"), customers=people, transactions=purchases(AS_OF))


def test_cdnow(cdnow):
    """P(alive) and amounts of customers 1 and 2, and the sums of all, as published."""
    got = customer_value(cdnow, Scope.to(AS_OF))
    assert got.columns == COLUMNS
    assert got.height == 2357
    assert got["p_alive"].sum() == pytest.approx(1917.2777, abs=1e-3)
    assert got["p_alive"][0] == pytest.approx(0.72662, abs=1e-5)
    assert got["p_alive"][1] == pytest.approx(0.21239, abs=1e-5)
    assert got["expected_spend"].to_list()[:3] == pytest.approx([24.65, 18.91, 35.17], abs=0.02)
    assert got.select("frequency", "recency_age", "age").row(0) == (2, 213, 272)
    assert got["past_value"][0] == pytest.approx(10 + 2 * 22.35)
    assert (got["low"] < got["customer_value"]).all()
    assert (got["customer_value"] < got["high"]).all()


def test_filters_choose_customers_and_change_no_value(cdnow):
    everyone = customer_value(cdnow, Scope.to(AS_OF))
    of_lille = customer_value(cdnow, Scope.to(AS_OF).where("store", "Lille"))
    assert_frame_equal(of_lille, everyone.filter(pl.col("customer_id").cast(pl.Int32) % 2 == 1))
    assert customer_value(cdnow, Scope.to(AS_OF).broken_by("store")).columns == ["store", *COLUMNS]


def test_what_comes_after_the_day_changes_nothing(tmp_path, cdnow):
    later = [buy(f"{name:04}", AS_OF + timedelta(days=5), 400) for name in range(0, 2357, 3)]
    con = connection(tmp_path, transactions=[*purchases(AS_OF), *later])
    assert_frame_equal(customer_value(con, Scope.to(AS_OF)), customer_value(cdnow, Scope.to(AS_OF)))


def test_margin_and_discount_are_settings(tmp_path, cdnow):
    settings = Settings().with_values("scoring", margin_rate=0.3, discount_rate=0.0)
    got = customer_value(connection(tmp_path, settings, transactions=purchases(AS_OF)), Scope.to(AS_OF))
    undiscounted = got["expected_purchases"] * got["expected_spend"] * 0.3
    assert got["customer_value"].to_list() == pytest.approx(undiscounted.to_list())
    assert got["past_value"].to_list() == pytest.approx((customer_value(cdnow, Scope.to(AS_OF))["past_value"] * 0.3).to_list())


def crowd(**more):
    """Enough customers who came back, over long enough, with regular purchases that never stop."""
    return [buy(f"c{name}", date(2024, 1, 1) + timedelta(days=70 * k + name % 60), 10, **more) for name in range(150) for k in range(13)]


FEW = "Fewer than 100 customers have bought again: not enough data"
CASES = {
    "one customer": ([buy("a", date(2026, 1, 1)), buy("a", date(2026, 6, 1))], FEW),
    "three customers": ([buy(name, date(2026, month, 1)) for name in "abc" for month in (1, 6)], FEW),
    "one purchase each": ([buy(f"c{name}", date(2024, 1, 1) + timedelta(days=name)) for name in range(300)], FEW),
    "all on one day": ([buy(f"c{name}", date(2026, 5, 5)) for name in range(300) for _ in range(3)], "All purchases are on one day"),
    "the future": ([buy("a", date(2030, 1, 1))], "All purchases are after this day"),
    "no dates": ([buy("a", None), buy("b", None)], "No purchase has a date"),
    "negative totals": ([row | {"amount": -20.0} for row in crowd()[:400]], "there are only returns, quotes, amounts of nothing or less"),
    "amounts of zero": ([row | {"amount": 0.0} for row in purchases(date(2026, 6, 30))], "The mean amount of a purchase is not positive"),
    "two currencies": ([*crowd(currency="EUR"), buy("c1", date(2026, 1, 1), currency="USD")], "several currencies"),
    "nobody ever stops": (crowd(), "Neither BG/NBD nor MBG/NBD nor MBG/CNBD-k describes these purchases"),
}


@pytest.mark.parametrize(("rows", "sentence"), CASES.values(), ids=CASES)
def test_purchases_that_carry_no_model_are_said(tmp_path, rows, sentence):
    con = connection(tmp_path, transactions=rows)
    with pytest.raises(CrmError, match=sentence):
        customer_value(con, Scope.to(date(2026, 6, 30)))


def test_returns_of_everything_are_said(tmp_path):
    rows = [row | {"amount": -abs(float(str(row["amount"]))), "kind": "sale"} for row in purchases(AS_OF)]
    con = connection(tmp_path, transactions=rows)
    with pytest.raises(CrmError, match="only returns, quotes, amounts of nothing or less"):
        customer_value(con, Scope.to(AS_OF))


def test_without_purchases_the_table_is_named(tmp_path):
    con = connection(tmp_path, customers=[{"customer_id": "a"}])
    with pytest.raises(CrmError, match="Purchases"):
        customer_value(con, Scope.to(AS_OF))
