from datetime import date, datetime

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.indicators.complaint_deadlines import complaint_deadlines
from crm_core.settings import Settings
from tests.support import connection

YEAR = Scope.to(date(2026, 12, 31))
WITHOUT_HOLIDAYS = Settings().with_values("complaints", holidays="none")

# received, closed, working days and due date with the public holidays of France, then without; counted apart.
CASES = [
    (date(2026, 5, 7), date(2026, 5, 18), 5, date(2026, 5, 18), 7, date(2026, 5, 14)),
    (date(2026, 5, 1), date(2026, 5, 11), 5, date(2026, 5, 11), 6, date(2026, 5, 8)),
    (date(2026, 5, 13), date(2026, 5, 21), 5, date(2026, 5, 21), 6, date(2026, 5, 20)),
    (date(2025, 12, 24), date(2025, 12, 31), 4, date(2026, 1, 2), 5, date(2025, 12, 31)),
    (date(2026, 7, 10), date(2026, 7, 20), 5, date(2026, 7, 20), 6, date(2026, 7, 17)),
    (date(2026, 10, 30), date(2026, 11, 6), 5, date(2026, 11, 6), 5, date(2026, 11, 6)),
    (date(2026, 11, 8), date(2026, 11, 16), 5, date(2026, 11, 16), 6, date(2026, 11, 13)),
    (date(2024, 2, 26), date(2024, 3, 4), 5, date(2024, 3, 4), 5, date(2024, 3, 4)),
    (date(2026, 6, 5), date(2026, 6, 8), 1, date(2026, 6, 12), 1, date(2026, 6, 12)),
]


def complaint(name: str, received: date | datetime, closed: date | None = None, **more: object) -> dict[str, object]:
    moment = received if isinstance(received, datetime) else datetime(received.year, received.month, received.day, 10)
    return {"complaint_id": name, "customer_id": "c1", "received_on": moment, "closed_on": closed, **more}


@pytest.mark.parametrize(("received", "closed", "days", "due", "days_without", "due_without"), CASES)
def test_working_days_and_due_date(tmp_path, received, closed, days, due, days_without, due_without):
    scope = Scope.to(date(2026, 12, 31), months=36)
    rows = [complaint("r", received, closed)]
    french = complaint_deadlines(connection(tmp_path / "fr", complaints=rows), scope).row(0, named=True)
    plain = complaint_deadlines(connection(tmp_path / "none", WITHOUT_HOLIDAYS, complaints=rows), scope).row(0, named=True)
    assert (french["working_days"], french["due_on"], french["on_time"]) == (days, due, True)
    assert (plain["working_days"], plain["due_on"], plain["on_time"]) == (days_without, due_without, days_without <= 5)


def test_the_whole_table_as_it_stood_on_a_day(tmp_path):
    """As of 18/05/2026, in a week with the Ascension on Thursday 14; what closes later is still open."""
    rows = [
        complaint("on time", date(2026, 5, 7), date(2026, 5, 18), severity="high", store="Lille", owner="Ann"),
        complaint("late", date(2026, 5, 4), date(2026, 5, 13), category="Livraison", cause="Stock", followed_up_on=date(2026, 5, 15)),
        complaint("open, due today", date(2026, 5, 7), first_answer_on=date(2026, 5, 11)),
        complaint("closes tomorrow, late", date(2026, 5, 6), date(2026, 5, 19), registered_on=date(2026, 5, 6)),
        complaint("old and open", date(2024, 5, 6)),
        complaint("old and closed", date(2024, 5, 6), date(2024, 5, 7)),
        complaint("closed, no date", date(2026, 4, 1), status="closed", corrective_action="Contrôle"),
        complaint("closed before it came", date(2026, 5, 12), date(2026, 5, 11), corrective_action="Contrôle"),
        complaint("tomorrow", date(2026, 5, 19)),
    ]
    got = complaint_deadlines(connection(tmp_path, complaints=rows), Scope.to(date(2026, 5, 18)))
    d = date
    expected = pl.DataFrame(
        [
            ("old and open", d(2024, 5, 6), d(2024, 5, 15), None, None, False, True, None, None, None, None, "c1", None, "collected"),
            ("closed, no date", d(2026, 4, 1), d(2026, 4, 9), None, None, None, False, None, None, None, None, "c1", None, "closed"),
            ("late", d(2026, 5, 4), d(2026, 5, 12), d(2026, 5, 13), 6, False, False, None, "Livraison", "Stock", None, "c1", None, "followed_up"),
            ("closes tomorrow, late", d(2026, 5, 6), d(2026, 5, 15), None, None, False, True, None, None, None, None, "c1", None, "registered"),
            ("on time", d(2026, 5, 7), d(2026, 5, 18), d(2026, 5, 18), 5, True, False, "Ann", None, None, "Lille", "c1", "high", "closed"),
            ("open, due today", d(2026, 5, 7), d(2026, 5, 18), None, None, None, False, None, None, None, None, "c1", None, "handled"),
            ("closed before it came", d(2026, 5, 12), d(2026, 5, 20), d(2026, 5, 11), 0, True, False, None, None, None, None, "c1", None, "exploited"),
        ],
        schema={
            "complaint_id": pl.String, "received_on": pl.Date, "due_on": pl.Date, "closed_on": pl.Date, "working_days": pl.Int64,
            "on_time": pl.Boolean, "late_open": pl.Boolean, "owner": pl.String, "category": pl.String, "cause": pl.String, "store": pl.String,
            "customer_id": pl.String, "severity": pl.String, "stage": pl.String,
        },
        orient="row",
    )  # fmt: skip
    assert_frame_equal(got, expected)


