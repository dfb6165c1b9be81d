"""What came back: whose it was, whether it holds for the address of now, and what it does to the customer."""

from datetime import date

import pytest

from crm_core.engine import Scope, connect, query
from crm_core.indicators.base_quality import base_quality
from crm_core.indicators.reachable import reachable
from crm_core.settings import Settings
from crm_core.store import decisions
from tests.support import NOW, connection, workspace

DAY = date(2026, 11, 20)
HOME = {"address_1": "12, rue de la Paix", "postal_code": "69002", "city": "Lyon"}
PEOPLE = [
    {"customer_id": "1", "last_name": "Durand", "email": "Un@x.fr", **HOME, "consent_email": True, "consent_mail": True},
    {"customer_id": "2", "last_name": "Élie", "email": "deux@x.fr", **HOME, "consent_email": True, "consent_mail": True},
    {"customer_id": "3", "last_name": "Roy", "email": "trois@x.fr", "undeliverable_on": date(2026, 3, 1), "address_1": "3 rue B", "postal_code": "75001", "city": "Paris"},
]  # fmt: skip
RETURNS = [
    {"customer_id": "1", "returned_on": date(2026, 5, 1), "reason": "NPAI"},
    {"email": " un@X.fr", "returned_on": date(2026, 6, 1), "reason": "boîte inconnue"},
    {"last_name": "ELIE", "address_1": "12 rue de la paix", "postal_code": "69002", "returned_on": date(2026, 7, 1)},
    {"customer_id": "3", "returned_on": date(2026, 2, 1), "way": "mail"},
    {"customer_id": "3", "email": "ancien@x.fr", "returned_on": date(2026, 2, 2)},
    {"email": "deux@x.fr", "returned_on": date(2026, 8, 1), "severity": "soft"},
    {"customer_id": "99", "returned_on": date(2026, 8, 2)},
    {"email": "personne@x.fr", "returned_on": date(2026, 8, 3)},
]
SAID = "select returned_on, way, customer_id, is_held from all_undeliverables order by returned_on"
MARKED = "select customer_id, undeliverable_on, email_bounced_on from all_customers order by 1"


@pytest.fixture
def con(tmp_path):
    return connection(tmp_path, customers=PEOPLE, undeliverables=RETURNS)


def rows(con, sql):
    return query(con, sql, Scope.to(DAY)).rows()


def test_whose_each_return_is_and_whether_it_holds(con):
    """Not: an e-mail that the customer has changed since, a full mailbox, a number or an address that nobody has."""
    assert rows(con, SAID) == [
        (date(2026, 2, 1), "mail", "3", True),
        (date(2026, 2, 2), "email", "3", False),
        (date(2026, 5, 1), "mail", "1", True),
        (date(2026, 6, 1), "email", "1", True),
        (date(2026, 7, 1), "mail", "2", True),
        (date(2026, 8, 1), "email", "2", False),
        (date(2026, 8, 2), "mail", "99", False),
        (date(2026, 8, 3), "email", None, False),
    ]


def test_the_first_return_marks_the_customer_and_nobody_is_made_of_one(con):
    assert rows(con, MARKED) == [
        ("1", date(2026, 5, 1), date(2026, 6, 1)),
        ("2", date(2026, 7, 1), None),
        ("3", date(2026, 2, 1), None),
    ]


def test_an_address_without_a_name_is_everybody_who_lives_there(tmp_path):
    con = connection(tmp_path, customers=PEOPLE, undeliverables=[{**HOME, "returned_on": date(2026, 7, 1)}])
    assert rows(con, MARKED)[:2] == [("1", date(2026, 7, 1), None), ("2", date(2026, 7, 1), None)]


def test_marks_follow_merges(tmp_path):
    firm = workspace(tmp_path, customers=PEOPLE, undeliverables=[{"customer_id": "2", "returned_on": date(2026, 7, 1), "way": "email"}])
    decisions.decide(firm, decisions.frame([("1", "2", "merge")]), at=NOW, by="test")
    assert rows(connect(firm, Settings()), MARKED)[0] == ("1", None, date(2026, 7, 1))


def test_who_came_back_is_not_reached_and_counts_in_the_quality_of_the_base(con):
    got = reachable(con, Scope.to(DAY)).filter(channel="email").select("reachable", "returned").rows()
    assert got == [(1, 1)]
    assert reachable(con, Scope.to(date(2026, 5, 31))).filter(channel="email").select("reachable", "returned").rows() == [(2, 0)]
    told = base_quality(con, Scope.to(DAY)).filter(part="deliverability").select("field", "n", "ok").rows()
    assert told == [("address_1", 3, 0), ("email", 3, 2)]
