"""The personal data of named customers: the search, what happened, where a customer stands."""

from datetime import date, datetime

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from crm_core.engine import Scope, query
from crm_core.engine.records import course, events, purchases, records, search, standing
from crm_core.errors import WrongChoice
from crm_core.indicators.lifecycle import SQL
from crm_core.settings import Settings
from tests.indicators.cases import buy
from tests.support import connection

PEOPLE = [
    {"customer_id": "001", "last_name": "Huguet", "first_name": "Hélène", "phone": "04 72 13 11 97", "email": "h.huguet@poste.example", "city": "Lyon"},
    {"customer_id": "002", "last_name": "Durand", "first_name": "Alain", "mobile": "+33 6 11 22 33 44"},
    {"customer_id": "003", "company_name": "Jardins Roche EURL"},
]  # fmt: skip
DAY = date(2026, 6, 30)


@pytest.fixture(scope="module")
def con(tmp_path_factory):
    return connection(
        tmp_path_factory.mktemp("firm"),
        customers=PEOPLE,
        transactions=[
            {"transaction_id": "1", "customer_id": "001", "date": date(2026, 1, 5), "amount": 40.0, "channel": "store", "due_on": date(2026, 2, 5), "paid_on": date(2026, 2, 1)},
            {"transaction_id": "2", "customer_id": "001", "date": date(2026, 5, 5), "amount": 60.0, "channel": "web", "due_on": date(2026, 6, 5)},
            {"transaction_id": "3", "customer_id": "001", "date": date(2026, 9, 5), "amount": 99.0},
            {"transaction_id": "4", "customer_id": "002", "date": date(2026, 1, 5), "amount": 10.0},
            {"transaction_id": "5", "customer_id": "K-9", "date": date(2026, 1, 5), "amount": 10.0},
        ],
        surveys=[{"response_id": "1", "customer_id": "001", "date": date(2026, 3, 1), "nps": 4, "nps_scale": "0-10", "csat": 2, "csat_scale": "1-5"}],
        complaints=[{"complaint_id": "1", "customer_id": "001", "received_on": datetime(2026, 6, 1, 9), "category": "Livraison"}],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("001", "001"), ("helene huget", "001"), ("Huguet Hélène", "001"), ("0472131197", "001"), ("H.HUGUET@poste.example", "001"), ("durant", "002"),
        ("06 11 22 33 44", "002"), ("jardin roche", "003"), ("jard", "003"), ("k-9", "K-9"),
    ],
)  # fmt: skip
def test_the_search_forgives(con, text, first):
    assert search(con, text)["customer_id"][0] == first


@pytest.mark.parametrize("text", ["zzz", "", "'; drop table customers; --", "%", "12"])
def test_who_is_not_there_is_not_found(con, text):
    assert search(con, text).height == 0


def test_what_happened_until_a_day(con):
    expected = pl.DataFrame(
        [
            (date(2026, 6, 1), "complaint", None, None, None, "Livraison"),
            (date(2026, 5, 5), "purchase", "web", None, 60.0, None),
            (date(2026, 3, 1), "survey", None, None, None, "NPS 4 · CSAT 2"),
            (date(2026, 1, 5), "purchase", "store", None, 40.0, None),
        ],
        schema=["date", "what", "channel", "store", "amount", "detail"],
        orient="row",
    )
    assert_frame_equal(events(con, "001", DAY), expected, check_dtypes=False)


def test_where_a_customer_stands(con):
    assert standing(con, "001", DAY) == {
        "unpaid": 60.0,
        "dated_payments": 2,
        "open_complaints": 1,
        "nps": 4.0,
        "nps_scale": "0-10",
        "csat": 2.0,
        "csat_scale": "1-5",
    }
    assert standing(con, "003", DAY) == {
        "unpaid": 0.0,
        "dated_payments": 0,
        "open_complaints": 0,
        "nps": None,
        "nps_scale": None,
        "csat": None,
        "csat_scale": None,
    }


def test_a_customer_that_is_not_there(con):
    assert records(con, ["001", "nobody"])["last_name"].to_list() == ["Huguet"]
    with pytest.raises(WrongChoice, match="no customer nobody"):
        events(con, "nobody", DAY)


def test_the_class_of_one_customer_over_time_is_that_of_everyone_s_question(tmp_path):
    """D80 = 100, D95 = 200, by the thresholds of the last day. Sponsoring b makes a convinced; b is not known before May."""
    rows = [buy("a", date(2025, month, 1)) for month in (1, 3, 5, 7)] + [buy("b", date(2025, 5, 5))]
    people = [
        {"customer_id": "a", "last_name": "A"},
        {"customer_id": "b", "first_known_on": date(2025, 5, 5), "referred_by": "a"},
        {"customer_id": "c"},
    ]
    con = connection(tmp_path, Settings().with_values("lifecycle", d80=100, d95=200), customers=people, transactions=rows)
    days = [
        date(2024, 12, 31),
        date(2025, 1, 31),
        date(2025, 3, 31),
        date(2025, 5, 2),
        date(2025, 7, 31),
        date(2025, 11, 30),
        date(2026, 3, 31),
    ]
    told = {name: course(con, name, days)["lifecycle"].to_list() for name in "abc"}
    assert told == {
        "a": ["prospect", "trial_buyer", "occasional", "regular", "convinced", "inactive", "former"],
        "b": [None, None, None, None, "trial_buyer", "former", "former"],
        "c": ["suspect"] * 7,
    }
    for rank, day in enumerate(days):
        everyone = query(con, SQL, Scope.to(day)).select("customer_id", "lifecycle").rows()
        assert everyone == [(name, told[name][rank]) for name in "abc" if told[name][rank]]


def test_the_days_on_which_one_customer_bought(con):
    assert purchases(con, "001", DAY).rows() == [(date(2026, 1, 5), 40.0), (date(2026, 5, 5), 60.0)]
    assert purchases(con, "003", DAY).height == 0
