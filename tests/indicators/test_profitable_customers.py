"""Who brings more than it costs: the whole table by hand."""

from datetime import date, datetime

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.errors import MissingData
from crm_core.indicators.profitable_customers import profitable_customers
from crm_core.models.value import Fitted
from tests.indicators.cases import buy
from tests.support import connection

AS_OF, LATER = date(2026, 6, 30), date(2026, 7, 1)
SALES = [buy(name, date(2026, 1, 5)) for name in "abc"]
PEOPLE = [{"customer_id": name, "store": "Lille" if name == "a" else "Lyon"} for name in "abcd"]  # d never bought
COLUMNS = [
    "customer_id",
    "past_value",
    "customer_value",
    "acquisition",
    "contacts",
    "campaigns",
    "complaints",
    "costs",
    "profit",
    "profitable",
]
# Past and expected margins, as if a model had said so.
VALUES = {"a": (100.0, 50.0), "b": (10.0, 8.0), "c": (20.0, 10.0)}


@pytest.fixture
def modelled(monkeypatch):
    """A connection whose customers have these values."""

    def given(con, *, reasons=()):
        rows = con.db.sql("select ck, customer_id from served.customers").fetchall()
        values = [(ck, *VALUES[name]) for ck, name in rows if name in VALUES]
        frame = pl.DataFrame(values, schema={"ck": pl.Int32, "past_value": pl.Float64, "customer_value": pl.Float64}, orient="row")
        monkeypatch.setattr("crm_core.models.value.scored", lambda _con, _day: frame)
        monkeypatch.setattr("crm_core.models.value.fitted", lambda _con, _day: Fitted(3, 3, 365, reasons))
        return con

    return given


def test_every_cost_in_its_column(tmp_path, modelled):
    con = connection(
        tmp_path,
        customers=[one | {"acquisition_cost": cost} for one, cost in zip(PEOPLE, (12.0, None, 20.0, 99.0), strict=True)],
        transactions=SALES,
        interactions=[
            {"interaction_id": "1", "customer_id": "a", "date": date(2026, 2, 1), "cost": 3.5},
            {"interaction_id": "2", "customer_id": "a", "date": date(2026, 2, 2), "cost": 1.0, "campaign_id": "FREE"},
            {"interaction_id": "3", "customer_id": "b", "date": date(2026, 2, 3), "cost": 9.0, "campaign_id": "PAID"},  # within its campaign
            {"interaction_id": "4", "customer_id": "b", "date": date(2026, 7, 1), "cost": 9.0},  # after the day
        ],
        campaigns=[{"campaign_id": "PAID", "started_on": date(2026, 3, 1), "cost": 30.0}, {"campaign_id": "FREE", "started_on": date(2026, 3, 1)}, {"campaign_id": "LATE", "started_on": LATER, "cost": 99.0}],
        campaign_members=[
            *({"campaign_id": "PAID", "customer_id": name, "group": group} for name, group in (("a", "treated"), ("b", "treated"), ("d", None), ("c", "control"))),
            {"campaign_id": "FREE", "customer_id": "c"}, {"campaign_id": "LATE", "customer_id": "c"},
        ],
        complaints=[
            {"complaint_id": "1", "customer_id": "b", "received_on": datetime(2026, 4, 1), "handling_cost": 6.0, "compensation": 2.0},
            {"complaint_id": "2", "customer_id": "b", "received_on": datetime(2026, 4, 2), "compensation": 1.0},
            {"complaint_id": "3", "customer_id": "c", "received_on": datetime(2026, 4, 3)},
        ],
    )  # fmt: skip
    rows = [
        ("a", 100.0, 50.0, 12.0, 4.5, 10.0, 0.0, 26.5, 123.5, True),
        ("b", 10.0, 8.0, None, 0.0, 10.0, 9.0, 19.0, -1.0, False),
        ("c", 20.0, 10.0, 20.0, 0.0, 0.0, 0.0, 20.0, 10.0, True),
    ]
    expected = pl.DataFrame(rows, schema=COLUMNS, orient="row")
    assert_frame_equal(profitable_customers(modelled(con), Scope.to(AS_OF)), expected)
    assert_frame_equal(profitable_customers(con, Scope.to(AS_OF).where("store", "Lyon")), expected.tail(2))
    assert profitable_customers(con, Scope.to(AS_OF).broken_by("store")).columns == ["store", *COLUMNS]


def test_costs_that_nobody_told_are_not_known(tmp_path, modelled):
    con = modelled(connection(tmp_path, customers=PEOPLE, transactions=SALES))
    got = profitable_customers(con, Scope.to(AS_OF))
    assert got.select(COLUMNS[3:8]).row(0) == (None,) * 5
    assert got["profit"].to_list() == [150.0, 18.0, 30.0]


def test_without_a_margin_nothing_is_said(tmp_path, modelled):
    con = modelled(connection(tmp_path, customers=PEOPLE, transactions=SALES), reasons=("no_margin",))
    with pytest.raises(MissingData, match="No margin is known"):
        profitable_customers(con, Scope.to(AS_OF))
