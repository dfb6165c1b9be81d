"""Appetence of a firm where it is known who buys by web: those who always did."""

import pytest
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.errors import MissingData
from crm_core.indicators.appetence_score import appetence_score, of_target
from crm_core.models.appetence import Target
from tests.indicators.cases import buy
from tests.models.leavers import AS_OF, firm
from tests.support import connection

pytestmark = pytest.mark.xdist_group("churn")
COLUMNS = ["customer_id", "appetence", "bought_before", "reason_1", "value_1", "reason_2", "value_2", "reason_3", "value_3"]


@pytest.fixture(scope="module")
def web():
    return of_target(firm(), Scope.to(AS_OF), Target("product", "soap"))


def test_those_who_will_buy_it_come_first(web):
    assert web.columns == COLUMNS
    assert web["appetence"].is_sorted(descending=True)
    assert web["customer_id"].is_unique().all()
    fans = web["customer_id"].str.tail(1).is_in(["3", "7"])
    assert web.filter(fans)["appetence"].mean() > 1.5 * web.filter(~fans)["appetence"].mean()


def test_filters_choose_customers_and_change_no_probability(web):
    lille = of_target(firm(), Scope.to(AS_OF).where("store", "Lille"), Target("product", "soap"))
    assert 0 < lille.height < web.height
    assert_frame_equal(lille, web.filter(web["customer_id"].is_in(lille["customer_id"].implode())))


def test_without_a_score_it_says_why(tmp_path):
    with pytest.raises(MissingData, match="Less than 18 months of history"):
        appetence_score(connection(tmp_path, transactions=[buy("a", AS_OF, category="wax")]), Scope.to(AS_OF))
