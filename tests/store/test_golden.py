"""One customer made of several records: its golden record field by field, its events, and every figure before, after, and after taking it back."""

from contextlib import suppress
from datetime import date, datetime
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from crm_core.engine import Connection, Scope, connect, query
from crm_core.engine.records import events, foreseen, records, search, sources
from crm_core.errors import MissingData
from crm_core.indicators import REGISTRY
from crm_core.settings import Settings
from crm_core.store import decisions
from crm_core.store.golden import BLOCKS
from crm_core.store.workspace import Change, Entry, Workspace
from crm_core.tables import TABLES
from tests.support import NOW, frame, workspace

DAY = date(2026, 11, 20)
RECORDS: list[dict[str, Any]] = [
    {"customer_id": "A", "last_name": "Petit", "first_name": "A.", "title": "Mlle", "email": "anne@@poste.example", "email_ok": False, "phone": "0472000001", "phone_ok": True,
     "address_1": "1 rue Haute", "postal_code": "69001", "city": "Lyon", "birth_date": date(1970, 5, 1), "birth_date_ok": True, "store": "Lyon", "region": "Sud",
     "first_known_on": date(2020, 3, 1), "acquisition_channel": "salon", "acquisition_cost": 12.5, "consent_email": True, "consent_email_on": date(2020, 3, 1), "consent_email_source": "bulletin",
     "consent_sms": True, "consent_sms_on": date(2020, 3, 1), "profession": "notaire", "referred_by": "B"},
    {"customer_id": "B", "last_name": "Martin", "first_name": "Anne", "title": "Mme", "email": "anne@poste.example", "email_ok": True,
     "address_1": "9 quai Bas", "city": "Lyon", "undeliverable_on": date(2025, 2, 2), "region": "Nord", "first_known_on": date(2022, 6, 1), "acquisition_channel": "web", "acquisition_cost": 7.5,
     "consent_email": False, "consent_email_on": date(2022, 6, 1), "consent_email_source": "site", "consent_mail": True, "left_on": date(2024, 1, 1), "left_reason": "prix", "children": 2},
    {"customer_id": "C", "last_name": "MARTIN", "first_name": "Ann", "postal_code": "69009", "city": "Lyon 9e", "first_known_on": date(2021, 1, 1), "mobile": "0612345678", "mobile_ok": True},
    {"customer_id": "D", "last_name": "Roy", "first_name": "Luc", "referred_by": "C", "first_known_on": date(2021, 1, 1), "left_on": date(2026, 1, 2), "left_reason": "loin"},
]  # fmt: skip
LINES = [
    {"transaction_id": "1", "customer_id": "A", "order_id": "O1", "date": date(2026, 2, 1), "amount": 40.0},
    {"transaction_id": "2", "customer_id": "B", "order_id": "O1", "date": date(2026, 3, 1), "amount": -15.0, "kind": "return"},
    {"transaction_id": "3", "customer_id": "B", "date": date(2026, 5, 1), "amount": 60.0},
    {"transaction_id": "4", "customer_id": "C", "date": date(2026, 5, 1), "amount": 5.0},
    {"transaction_id": "5", "customer_id": "D", "date": date(2026, 5, 1), "amount": 10.0},
    {"transaction_id": "6", "customer_id": None, "date": date(2026, 5, 1), "amount": 1.0},
]
MEMBERS = [
    {"campaign_id": "K", "customer_id": "A", "group": "control", "sent_on": date(2026, 1, 1)},
    {"campaign_id": "K", "customer_id": "B", "group": "treated", "sent_on": date(2026, 1, 2)},
    {"campaign_id": "K", "customer_id": "D", "group": "control", "sent_on": date(2026, 1, 1)},
]
GOLDEN = {
    "customer_id": "A", "last_name": "Martin", "title": "Mme", "first_name": "Anne", "email": "anne@poste.example", "email_ok": True, "phone": "0472000001", "phone_ok": True,
    "mobile": "0612345678", "mobile_ok": True, "address_1": None, "postal_code": "69009", "city": "Lyon 9e", "undeliverable_on": None, "birth_date": date(1970, 5, 1), "birth_date_ok": True,
    "store": "Lyon", "region": "Sud", "first_known_on": date(2020, 3, 1), "acquisition_channel": "salon", "acquisition_cost": 20.0, "consent_email": False, "consent_email_on": date(2022, 6, 1),
    "consent_email_source": "site", "consent_sms": True, "consent_sms_on": date(2020, 3, 1), "consent_sms_source": None, "consent_mail": True, "consent_phone": None, "left_on": None,
    "left_reason": None, "profession": "notaire", "children": 2.0, "referred_by": None, "kind": None,
}  # fmt: skip


