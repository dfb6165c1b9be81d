from datetime import date

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.errors import CrmError
from crm_core.indicators.customer_value_check import customer_value_check
from crm_core.indicators.customer_value_model import customer_value_model
from crm_core.models.bgnbd import Bgnbd
from crm_core.models.check import cut_day, outcomes
from crm_core.models.customers import Customers
from tests.indicators.cases import buy
from tests.models.cdnow import purchases
from tests.support import connection

AS_OF = date(1997, 9, 30)


def test_four_customers_by_hand(tmp_path):
    """The cut is 10 February, 31 days before the as-of day: a bought then 3 times in all, once since and once in the 31 days before; d came after the cut."""
    rows = [
        *[buy("a", day) for day in (date(2026, 1, 1), date(2026, 1, 5), date(2026, 2, 10), date(2026, 3, 1))],
        buy("b", date(2026, 1, 20)), *[buy("c", date(2026, 1, 10 + k)) for k in (0, 1, 2)], buy("d", date(2026, 3, 3)),
    ]  # fmt: skip
    con = connection(tmp_path, transactions=rows)
    then, now, before = (Customers.on(con, day) for day in (date(2026, 2, 10), date(2026, 3, 13), date(2026, 1, 10)))
    model = Bgnbd(1.0, 5.0, 1.5, 2.0)
    got = outcomes(then, now, before, model.ahead(then.lives, 31 / 7)[then.group])
    expected = pl.DataFrame(
        {"ck": [1, 2, 3], "x": [2, 0, 2], "silent": [0, 21, 29], "actual": [1.0, 0.0, 0.0], "naive": [1.0, 1.0, 2.0]},
        schema_overrides={"ck": pl.Int32, "x": pl.Int32, "silent": pl.Int32},
    )
    assert_frame_equal(got.drop("predicted", "recency"), expected)
    assert got["predicted"][0] == pytest.approx(float(model.ahead(Customers.of(then.rows[:1]).lives, 31 / 7)[0]))
    assert cut_day(date(2026, 4, 11), 100) == date(2026, 3, 17)


def test_cdnow(tmp_path):
    con = connection(tmp_path, customers=[{"customer_id": "0000", "store": "Lille"}], transactions=purchases(AS_OF))
    got = customer_value_check(con, Scope.to(AS_OF))
    model = dict(customer_value_model(con, Scope.to(AS_OF)).select("parameter", "value").iter_rows())
    assert got.columns == ["frequency", "customers", "actual", "predicted", "naive"]
    assert got["frequency"].to_list() == list(range(8))
    assert got["customers"].sum() == 2357
    for name in ("actual", "predicted", "naive"):
        assert (got["customers"] * got[name]).sum() == pytest.approx(model[f"check_{name}"])
    of_lille = customer_value_check(con, Scope.to(AS_OF).where("store", "Lille"))
    assert of_lille["customers"].to_list() == [1]
    assert customer_value_check(con, Scope.to(AS_OF).broken_by("store"))["customers"].sum() == 2357


def test_too_little_before_the_cut_is_said(tmp_path):
    with pytest.raises(CrmError, match="not enough data"):
        customer_value_check(connection(tmp_path, transactions=[buy("a", date(2026, 1, 1))]), Scope.to(date(2026, 3, 1)))
