"""What the risks rest on, in one row."""

from datetime import date, timedelta

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.errors import WrongChoice
from crm_core.indicators.churn_model import churn_model
from crm_core.models.churn_told import SCHEMA
from tests.indicators.cases import buy
from tests.models.leavers import AS_OF, firm
from tests.support import connection

pytestmark = pytest.mark.xdist_group("churn")


def test_a_learned_score_beats_the_naive_guesses():
    con = firm()
    row = churn_model(con, Scope.to(AS_OF)).row(0, named=True)
    d80, history = int(con.thresholds(AS_OF).d80), (AS_OF - date(2024, 9, 1)).days
    assert (row["kind"], row["rung"], row["shown"], row["horizon"]) == ("purchases", "learned", True, d80)
    assert row["judged_at"] == AS_OF - timedelta(days=d80)
    assert row["learned_at"] == AS_OF - timedelta(days=history // 4 + d80)
    assert row["auc"] > row["baseline_auc"]
    assert row["brier"] < row["flat_brier"] == pytest.approx(row["rate"] * (1 - row["rate"]))
    assert row["top_decile_lift"] > 1.5
    assert row["n_train"] >= 500 and row["hits_train"] >= 100
    assert row["protected"] == "gender, department"


def test_too_little_is_counted_and_said(tmp_path):
    got = churn_model(
        connection(tmp_path, transactions=[buy("a", date(2026, 1, 1)), buy("b", date(2026, 1, 31))]), Scope.to(date(2026, 1, 31))
    )
    few, short = (
        "Fewer than 100 customers have bought again: not enough data to predict.",
        "The purchases go back less than twice the time within which 80% of customers come back (D80): not enough data to predict.",
    )
    expected = pl.DataFrame(
        [{"kind": "purchases", "rung": "rules", "shown": False, "why": few, "why_not_above": short, "horizon": 365}], schema=SCHEMA
    )
    assert_frame_equal(got, expected)


def test_it_is_everyone_s():
    scope = Scope.to(AS_OF)
    assert_frame_equal(churn_model(firm(), scope.where("gender", "female")), churn_model(firm(), scope))
    with pytest.raises(WrongChoice, match="cannot be broken down"):
        churn_model(firm(), scope.broken_by("gender"))
