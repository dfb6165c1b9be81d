from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

import polars as pl

from crm_core.engine import Scope
from crm_core.indicators.base_quality import base_quality
from crm_core.indicators.base_quality_score import base_quality_score
from crm_core.indicators.record_faults import record_faults
from crm_core.periods import Window, add_months
from tests.indicators.cases import buy
from tests.support import connection

AS_OF = date(2026, 12, 31)


def test_parts_and_fields_of_three_records(tmp_path):
    customers = [
        {"customer_id": "1", "last_name": "Durand", "first_name": "Anne", "email": "a@b.fr", "email_ok": True, "address_1": "1 rue A", "postal_code": "59000", "postal_code_ok": True, "city": "Lille"},
        {"customer_id": "2", "last_name": "Petit", "email": "a@@b", "email_ok": False, "mobile": "0612345678", "mobile_ok": True, "address_1": "2 rue B", "undeliverable_on": date(2026, 5, 1), "first_known_on": date(2020, 1, 1)},
        {"customer_id": "3", "kind": "company", "company_name": "SARL", "siret": "73282932000074", "siret_ok": True, "first_known_on": date(2026, 1, 1)},
    ]  # fmt: skip
    con = connection(tmp_path, customers=customers, transactions=[buy("1", AS_OF), buy("stub", AS_OF)])
    got = base_quality(con, Scope.to(AS_OF))
    assert got.columns == ["part", "field", "n", "ok", "share", "low", "high"]
    assert got.select("part", "field", "n", "ok").rows() == [
        ("completeness", "address_1", 3, 2),
        ("completeness", "city", 3, 1),
        ("completeness", "company_name", 1, 1),
        ("completeness", "email", 3, 2),
        ("completeness", "first_name", 2, 1),
        ("completeness", "last_name", 2, 2),
        ("completeness", "phone", 3, 1),
        ("completeness", "postal_code", 3, 1),
        ("completeness", "siret", 1, 1),
        ("validity", "email", 2, 1),
        ("validity", "mobile", 1, 1),
        ("validity", "postal_code", 1, 1),
        ("validity", "siret", 1, 1),
        ("uniqueness", "customer_id", 3, 3),
        ("deliverability", "address_1", 2, 1),
        ("freshness", "customer_id", 3, 2),
    ]


def test_nobody_can_tell_what_is_fresh_where_no_day_is_on_file(tmp_path):
    record = {"customer_id": "1", "last_name": "Durand", "email": "a@b.fr", "email_ok": True}
    none, entered, bought = (
        connection(tmp_path / name, customers=[{**record, **more}], transactions=sales)
        for name, more, sales in (
            ("none", {}, []), ("entered", {"first_known_on": date(2020, 1, 1)}, []), ("bought", {}, [buy("other", date(2020, 1, 1))]),
        )
    )  # fmt: skip
    for con, dated in ((none, False), (entered, True), (bought, True)):
        parts = base_quality(con, Scope.to(AS_OF))
        assert ("freshness" in parts["part"].to_list()) is dated
        score = base_quality_score(con, Scope.to(AS_OF))
        assert (score["n"].item(), score["ok"].item()) == (parts["n"].sum(), parts["ok"].sum())
        (faults,) = record_faults(con, Scope.to(AS_OF))["reasons"]
        assert ("old customer_id" in faults) is dated


def test_each_window_is_what_its_last_day_knew(tmp_path):
    """A: undeliverable since June, last seen in 2024 so stale from July on; B: known since July."""
    customers = [
        {"customer_id": "A", "last_name": "a", "address_1": "1 rue A", "undeliverable_on": date(2026, 6, 15), "first_known_on": date(2020, 1, 1)},
        {"customer_id": "B", "address_1": "2 rue B", "first_known_on": date(2026, 7, 10)},
    ]  # fmt: skip
    con = connection(tmp_path, customers=customers, transactions=[buy("A", date(2024, 7, 3))])
    asked = Scope.to(date(2026, 7, 31), start=date(2026, 5, 1)).monthly()
    got = base_quality(con, asked).filter(pl.col("field").is_in(["last_name", "address_1", "customer_id"]))
    may, june, july = (date(2026, month, 1) for month in (5, 6, 7))
    assert got.select("month", "part", "field", "n", "ok").rows() == [
        (may, "completeness", "address_1", 1, 1), (may, "completeness", "last_name", 1, 1), (may, "uniqueness", "customer_id", 1, 1), (may, "deliverability", "address_1", 1, 1), (may, "freshness", "customer_id", 1, 1),
        (june, "completeness", "address_1", 1, 1), (june, "completeness", "last_name", 1, 1), (june, "uniqueness", "customer_id", 1, 1), (june, "deliverability", "address_1", 1, 0), (june, "freshness", "customer_id", 1, 1),
        (july, "completeness", "address_1", 2, 2), (july, "completeness", "last_name", 2, 1), (july, "uniqueness", "customer_id", 2, 2), (july, "deliverability", "address_1", 2, 1), (july, "freshness", "customer_id", 2, 1),
    ]  # fmt: skip
    for window in asked.windows:
        alone = base_quality(con, asked.over(window))
        assert base_quality(con, asked).filter(pl.col("month") == window.start).drop("month").equals(alone)


def test_freshness_over_many_windows_agrees_with_counting_by_hand(tmp_path):
    """Purchases, quotes, refunds of unknown orders, contacts, answers and complaints of three years; ends that are no ends of months, more than a number has bits."""
    chance = Random(8)

    def day() -> date:
        return date(2023, 1, 1) + timedelta(days=chance.randrange(1400))

    who = [f"c{k}" for k in range(80)]
    bought = [buy(chance.choice(who[:60]), day(), chance.choice((5, -5)), kind=chance.choice((None, "quote"))) for _ in range(70)]
    touched = [{"customer_id": chance.choice(who[20:70]), "date": day()} for _ in range(20)]
    answers = [{"customer_id": chance.choice(who[30:75]), "date": day(), "nps": 9.0} for _ in range(12)]
    cases = [
        {"customer_id": chance.choice(who), "received_on": datetime(2023, 1, 1, 9) + timedelta(days=chance.randrange(1400))}
        for _ in range(9)
    ]
    people = [{"customer_id": one, "last_name": one, "first_known_on": day() if k % 3 == 0 else None} for k, one in enumerate(who)]
    con = connection(tmp_path, customers=people, transactions=bought, interactions=touched, surveys=answers, complaints=cases)
    ends = (date(2026, 10, 17), date(2026, 1, 31), date(2024, 2, 29), date(2023, 3, 5))
    ends += tuple(date(2023, 4, 1) + timedelta(days=18 * rank) for rank in range(70))
    spans = tuple(Window(end - timedelta(days=40), end) for end in ends)
    got = base_quality(con, replace(Scope.to(ends[0]), windows=spans)).filter(pl.col("part") == "freshness")
    days = [(one["customer_id"], one["date"]) for one in (*bought, *touched, *answers)]
    days += [(one["customer_id"], one["received_on"].date()) for one in cases]
    for end, n, ok in zip(ends, got["n"], got["ok"], strict=True):
        known = {one["customer_id"]: one["first_known_on"] for one in people}
        first = {one: min([when for other, when in days if other == one] + [entry]) for one, entry in known.items() if entry}
        present = [one for one in who if one not in first or first[one] <= end]
        since = add_months(end, -24)
        fresh = [
            one for one in present if any(other == one and since < when <= end for other, when in days) or (known[one] or since) > since
        ]
        assert (n, ok) == (len(present), len(fresh))
