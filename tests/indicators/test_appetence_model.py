"""What the appetence rests on, in one row."""

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.errors import WrongChoice
from crm_core.indicators.appetence_model import appetence_model, of_target
from crm_core.models.appetence import Target
from crm_core.models.churn_told import SCHEMA
from crm_core.models.churn_words import OF_BUYING
from tests.indicators.cases import buy
from tests.models.leavers import AS_OF, firm
from tests.support import connection

pytestmark = pytest.mark.xdist_group("churn")


def test_a_learned_appetence_beats_what_was_bought_before():
    row = of_target(firm(), Scope.to(AS_OF), Target("product", "soap")).row(0, named=True)
    assert (row["field"], row["value"], row["kind"], row["rung"], row["horizon"]) == ("product", "soap", "appetence", "learned", 90)
    assert row["auc"] > row["baseline_auc"] > 0.5
    assert row["brier"] < row["flat_brier"]
    assert row["why"] == OF_BUYING[""]


def test_too_little_is_said(tmp_path):
    got = appetence_model(connection(tmp_path, transactions=[buy("a", AS_OF, category="wax")]), Scope.to(AS_OF))
    said = {
        "field": "category",
        "value": "wax",
        "kind": "appetence",
        "rung": "rules",
        "shown": False,
        "why": OF_BUYING["short_learning"],
        "horizon": 90,
    }
    assert_frame_equal(got, pl.DataFrame([said], schema={"field": pl.String, "value": pl.String, **SCHEMA}))
    with pytest.raises(WrongChoice, match="cannot be broken down"):
        appetence_model(firm(), Scope.to(AS_OF).broken_by("store"))
