"""The probabilities beside what happened."""

from datetime import date

import pytest

from crm_core.engine import Scope
from crm_core.errors import MissingData, WrongChoice
from crm_core.indicators.churn_calibration import churn_calibration
from crm_core.indicators.churn_model import churn_model
from tests.indicators.cases import buy
from tests.models.leavers import AS_OF, firm
from tests.support import connection

pytestmark = pytest.mark.xdist_group("churn")


def test_the_tenths_hold_everyone_judged_and_tell_the_truth():
    got, model = churn_calibration(firm(), Scope.to(AS_OF)), churn_model(firm(), Scope.to(AS_OF)).row(0, named=True)
    assert got.columns == ["customers", "predicted", "happened", "low", "high"]
    assert got["customers"].sum() == model["n_test"]
    assert (got["customers"] * got["happened"]).sum() / model["n_test"] == pytest.approx(model["rate"])
    assert got["predicted"].is_sorted()
    inside = (got["low"] - 0.05 <= got["predicted"]) & (got["predicted"] <= got["high"] + 0.05)
    assert inside.sum() >= got.height - 1


def test_without_a_judgement_it_says_why(tmp_path):
    con = connection(tmp_path, transactions=[buy("a", date(2026, 1, 1))])
    with pytest.raises(MissingData, match="not enough data to predict"):
        churn_calibration(con, Scope.to(AS_OF))
    with pytest.raises(WrongChoice, match="cannot be broken down"):
        churn_calibration(firm(), Scope.to(AS_OF).broken_by("gender"))
