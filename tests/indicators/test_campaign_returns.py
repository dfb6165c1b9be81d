from datetime import date

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.indicators.campaign_returns import campaign_returns
from tests.support import connection

AS_OF, SENT = date(2026, 11, 20), date(2026, 5, 4)
PEOPLE = [
    {
        "customer_id": one,
        "email": f"{one}@x.fr",
        "address_1": f"{one} rue A",
        "postal_code": "59000",
        "store": "Lille" if one < "c" else "Lyon",
    }
    for one in "abcde"
]
CAMPAIGNS = [
    {"campaign_id": "P", "name": "Lettre", "channel": "mail", "cost": 100.0},
    {"campaign_id": "E", "name": "Message", "channel": "email"},
    {"campaign_id": "O", "name": "Ancienne", "channel": "mail", "cost": 9.0},
]
MEMBERS = [
    *({"campaign_id": "P", "customer_id": one, "sent_on": SENT} for one in "abcd"),
    {"campaign_id": "P", "customer_id": "e", "group": "control", "sent_on": SENT},
    {"campaign_id": "O", "customer_id": "a", "sent_on": date(2024, 1, 1)},
]
CONTACTS = [
    {"interaction_id": "1", "customer_id": "a", "campaign_id": "E", "date": date(2026, 6, 1), "channel": "email", "direction": "outbound", "outcome": "bounced"},
    {"interaction_id": "2", "customer_id": "b", "campaign_id": "E", "date": date(2026, 6, 2), "channel": "email", "direction": "outbound", "outcome": "opened"},
    {"interaction_id": "3", "customer_id": "a", "campaign_id": "P", "date": SENT, "channel": "mail", "direction": "outbound", "outcome": "bounced"},
]  # fmt: skip
RETURNS = [
    {"customer_id": "a", "returned_on": date(2026, 5, 20), "way": "mail", "campaign_id": "P"},
    {"customer_id": "b", "returned_on": date(2026, 5, 20), "way": "mail"},
    {"address_1": "C, rue a", "postal_code": "59000", "returned_on": date(2026, 8, 2)},
    {"customer_id": "d", "returned_on": date(2026, 8, 3), "way": "mail"},
    {"email": "B@x.fr ", "returned_on": date(2026, 6, 9), "severity": "soft"},
    {"email": "nobody@x.fr", "returned_on": date(2026, 6, 9)},
]


@pytest.fixture
def con(tmp_path):
    return connection(
        tmp_path, customers=PEOPLE, campaigns=CAMPAIGNS, campaign_members=MEMBERS, interactions=CONTACTS, undeliverables=RETURNS
    )


def test_what_came_back_of_each_campaign_and_what_it_cost(con):
    """Of four letters a and b came back, c's on the 90th day, d's a day too late; both e-mails, one of them for a time only."""
    got = campaign_returns(con, Scope.to(AS_OF))
    expected = pl.DataFrame(
        [
            ("P", "Lettre", "mail", SENT, 4, 3, 0.75, 25.0, 75.0),
            ("E", "Message", "email", date(2026, 6, 1), 2, 2, 1.0, None, None),
        ],
        schema=["campaign_id", "name", "channel", "sent_on", "sent", "returned", "returned_share", "cost_each", "lost"],
        orient="row",
    )
    assert_frame_equal(got.drop("low", "high"), expected)
    assert got.select("low", "high").row(0) == pytest.approx((0.300642, 0.954413), abs=1e-6)


def test_the_cost_of_a_part_is_that_of_its_own_returns(con):
    got = campaign_returns(con, Scope.to(AS_OF).where("store", "Lyon"))
    assert got.select("campaign_id", "sent", "returned", "lost").rows() == [("P", 2, 1, 25.0)]
    by = campaign_returns(con, Scope.to(AS_OF).broken_by("store")).select("store", "campaign_id", "returned", "lost").rows()
    assert by == [("Lille", "P", 2, 50.0), ("Lille", "E", 2, None), ("Lyon", "P", 1, 25.0)]


def test_only_what_was_known_on_the_day(con):
    assert campaign_returns(con, Scope.to(date(2026, 5, 10))).select("campaign_id", "sent", "returned").rows() == [("P", 4, 1)]
    assert campaign_returns(con, Scope.to(date(2024, 6, 1))).select("campaign_id", "sent", "returned", "lost").rows() == [("O", 1, 0, 0.0)]
