"""Potential by risk: ten customers by hand."""

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.errors import MissingData
from crm_core.indicators import customers_at_stake as module
from crm_core.indicators.potential_risk import potential_risk
from tests.indicators.cases import buy
from tests.models.leavers import AS_OF
from tests.support import connection


def test_ten_customers_by_hand(tmp_path, monkeypatch):
    """Mean risk 0.2: a and b are at high risk, c and d at middle risk; the best fifth are a and c, the median is after e. z has a risk and no value, y a value and no risk."""
    names, risks = list("abcdefghij"), [0.5, 0.45, 0.3, 0.25, 0.1, 0.1, 0.1, 0.1, 0.05, 0.05]
    values = [100.0, 10, 90, 80, 70, 60, 5, 4, 3, 2]
    risk = pl.DataFrame({"customer_id": [*names, "z"], "churn_probability": [*risks, 0.9]})
    value = pl.DataFrame({"customer_id": [*names, "y"], "customer_value": [*values, 1000.0]})
    monkeypatch.setattr(module, "churn_score", lambda con, scope: risk if not scope.filters else risk.head(2))
    monkeypatch.setattr(module, "customer_value", lambda con, scope: value)
    con = connection(tmp_path, transactions=[buy("a", AS_OF)])
    expected = pl.DataFrame([
        ("low", "low", 4, 14.0, 5 * 0.1 + 4 * 0.1 + 3 * 0.05 + 2 * 0.05, 0.075), ("low", "high", 1, 10.0, 4.5, 0.45), ("middle", "low", 2, 130.0, 13.0, 0.1),
        ("middle", "middle", 1, 80.0, 20.0, 0.25), ("high", "middle", 1, 90.0, 27.0, 0.3), ("high", "high", 1, 100.0, 50.0, 0.5),
    ], schema=["potential", "risk", "customers", "customer_value", "at_stake", "mean_risk"], orient="row")  # fmt: skip
    assert_frame_equal(potential_risk(con, Scope.to(AS_OF)), expected)
    filtered = potential_risk(con, Scope.to(AS_OF).where("store", "x"))  # a and b, whose levels are those among all
    assert filtered.select("potential", "risk", "customers").rows() == [("low", "high", 1), ("high", "high", 1)]


def test_without_a_risk_it_says_why(tmp_path):
    with pytest.raises(MissingData, match="not enough data to predict"):
        potential_risk(connection(tmp_path, transactions=[buy("a", AS_OF)]), Scope.to(AS_OF))
