"""What the page of one customer advises: the most pressing thing first."""

import pytest

from crm_core.indicators.lifecycle import LABELS, ONE
from crm_ui.findings import customer

CALM = {"open_complaints": 0, "unpaid": 0.0, "dated_payments": 3, "nps": 9.0, "csat": None, "csat_scale": None}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"open_complaints": 1, "unpaid": 50.0, "nps": 2.0}, "First close the open complaint; nothing to sell until then."),
        ({"unpaid": 50.0, "nps": 2.0}, "€50 are past their day of payment: settle that first."),
        ({"nps": 6.0}, "Unhappy at the last survey (6): call back before any offer."),
        ({"nps": None, "csat": 2.0, "csat_scale": "1-5"}, "Unhappy at the last survey (2): call back before any offer."),
        ({"nps": None, "csat": 2.0, "csat_scale": None}, "Develop: propose what goes with their purchases, at their usual gap."),
        ({"nps": None}, "Develop: propose what goes with their purchases, at their usual gap."),
        ({}, "Develop: propose what goes with their purchases, at their usual gap."),
    ],
)
def test_the_most_pressing_thing(changes, said):
    assert customer.action({"lifecycle": "occasional"}, CALM | changes, "en", "EUR", {}) == said


def test_every_class_has_its_action():
    assert set(customer.ACTIONS) == set(LABELS)


def test_the_answer_keeps_a_name_as_it_is():
    facts = {"lifecycle": "regular"}
    assert customer.answer("A **B** C", facts, CALM, "fr", "EUR", {}).startswith("**A B C\u00a0: Client régulier.**")


def test_the_firm_s_own_action_replaces_the_usual_one_but_not_what_is_more_pressing():
    own = {"occasional": " Inviter au salon ", "regular": ""}
    assert customer.action({"lifecycle": "occasional"}, CALM, "fr", "EUR", own) == "Inviter au salon"
    assert customer.action({"lifecycle": "regular"}, CALM, "en", "EUR", own).startswith("Reward")
    assert customer.action({"lifecycle": "occasional"}, CALM | {"open_complaints": 1}, "en", "EUR", own).startswith("First close")


@pytest.mark.parametrize(
    ("changes", "paid", "mood"),
    [
        ({}, ("good", "Up to date with payments"), ("good", "Not unhappy at the last survey")),
        ({"unpaid": 120.0, "open_complaints": 1}, ("bad", "Behind with payments: €120"), ("bad", "Unhappy: a complaint is open")),
        ({"nps": 3.0}, ("good", "Up to date with payments"), ("bad", "Unhappy at the last survey: 3")),
        (
            {"nps": None, "dated_payments": 0},
            ("neutral", "Payments not followed: no due date on file"),
            ("neutral", "Happy or not: never said"),
        ),
    ],
)
def test_said_plainly(changes, paid, mood):
    assert customer.payments(CALM | changes, "en", "EUR") == paid
    assert customer.mood(CALM | changes, "en") == mood


def test_every_class_has_a_name_for_one_customer():
    assert set(ONE) == set(LABELS)
