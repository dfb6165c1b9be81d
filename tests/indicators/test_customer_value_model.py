from datetime import date, timedelta

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.errors import WrongChoice
from crm_core.indicators.customer_value_model import customer_value_model
from tests.indicators.cases import buy
from tests.models.cdnow import purchases
from tests.support import connection

AS_OF = date(1997, 9, 30)


def test_cdnow(tmp_path):
    con = connection(tmp_path, transactions=purchases(AS_OF))
    got = customer_value_model(con, Scope.to(AS_OF))
    found = {row["parameter"]: row["value"] if row["words"] is None else row["words"] for row in got.iter_rows(named=True)}
    assert found["model"] == "bgnbd"
    assert [found[name] for name in ("customers", "repeat_buyers", "history_days")] == [2357, 946, 272]
    assert [found[name] for name in ("r", "alpha", "a", "b")] == pytest.approx([0.2426, 4.4136, 0.7929, 2.4259], abs=1e-4)
    assert found["log_likelihood"] == pytest.approx(-9582.4292, abs=1e-3)
    assert [found[name] for name in ("p", "q", "v")] == pytest.approx([6.25, 3.744, 15.44], abs=0.01)
    assert found["check_from"] == "1997-07-24"
    assert found["check_error"] < found["check_naive_error"]
    assert found["check_actual"] == sum(1 for row in purchases(AS_OF) if row["date"] > date(1997, 7, 24))
    assert found["warning"].startswith("No margin is known")


def test_too_little_data_is_counted_and_said(tmp_path):
    rows = [buy("a", date(2026, 1, 1)), buy("a", date(2026, 1, 1)), buy("a", date(2026, 1, 31)), buy("b", date(2026, 1, 11))]
    got = customer_value_model(connection(tmp_path, transactions=rows), Scope.to(date(2026, 1, 31)))
    few = "Fewer than 100 customers have bought again: not enough data to predict."
    short = "The purchases go back less than twice the time within which 80% of customers come back (D80): not enough data to predict."
    expected = pl.DataFrame({
        "parameter": ["model", "customers", "repeat_buyers", "history_days", "warning", "warning"],
        "value": [None, 2.0, 1.0, 30.0, None, None], "words": ["rules", None, None, None, short, few],
    })  # fmt: skip
    assert_frame_equal(got, expected)


def test_a_model_that_loses_is_not_shown(tmp_path):
    """After CDNOW, 272 days and twice 136: in both spans one customer in ten buys equally often, which supposing that all goes on as before foresees without fault."""
    again = [
        buy(f"{name:04}", AS_OF + timedelta(days=1 + span + name % 20 + 25 * k), 30)
        for name in range(0, 2357, 10) for k in range(1 + name % 3) for span in (0, 136)
    ]  # fmt: skip
    con = connection(tmp_path, transactions=[*purchases(AS_OF), *again])
    got = customer_value_model(con, Scope.to(AS_OF + timedelta(days=272)))
    found = dict(got.select("parameter", "value").iter_rows())
    assert got["words"][0] == "rules"
    assert "predicts no better than supposing" in got["words"][-1]
    assert found["check_naive_error"] == 0
    assert found["check_error"] > 0
    assert found["check_naive"] == found["check_actual"] == len(again) / 2


def test_it_is_everyone_s(tmp_path):
    con = connection(
        tmp_path, customers=[{"customer_id": "a", "store": "Lille"}], transactions=[buy("a", date(2026, 1, 1)), buy("b", date(2026, 1, 1))]
    )
    scope = Scope.to(date(2026, 1, 31))
    assert_frame_equal(customer_value_model(con, scope.where("store", "Lille")), customer_value_model(con, scope))
    with pytest.raises(WrongChoice, match="cannot be broken down"):
        customer_value_model(con, scope.broken_by("store"))