@pytest.fixture
def firm(tmp_path) -> Workspace:
    return workspace(
        tmp_path, customers=RECORDS, transactions=LINES, campaign_members=MEMBERS,
        surveys=[{"response_id": str(n), "customer_id": one, "date": date(2026, 4, n), "nps": 9} for n, one in enumerate("ABD", 1)],
        complaints=[{"complaint_id": one, "customer_id": one, "received_on": datetime(2026, 6, 1, 9)} for one in "BC"],
        interactions=[{"interaction_id": one, "customer_id": one, "date": date(2026, 7, 1)} for one in "CX"],
    )  # fmt: skip


def decide(firm: Workspace, *pairs: tuple[str, str, str]) -> None:
    decisions.decide(firm, decisions.frame(pairs), at=NOW, by="test")


def opened(firm: Workspace) -> Connection:
    return connect(firm, Settings())


def answers(firm: Workspace, scope: Scope) -> dict[str, pl.DataFrame]:
    """Every indicator that these few rows can answer."""
    con, found = opened(firm), {}
    for name, one in REGISTRY.items():
        with suppress(MissingData):
            found[name] = one(con, scope)
    return found


def asked(con: Connection, sql: str) -> list[tuple[Any, ...]]:
    return query(con, sql, Scope.to(DAY)).rows()


def test_each_field_of_the_golden_record_by_its_rule(firm):
    """A = B and B = C are one customer, whose address is that of the record where mail arrives; D, and whoever they sponsor, stays."""
    decide(firm, ("A", "B", "merge"), ("C", "B", "merge"))
    con = opened(firm)
    got = query(con, "select * from all_customers where customer_id = 'A'", Scope.to(DAY)).select(list(GOLDEN)).row(0, named=True)
    assert {name: float(value) if name == "acquisition_cost" else value for name, value in got.items()} == GOLDEN
    assert asked(con, "select customer_id, referred_by, is_stub from all_customers order by 1") == [("A", None, False), ("D", "A", False), ("X", None, True)]  # fmt: skip


def test_the_record_foreseen_is_the_one_that_is_made(firm):
    """Also when one of the two is made of two already."""
    decide(firm, ("C", "B", "merge"))
    fields = [one for one in GOLDEN if one not in ("customer_id", "referred_by")]
    told = foreseen(opened(firm), ["A", "C"], fields)
    decide(firm, ("A", "C", "merge"))
    assert_frame_equal(told, records(opened(firm), ["A"], fields))


def test_who_left_under_all_records_has_left(firm):
    decide(firm, ("B", "D", "merge"))
    assert asked(opened(firm), "select left_on, left_reason from all_customers where customer_id = 'D'") == [(date(2026, 1, 2), "loin")]


def test_the_record_that_changed_last_comes_before_the_one_known_last(firm):
    rows = frame("customers", [{"customer_id": "A", "last_name": "Durand", "first_known_on": date(2020, 3, 1)}])
    with firm.writing() as base:
        changed = rows.with_columns(pl.lit(2, pl.Int32).alias("loaded_in")).to_arrow()
        firm.commit(base, {"customers": Change(changed, True)}, Entry("import", NOW, "test"))
    decide(firm, ("A", "B", "merge"))
    assert asked(opened(firm), "select last_name from all_customers where customer_id = 'A'") == [("Durand",)]


def test_events_follow_and_an_order_refunded_under_the_other_record_is_one_occasion(firm):
    decide(firm, ("A", "B", "merge"), ("B", "C", "merge"))
    con = opened(firm)
    occasions = """select c.customer_id, o.date, o.known_on, o.amount::double, o.is_purchase from all_occasions as o left join all_customers as c on c.ck = o.ck
        order by 1, 2, 3"""
    assert asked(con, occasions) == [
        ("A", date(2026, 2, 1), date(2026, 2, 1), 40.0, True),
        ("A", date(2026, 2, 1), date(2026, 3, 1), -15.0, False),
        ("A", date(2026, 5, 1), date(2026, 5, 1), 65.0, True),
        ("D", date(2026, 5, 1), date(2026, 5, 1), 10.0, True),
        (None, date(2026, 5, 1), date(2026, 5, 1), 1.0, True),
    ]
    assert asked(con, 'select customer_id, "group", sent_on from all_campaign_members order by 1') == [
        ("A", "treated", date(2026, 1, 2)),
        ("D", "control", date(2026, 1, 1)),
    ]
    counts = " union all ".join(
        f"select '{one}', count(*) from all_{one} where customer_id = 'A'" for one in ("surveys", "complaints", "interactions")
    )
    assert asked(con, counts) == [("surveys", 2), ("complaints", 2), ("interactions", 1)]
    assert events(con, "C", DAY)["what"].to_list() == events(con, "A", DAY)["what"].to_list()
    assert search(con, "petit")["customer_id"].to_list() == search(con, "B")["customer_id"].to_list() == ["A"]


