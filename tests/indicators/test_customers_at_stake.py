"""Who is at stake: four customers by hand."""

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.errors import MissingData
from crm_core.indicators import customers_at_stake as module
from crm_core.indicators.customers_at_stake import customers_at_stake
from tests.indicators.cases import buy
from tests.models.leavers import AS_OF
from tests.support import connection


def test_five_customers_by_hand(tmp_path, monkeypatch):
    """Mean risk 0.2: a is at high risk, b at middle risk; d is the best fifth, b above the median; z has no value."""
    risk = pl.DataFrame({"customer_id": list("abcdez"), "churn_probability": [0.5, 0.2, 0.1, 0.1, 0.1, 0.9]})
    value = pl.DataFrame({"customer_id": list("abcde"), "customer_value": [40.0, 60.0, 10.0, 100.0, 20.0]})
    monkeypatch.setattr(module, "churn_score", lambda con, scope: risk if not scope.filters else risk.head(1))
    monkeypatch.setattr(module, "customer_value", lambda con, scope: value)
    con = connection(tmp_path, transactions=[buy("a", AS_OF)])
    expected = pl.DataFrame([
        ("a", "low", "high", 40.0, 0.5, 20.0), ("b", "middle", "middle", 60.0, 0.2, 12.0), ("d", "high", "low", 100.0, 0.1, 10.0),
        ("e", "low", "low", 20.0, 0.1, 2.0), ("c", "low", "low", 10.0, 0.1, 1.0),
    ], schema=["customer_id", "potential", "risk", "customer_value", "churn_probability", "at_stake"], orient="row")  # fmt: skip
    assert_frame_equal(customers_at_stake(con, Scope.to(AS_OF)), expected)
    assert customers_at_stake(con, Scope.to(AS_OF).where("store", "x"))["customer_id"].to_list() == ["a"]


def test_without_a_risk_it_says_why(tmp_path):
    with pytest.raises(MissingData, match="not enough data to predict"):
        customers_at_stake(connection(tmp_path, transactions=[buy("a", AS_OF)]), Scope.to(AS_OF))
