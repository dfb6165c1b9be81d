"""Risks of leaving of a firm whose departures have known causes."""

import pytest
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.indicators.churn_score import churn_score
from tests.models.leavers import AS_OF, firm

pytestmark = pytest.mark.xdist_group("churn")
COLUMNS = ["customer_id", "churn_probability", "reason_1", "value_1", "reason_2", "value_2", "reason_3", "value_3"]


def test_those_at_risk_come_first_with_the_planted_causes():
    got = churn_score(firm(), Scope.to(AS_OF))
    assert got.columns == COLUMNS
    assert got["customer_id"].is_unique().all()
    assert got["churn_probability"].is_sorted(descending=True)
    asked = "select customer_id from all_customers where ck in (select ck from all_complaints where received_on::date > $day::date - 30 and received_on::date <= $day)"
    loud = [name for (name,) in firm().db.execute(asked, {"day": AS_OF}).fetchall()]
    mean = got["churn_probability"].mean()
    of_loud = got.filter(got["customer_id"].is_in(loud))
    assert of_loud["churn_probability"].mean() > 2 * mean
    said = {of_loud[f"reason_{rank}"][at] for rank in (1, 2, 3) for at in range(of_loud.height)}
    assert said & {"complaints_12m:high", "complaints_open:high", "complaint_days:low", "complaint_days:high"}


def test_filters_choose_customers_and_change_no_probability():
    everyone = churn_score(firm(), Scope.to(AS_OF))
    women = churn_score(firm(), Scope.to(AS_OF).where("gender", "female"))
    assert 0 < women.height < everyone.height
    assert_frame_equal(women, everyone.filter(everyone["customer_id"].is_in(women["customer_id"].implode())))
    assert churn_score(firm(), Scope.to(AS_OF).broken_by("gender")).columns == ["gender", *COLUMNS]
