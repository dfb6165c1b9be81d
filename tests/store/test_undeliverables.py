"""What came back: whose it was, whether it holds for the address of now, and what it does to the customer."""

from datetime import date

import pytest

from crm_core.engine import Scope, connect, query
from crm_core.indicators.base_quality import base_quality
from crm_core.indicators.reachable import reachable, verdicts
from crm_core.indicators.undeliverable import undeliverable
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


def soft(who: str, *days: date) -> list[dict[str, object]]:
    return [{"customer_id": who, "email": f"{who}@x.fr", "returned_on": day, "severity": "soft"} for day in days]


def sent(who: str, day: date, outcome: str) -> dict[str, object]:
    return {
        "interaction_id": f"{who}{day}",
        "customer_id": who,
        "date": day,
        "channel": "email",
        "direction": "outbound",
        "outcome": outcome,
    }


def test_temporary_failures_that_last_mark_the_e_mail(tmp_path):
    """three: the third, 15 days after the first. fast: within 14 days, then one more. two: too few. opened: in between. again: a whole row after it arrived.
    noted: delivered, it was said, and came back two days later. since: it arrives again. twice: two lines of one day are one. moved: of an address of before."""
    first, second, third = date(2026, 5, 1), date(2026, 5, 8), date(2026, 5, 16)
    names = ("three", "fast", "two", "opened", "again", "noted", "since", "twice", "moved")
    returns = [
        *soft("three", first, second, third), *soft("fast", first, second, date(2026, 5, 15), date(2026, 6, 2)), *soft("two", first, date(2026, 9, 1)),
        *soft("opened", first, second, third), *soft("again", first, second, date(2026, 6, 1), date(2026, 6, 10), date(2026, 6, 20)),
        *soft("noted", first, second, third), *soft("since", first, second, third), *soft("twice", first, third),
        {"customer_id": "twice", "returned_on": first, "way": "email", "severity": "soft"}, *soft("moved", first, second, third),
    ]  # fmt: skip
    contacts = [
        sent("opened", date(2026, 5, 10), "opened"), sent("again", date(2026, 5, 20), "delivered"), sent("noted", date(2026, 5, 6), "delivered"),
        sent("since", date(2026, 7, 1), "clicked"), sent("two", date(2026, 5, 2), "bounced"),
    ]  # fmt: skip
    people = [{"customer_id": one, "email": f"{one}@x.fr" if one != "moved" else "new@x.fr"} for one in names]
    con = connection(tmp_path, customers=people, undeliverables=returns, interactions=contacts)
    marked = rows(con, "select customer_id, email_bounced_on from all_customers where email_bounced_on is not null order by 1")
    assert marked == [("again", date(2026, 6, 20)), ("fast", date(2026, 6, 2)), ("noted", third), ("three", third)]
    told = undeliverable(con, Scope.to(date(2026, 6, 2)))["customer_id"].to_list()
    assert told == ["fast", "noted", "three"]


REFUSED = "Pli refusé par le destinataire"


@pytest.mark.parametrize(
    ("line", "marked", "verdict"),
    [
        ({"customer_id": "1", "reason": REFUSED}, None, "refused"),
        ({"customer_id": "1", "reason": "REFUS"}, None, "refused"),
        ({"customer_id": "1", "reason": "Destinataire inconnu à l’adresse"}, date(2026, 7, 1), "returned"),
        ({"customer_id": "1", "reason": "Pli avisé et non réclamé"}, date(2026, 7, 1), "returned"),
        ({"customer_id": "1", "reason": REFUSED, "returned_on": date(2025, 12, 1)}, None, "reached"),
    ],
)
def test_a_letter_that_was_refused_found_its_address_and_is_a_refusal_of_post(tmp_path, line, marked, verdict):
    """Until the person agrees again, which customer 1 did in 2026."""
    people = [{**PEOPLE[0], "consent_mail_on": date(2026, 1, 1)}]
    con = connection(tmp_path, customers=people, undeliverables=[{"returned_on": date(2026, 7, 1), "way": "mail", **line}])
    assert rows(con, MARKED) == [("1", marked, None)]
    assert verdicts(con, Scope.to(DAY), "mail")["verdict"].to_list() == [verdict]
    assert verdicts(con, Scope.to(date(2026, 6, 30)), "mail")["verdict"].to_list() == ["reached"]
    assert undeliverable(con, Scope.to(DAY)).height == (marked is not None)


def test_a_server_that_refuses_an_e_mail_refuses_no_post(tmp_path):
    line = {"email": "un@x.fr", "reason": "connection refused", "returned_on": date(2026, 7, 1)}
    con = connection(tmp_path, customers=PEOPLE[:1], undeliverables=[line])
    assert rows(con, MARKED) == [("1", None, date(2026, 7, 1))]
    assert verdicts(con, Scope.to(DAY), "mail")["verdict"].to_list() == ["reached"]
