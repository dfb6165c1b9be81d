"""Who buys too seldom for D80 days of silence to say that they leave."""

from datetime import date, timedelta

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.engine.connection import Thresholds
from crm_core.indicators.slow_buyers import slow_buyers
from crm_core.models import churn
from crm_core.models.ahead import Days
from crm_core.models.churn import Fitted
from crm_core.models.features import View, features, slow_ones
from tests.indicators.cases import buy
from tests.support import connection

AS_OF = date(2026, 6, 30)
# Days before the as-of day on which each bought; the horizon is 60 days. `slow`: gap 40 on average 30 and 50, silent 10 + 60 < 80. `due`: 10 + 60 = 2 × 35. `once`: no gap of its own.
# `old`: its long gap began before the look back of 100 days. `away`: has not bought within 60 days.
DAYS = {"slow": (10, 40, 90), "slower": (20, 90), "due": (10, 45, 80), "once": (5,), "old": (10, 500), "away": (70, 170)}


@pytest.fixture
def con(tmp_path):
    return connection(
        tmp_path,
        customers=[{"customer_id": name, "store": "Lille" if name == "slower" else "Lyon"} for name in DAYS],
        transactions=[buy(name, AS_OF - timedelta(days=ago)) for name, days in DAYS.items() for ago in days],
    )


def test_the_slow_ones_by_hand(con, monkeypatch):
    """No score can be learned from six customers: what speaks is given."""
    speaking = Fitted("purchases", "learned", ("",), 60, Days(AS_OF, AS_OF, AS_OF, 100))
    monkeypatch.setattr(churn, "fitted", lambda con, day: speaking)
    monkeypatch.setattr(churn, "patience", lambda con, day: 2.0)
    expected = pl.DataFrame({
        "customer_id": ["slow", "slower"], "recency": [10, 20], "purchases": [3, 2], "usual_gap": [40.0, 70.0], "counts_from": [date(2026, 9, 8), date(2026, 10, 28)],
    })  # fmt: skip
    assert_frame_equal(slow_buyers(con, Scope.to(AS_OF)), expected)
    assert slow_buyers(con, Scope.to(AS_OF).where("store", "Lille"))["customer_id"].to_list() == ["slower"]
    assert slow_buyers(con, Scope.to(AS_OF).broken_by("store"))["store"].to_list() == ["Lyon", "Lille"]


def test_nobody_is_slow_where_no_risk_is_shown(con):
    assert slow_buyers(con, Scope.to(AS_OF)).is_empty()


def test_each_active_customer_has_a_risk_or_is_slow(con):
    view = View(60, 100, patience=2.0)
    known, slow = features(con, AS_OF, view)["ck"].to_list(), slow_ones(con, AS_OF, view)["ck"].to_list()
    assert sorted(known + slow) == features(con, AS_OF, View(60, 100))["ck"].to_list()
    names = dict(con.db.sql("select ck, customer_id from all_customers").fetchall())
    assert sorted(names[ck] for ck in known) == ["due", "old", "once"]


@pytest.mark.parametrize(("d50", "d80", "limit"), [(30, 36, 1.2), (100, 271, 2.0), (50, 40, 1.0)])
def test_the_limit_by_hand(con, d50, d80, limit):
    """As many usual gaps as D80 has of D50, two at most."""
    con.memory.recall((con.key, ("thresholds", AS_OF)), lambda: Thresholds(d50, d80, 400.0, 99))
    assert churn.patience(con, AS_OF) == pytest.approx(limit)
