from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.errors import CrmError, WrongChoice
from crm_core.indicators.customer_value_model import customer_value_model
from crm_core.indicators.customer_value_tracking import customer_value_tracking
from crm_core.models.bgnbd import Bgnbd
from crm_core.models.check import Check
from crm_core.models.value import cumulated
from tests.indicators.cases import buy
from tests.models.cdnow import customers, purchases
from tests.support import connection

AS_OF = date(1997, 9, 30)


def test_three_days_by_hand():
    """Two first purchases on the 1st, one on the 8th; repeats on the 8th and the 20th."""
    model = Bgnbd(1.0, 5.0, 1.5, 2.0)
    checked = Check(date(2026, 1, 15), model, 0, 0, 0, 0, 0)
    made = pl.DataFrame({"date": [date(2026, 1, 1), date(2026, 1, 8), date(2026, 1, 20)], "begun": [2, 1, 0], "again": [0, 1, 3]})
    got = cumulated(checked, made, [date(2026, 1, day) for day in (1, 8, 15, 22)])
    one, two, three = (float(one) for one in model.expected(np.array([1.0, 2.0, 3.0])))
    expected = pl.DataFrame({
        "day": [date(2026, 1, day) for day in (1, 8, 15, 22)], "actual": [0, 1, 1, 4],
        "predicted": [0.0, 2 * one, 2 * two + one, 2 * three + two], "seen": [True, True, True, False],
    })  # fmt: skip
    assert_frame_equal(got, expected)


def test_cdnow(tmp_path):
    con = connection(tmp_path, transactions=purchases(AS_OF))
    got = customer_value_tracking(con, Scope.to(AS_OF))
    cut = date(1997, 7, 24)  # three quarters of 272 days: a Thursday, between the weeks that end on Tuesdays
    assert got["day"].to_list() == sorted([cut, *(AS_OF - timedelta(days=7 * back) for back in range(39))])
    assert got["actual"][-1] == customers()["x"].sum() == 2457
    assert got["actual"].is_sorted() and got["predicted"].is_sorted()
    assert got.filter("seen")["day"].max() == cut
    fitted = got.filter("seen").tail(1)
    assert fitted["predicted"].item() == pytest.approx(fitted["actual"].item(), rel=0.05)
    card = {row["parameter"]: row["value"] for row in customer_value_model(con, Scope.to(AS_OF)).iter_rows(named=True)}
    assert got["actual"][-1] - fitted["actual"].item() == card["check_actual"]


def test_what_is_refused(tmp_path):
    con = connection(tmp_path, transactions=[buy("a", date(2026, 1, 1))])
    with pytest.raises(CrmError, match="not enough data"):
        customer_value_tracking(con, Scope.to(date(2026, 3, 1)))
    with pytest.raises(WrongChoice, match="cannot be broken down"):
        customer_value_tracking(con, Scope.to(date(2026, 3, 1)).broken_by("store"))
