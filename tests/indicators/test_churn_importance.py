"""What the score rests on: the planted causes."""

from datetime import date

import pytest

from crm_core.engine import Scope
from crm_core.errors import MissingData, WrongChoice
from crm_core.indicators.churn_importance import churn_importance
from tests.indicators.cases import buy
from tests.models.leavers import AS_OF, firm
from tests.support import connection

pytestmark = pytest.mark.xdist_group("churn")


def test_the_planted_causes_weigh_and_chance_does_not():
    got = churn_importance(firm(), Scope.to(AS_OF))
    assert got.columns == ["column", "importance", "low", "high"]
    assert got["importance"].is_sorted(descending=True)
    weight = {row["column"]: row for row in got.iter_rows(named=True)}
    assert max(weight[name]["low"] for name in ("web_share", "last_channel")) > 0
    assert weight["amount_12m"]["importance"] < weight["last_channel"]["importance"] + weight["web_share"]["importance"]
    assert not {"gender", "department"} & set(weight)


def test_without_a_learned_score_it_says_why(tmp_path):
    con = connection(tmp_path, transactions=[buy("a", date(2026, 1, 1))])
    with pytest.raises(MissingData, match="not enough data to predict"):
        churn_importance(con, Scope.to(AS_OF))
    with pytest.raises(WrongChoice, match="cannot be broken down"):
        churn_importance(firm(), Scope.to(AS_OF).broken_by("gender"))
