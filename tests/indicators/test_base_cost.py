from datetime import date

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.errors import WrongChoice
from crm_core.indicators.base_cost import base_cost
from crm_core.settings import Settings
from tests.indicators.cases import buy
from tests.support import connection

RULES = Settings().with_values("lifecycle", d80=100)
AS_OF = date(2026, 12, 31)
PEOPLE = [{"customer_id": one, "first_known_on": date(2025, 1, 1), "store": "Lille"} for one in "abcd"]
COSTS = [
    {"indicator": "cost.staff", "period": "2026", "value": 900.0},
    {"indicator": "cost.staff", "period": "2026-01", "value": 5.0},  # the year is given already
    {"indicator": "cost.hosting", "period": "2026-01", "value": 60.0},
    {"indicator": "cost.hosting", "period": "2026-02", "value": 40.0},
    {"indicator": "cost.staff", "period": "2025", "value": 400.0},
    {"indicator": "cost.staff", "period": "2026", "value": 7.0, "company": "Rival"},
    {"indicator": "csat", "period": "2026", "value": 0.8},
]
SALES = [
    buy("a", date(2026, 12, 1), 50, margin=20),  # 20 days after the mailing
    buy("a", date(2026, 12, 5), -50, margin=-8, kind="return"),  # a refund of those days
    buy("b", date(2026, 10, 1), 50, margin=30),  # active, before the mailing
    buy("c", date(2026, 5, 1), 50, margin=40),  # not active any more; after the mailing of spring
    buy("d", date(2026, 11, 20), 50, margin=70),  # in the control group
]
CAMPAIGNS = [
    {"campaign_id": "K1", "name": "Winter", "started_on": date(2026, 11, 11)},
    {"campaign_id": "K2", "name": "Spring", "started_on": date(2026, 4, 20)},
]
MEMBERS = [
    {"campaign_id": "K1", "customer_id": "a"},
    {"campaign_id": "K1", "customer_id": "a", "sent_on": date(2026, 11, 12)},  # sent twice: the purchase counts once
    {"campaign_id": "K1", "customer_id": "b"},
    {"campaign_id": "K2", "customer_id": "c"},
    {"campaign_id": "K1", "customer_id": "d", "group": "control"},
]


def test_lines_of_the_year_and_the_total(tmp_path):
    """Active on the last day of 2026 by D80 = 100: a, b, d."""
    con = connection(tmp_path, RULES, customers=PEOPLE, references=COSTS, transactions=SALES, campaigns=CAMPAIGNS, campaign_members=MEMBERS)
    got = base_cost(con, Scope.to(AS_OF).where("store", "Lille"))
    expected = pl.DataFrame(
        {
            "year": ["2026"] * 3,
            "line": ["cost.staff", "cost.hosting", "total"],
            "cost": [900.0, 100.0, 1000.0],
            "customers": [4] * 3,
            "active": [3] * 3,
            "cost_per_customer": [225.0, 25.0, 250.0],
            "cost_per_active": [300.0, 100 / 3, 1000 / 3],
            "campaign_margin": [None, None, 52.0],
        }
    )
    assert_frame_equal(got, expected)


def test_the_latest_year_that_has_costs(tmp_path):
    con = connection(tmp_path, RULES, customers=PEOPLE, references=COSTS)
    assert base_cost(con, Scope.to(date(2027, 3, 1)))["year"].unique().to_list() == ["2026"]
    early = base_cost(con, Scope.to(date(2025, 6, 1)))
    assert early.select("line", "cost", "active", "cost_per_active", "campaign_margin").rows() == [
        ("cost.staff", 400.0, 0, None, None), ("total", 400.0, 0, None, None),
    ]  # fmt: skip
    assert base_cost(con, Scope.to(date(2024, 6, 1))).height == 0


def test_without_costs_there_is_no_row_and_it_has_no_parts(tmp_path):
    assert base_cost(connection(tmp_path, customers=PEOPLE), Scope.to(AS_OF)).height == 0
    with pytest.raises(WrongChoice, match="cannot be broken down by store"):
        base_cost(connection(tmp_path / "b", customers=PEOPLE, references=COSTS), Scope.to(AS_OF).broken_by("store"))