def test_days_spent_waiting_for_the_customer_are_added(tmp_path):
    """Friday 5 June + 5 working days is the 12th; 3 more is the 17th; a pause from the 8th to the 10th is 2 more: the 16th."""
    rows = [
        complaint("a", date(2026, 6, 5), waiting_days=3),
        complaint("b", date(2026, 6, 5), pauses="2026-06-08/2026-06-10"),
        complaint("c", date(2026, 6, 5), pauses="2026-06-06/2026-06-07; 2026-06-09/2026-06-10"),
        complaint("d", date(2026, 6, 5), waiting_days=0.5),
    ]
    got = complaint_deadlines(connection(tmp_path, complaints=rows), YEAR)
    assert got["due_on"].to_list() == [date(2026, 6, 17), date(2026, 6, 16), date(2026, 6, 15), date(2026, 6, 15)]


def test_after_the_cut_off_hour_it_counts_as_received_the_next_day(tmp_path):
    """Friday 5 June at 17:30 with a limit at 17:00 is Saturday: the fifth working day is the same; Monday 8 at 17:00 is Tuesday."""
    rows = [
        complaint("a", datetime(2026, 6, 5, 17, 30)),
        complaint("b", datetime(2026, 6, 8, 17)),
        complaint("c", datetime(2026, 6, 8, 16, 59)),
    ]
    late = Settings().with_values("complaints", cutoff_hour=17)
    got = complaint_deadlines(connection(tmp_path, late, complaints=rows), YEAR)
    assert got.select("complaint_id", "received_on", "due_on").rows() == [
        ("a", date(2026, 6, 6), date(2026, 6, 12)),
        ("c", date(2026, 6, 8), date(2026, 6, 15)),
        ("b", date(2026, 6, 9), date(2026, 6, 16)),
    ]


def test_saturdays_work_in_ouvrables_and_the_promise_is_a_setting(tmp_path):
    rules = Settings().with_values("complaints", working_week="ouvrables", promised_days=2)
    got = complaint_deadlines(connection(tmp_path, rules, complaints=[complaint("a", date(2026, 6, 5))]), YEAR)
    assert got["due_on"].to_list() == [date(2026, 6, 8)]


def test_by_a_field_that_the_table_shows_already(tmp_path):
    con = connection(tmp_path, complaints=[complaint("a", date(2026, 6, 5), owner="Ann")])
    got = complaint_deadlines(con, YEAR.broken_by("owner"))
    assert got["owner"].to_list() == ["Ann"]


def test_broken_down_by_a_column_of_its_own_that_column_comes_first(tmp_path):
    rows = [{"complaint_id": "1", "received_on": datetime(2026, 3, 2), "owner": "Anne"}]
    got = complaint_deadlines(connection(tmp_path, complaints=rows), Scope.to(date(2026, 3, 31)).broken_by("owner"))
    assert got.columns[:2] == ["owner", "complaint_id"]
    assert got["owner"].to_list() == ["Anne"]
    assert got.columns.count("owner") == 1