def test_a_merged_record_is_still_shown_as_it_was_brought(firm):
    decide(firm, ("A", "B", "merge"))
    got = sources(opened(firm), ["A", "B", "D"], ["last_name", "city"]).sort("customer_id").rows()
    assert got == [("A", "A", "Petit", "Lyon"), ("A", "B", "Martin", "Lyon"), (None, "D", "Roy", None)]


def test_a_table_of_purchases_before_after_and_taken_back(firm):
    """The whole table, then each indicator there is: what was before comes back exactly."""
    scope, name = Scope.to(DAY), "customer_list"
    columns = ("customer_id", "orders", "last_on", "revenue")
    before = REGISTRY[name](opened(firm), scope)
    every = answers(firm, scope)
    assert before.select(columns).rows() == [
        ("A", 1, date(2026, 2, 1), 40.0), ("B", 1, date(2026, 5, 1), 45.0), ("C", 1, date(2026, 5, 1), 5.0), ("D", 1, date(2026, 5, 1), 10.0), ("X", 0, None, 0.0),
    ]  # fmt: skip
    decide(firm, ("A", "B", "merge"), ("B", "C", "merge"))
    merged = REGISTRY[name](opened(firm), scope).select(columns).rows()
    assert merged == [("A", 2, date(2026, 5, 1), 90.0), ("D", 1, date(2026, 5, 1), 10.0), ("X", 0, None, 0.0)]
    decide(firm, ("B", "C", "open"))
    one_back = REGISTRY[name](opened(firm), scope).select(columns).rows()
    assert one_back == [
        ("A", 2, date(2026, 5, 1), 85.0),
        ("C", 1, date(2026, 5, 1), 5.0),
        ("D", 1, date(2026, 5, 1), 10.0),
        ("X", 0, None, 0.0),
    ]
    firm.undo(at=NOW, by="test")
    firm.undo(at=NOW, by="test")
    again = answers(firm, scope)
    assert again.keys() == every.keys() and len(every) > 20
    for one, was in every.items():
        assert_frame_equal(again[one], was)


def test_a_later_file_of_either_id_follows_the_mapping(firm):
    decide(firm, ("A", "B", "merge"))
    rows = frame("transactions", [{"transaction_id": "9", "customer_id": "B", "date": date(2026, 8, 1), "amount": 7.0}])
    with firm.writing() as base:
        firm.commit(base, {"transactions": Change(rows.to_arrow(), False)}, Entry("import", NOW, "test"))
    assert REGISTRY["customer_list"](opened(firm), Scope.to(DAY)).filter(pl.col("customer_id") == "A")["revenue"].to_list() == [92.0]


def test_a_base_of_few_columns_is_merged_too(tmp_path):
    """Files bring what they bring: neither addresses nor checks nor the day of entry."""
    firm = Workspace.open(tmp_path)
    rows = pl.DataFrame({"row_key": ["1", "2"], "customer_id": ["1", "2"], "email": ["a@x.example", None], "teint": [None, "rose"]})
    with firm.writing() as base:
        firm.commit(base, {"customers": Change(rows.to_arrow(), False)}, Entry("import", NOW, "test"))
    decide(firm, ("1", "2", "merge"))
    assert asked(opened(firm), "select customer_id, email, teint from all_customers") == [("1", "a@x.example", "rose")]


def test_who_is_known_by_events_alone_can_be_merged(firm):
    decide(firm, ("D", "X", "merge"))
    con = opened(firm)
    assert asked(con, "select customer_id from all_interactions order by 1") == [("C",), ("D",)]
    assert asked(con, "select last_name from all_customers where customer_id = 'D'") == [("Roy",)]


def test_every_field_of_a_rule_exists_once():
    ruled = [one for _rule, fields in BLOCKS for one in fields]
    assert len(ruled) == len(set(ruled)) and set(ruled) <= set(TABLES["customers"].by_name)
