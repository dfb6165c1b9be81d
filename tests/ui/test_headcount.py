"""The number of customers that pages tell is that of the customers who have a class, at every as-of day."""

from datetime import date, datetime

import pytest

from crm_core.engine import Scope, query
from crm_core.indicators.lifecycle_counts import lifecycle_counts
from crm_ui.cache import HEADCOUNT
from tests.indicators.cases import buy
from tests.support import connection

PEOPLE = [
    {"customer_id": "always", "store": "Lille"},
    {"customer_id": "march", "first_known_on": date(2026, 3, 1), "store": "Lille"},
    {"customer_id": "bought before its entry", "first_known_on": date(2026, 5, 1), "store": "Lyon"},
]
ROWS = [buy("bought before its entry", date(2026, 2, 1)), buy("from the till", date(2026, 4, 1))]
ANSWERS = [{"customer_id": "of a rival", "date": date(2026, 1, 1), "company": "Rival", "nps": 3.0}]
MEMBERS = [{"campaign_id": "C", "customer_id": "member"}]
COMPLAINTS = [{"complaint_id": "1", "customer_id": "of the till", "received_on": datetime(2026, 6, 1, 9)}]


@pytest.fixture
def con(tmp_path):
    return connection(tmp_path, customers=PEOPLE, transactions=ROWS, surveys=ANSWERS, complaints=COMPLAINTS, campaign_members=MEMBERS)


@pytest.mark.parametrize(
    ("day", "known"),
    [
        (date(2025, 12, 31), 2),
        (date(2026, 2, 1), 3),
        (date(2026, 3, 1), 4),
        (date(2026, 4, 1), 5),
        (date(2026, 5, 31), 5),
        (date(2026, 6, 1), 6),
    ],
)
def test_known_at_a_day(con, day, known):
    scope = Scope.to(day)
    assert query(con, HEADCOUNT, scope).row(0) == (known, known)
    assert lifecycle_counts(con, scope)["customers"].sum() == known


def test_kept_by_a_filter(con):
    lille = Scope.to(date(2026, 6, 1)).where("store", "Lille")
    assert query(con, HEADCOUNT, lille).row(0) == (2, 6)
    assert lifecycle_counts(con, lille)["customers"].sum() == 2
