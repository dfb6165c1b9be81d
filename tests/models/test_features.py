"""What is known at a day: a whole row by hand, and nothing of what comes after."""

from datetime import date, datetime, timedelta

import pytest
from polars.testing import assert_frame_equal

from crm_core.models.features import View, features, lost
from tests.indicators.cases import buy
from tests.models.leavers import AS_OF, tables
from tests.support import connection

DAY = date(2026, 1, 31)
VIEW = View(horizon=60, back=400)


def test_one_customer_by_hand(tmp_path):
    """Three visits (two orders on one day are one), gaps of 60 and 20 days; a return; a complaint closed unhappily, one open; the last answer 8 on 0-10 and 4 of 5."""
    con = connection(
        tmp_path,
        customers=[{"customer_id": "a", "kind": "person", "acquisition_channel": "fair", "postal_code": "59000", "birth_date": date(1980, 2, 1)}, {"customer_id": "late"}],
        transactions=[
            buy("a", date(2025, 11, 2), 30, order_id="1", channel="web", category="x", store="Lille"), buy("a", date(2026, 1, 1), 50, order_id="2", channel="store", category="y"),
            buy("a", date(2026, 1, 1), 10, order_id="3", channel="store", category="y", promotion="P"), buy("a", date(2026, 1, 21), 10, order_id="4", channel="store", store="Lyon"),
            buy("a", date(2026, 1, 25), -5, kind="return"), buy("late", date(2025, 10, 1), 10),
        ],
        complaints=[
            {"complaint_id": "1", "customer_id": "a", "received_on": datetime(2025, 12, 1, 9), "closed_on": date(2025, 12, 11), "satisfied": "Non"},
            {"complaint_id": "2", "customer_id": "a", "received_on": datetime(2026, 1, 30, 9), "closed_on": date(2026, 2, 20), "satisfied": "Non"},
        ],
        surveys=[
            {"response_id": "1", "customer_id": "a", "date": date(2025, 6, 1), "nps": 1.0, "nps_scale": "0-10"},
            {"response_id": "2", "customer_id": "a", "date": date(2026, 1, 1), "nps": 8.0, "nps_scale": "0-10", "csat": 4.0, "csat_scale": "1-5"},
        ],
        interactions=[
            {"interaction_id": "1", "customer_id": "a", "date": date(2026, 1, 2), "direction": "inbound"},
            {"interaction_id": "2", "customer_id": "a", "date": date(2026, 1, 3), "direction": "outbound", "outcome": "opened"},
        ],
        campaign_members=[
            {"campaign_id": "1", "customer_id": "a", "group": "treated", "sent_on": date(2026, 1, 3)}, {"campaign_id": "2", "customer_id": "a", "group": "control", "sent_on": date(2026, 1, 4)},
        ],
    )  # fmt: skip
    got = features(con, DAY, VIEW)
    assert got.height == 1
    expected = {
        "ck": 1, "recency": 10, "tenure": 90, "purchases": 3, "purchases_12m": 3, "trend": 1.0, "last_year": 0, "amount_12m": 95, "basket": 95 / 3, "usual_gap": 40,
        "gap_variation": pytest.approx(28.284271 / 40), "lateness": 0.25, "channels": 2, "web_share": 0.25, "categories": 2, "promotion_share": 0.25, "returns_12m": 1,
        "complaints_12m": 2, "complaints_open": 1, "complaint_days": 10, "complaints_displeased": 1, "satisfaction": 0.75, "recommendation": 0.8, "answered_ago": 30,
        "contacts_in_12m": 1, "contacts_out_12m": 1, "reactions_12m": 1, "refusals_12m": 0, "mailings_12m": 1, "last_channel": "store", "last_store": "Lyon", "kind": "person",
        "sector": None, "acquisition_channel": "fair", "gender": None, "title": None, "family_status": None, "children": None, "department": "59", "country": None, "age": 45,
    }  # fmt: skip
    assert got.row(0, named=True) == pytest.approx(expected)


def test_what_comes_after_the_day_changes_nothing(tmp_path):
    """Everything after the day is thrown away, doubled, or given to others: the customers of that day stay letter for letter what they were."""
    made, day = tables(), AS_OF - timedelta(days=100)
    dated = {"transactions": "date", "complaints": "received_on"}
    before = {name: [row for row in made[name] if _day(row[column]) <= day] for name, column in dated.items()}
    after = {name: [row for row in made[name] if _day(row[column]) > day] for name, column in dated.items()}
    people = {"customers": made["customers"]}
    names = [row["customer_id"] for row in made["customers"]]
    swapped = [
        row | {"customer_id": names[-1 - rank % len(names)], "amount": 999.0, "channel": "phone"}
        for rank, row in enumerate(after["transactions"])
    ]
    whole = features(connection(tmp_path / "1", **made), day, VIEW)
    cut = features(connection(tmp_path / "2", **people, **before), day, VIEW)
    other = {"transactions": [*before["transactions"], *swapped], "complaints": [*before["complaints"], *after["complaints"][::2]]}
    shuffled = features(connection(tmp_path / "3", **people, **other), day, VIEW)
    assert whole.height > 500
    assert_frame_equal(whole, cut)
    assert_frame_equal(whole, shuffled)


def _day(moment):
    return moment.date() if isinstance(moment, datetime) else moment


def test_who_was_lost_by_hand(tmp_path):
    """Within the 60 days: `back` on the last of them, `late` a day after, `gone` never; `never` had not bought lately and is not asked about."""
    rows = [buy(name, date(2026, 1, 20)) for name in ("back", "late", "gone")] + [buy("never", date(2025, 6, 1))]
    rows += [buy("back", DAY + timedelta(days=60)), buy("late", DAY + timedelta(days=61))]
    con = connection(tmp_path, transactions=rows)
    people = features(con, DAY, VIEW)
    assert people["ck"].to_list() == [1, 2, 3]  # back, gone, late
    assert lost(con, people, DAY, VIEW).tolist() == [False, True, True]


def test_contracts_by_hand(tmp_path):
    """Those whose contract ran on the day; `soon` leaves within 60 days, `then` after them."""
    known = {"first_known_on": date(2025, 1, 1)}
    gone = {"soon": DAY + timedelta(days=60), "then": DAY + timedelta(days=61), "before": DAY, "stays": None}
    con = connection(
        tmp_path,
        customers=[{"customer_id": name, "left_on": day, **known} for name, day in gone.items()]
        + [{"customer_id": "new", "first_known_on": DAY + timedelta(days=1)}],
    )
    view = View(horizon=60, back=730, contract=True)
    people = features(con, DAY, view)
    assert people.select("ck", "tenure").rows() == [(3, 395.0), (4, 395.0), (5, 395.0)]  # soon, stays, then
    assert lost(con, people, DAY, view).tolist() == [True, False, False]
