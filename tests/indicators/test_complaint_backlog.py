from datetime import date

import polars as pl
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.indicators.complaint_backlog import complaint_backlog
from tests.indicators.test_complaint_deadlines import complaint
from tests.support import connection

# As of Friday 26/06/2026, no public holiday since Monday 25 May.
ROWS = [
    complaint("0 days", date(2026, 6, 26)),
    complaint("2 days", date(2026, 6, 24), registered_on=date(2026, 6, 24)),
    complaint("5 days, due today", date(2026, 6, 19), first_answer_on=date(2026, 6, 22), registered_on=date(2026, 6, 19)),
    complaint("6 days, waiting", date(2026, 6, 18), waiting_days=3, owner="Ann"),
    complaint("10 days", date(2026, 6, 12), acknowledged_on=date(2026, 6, 29)),
    complaint("20 days", date(2026, 5, 29), owner="Ann"),
    complaint("21 days", date(2026, 5, 28)),
    complaint("closed that day", date(2026, 6, 25), date(2026, 6, 26)),
    complaint("closed the next", date(2026, 6, 25), date(2026, 6, 29)),
    complaint("closed, no date", date(2026, 6, 1), status="closed"),
    complaint("not yet received", date(2026, 6, 27)),
]


def test_bands_and_stages_as_of_a_day(tmp_path):
    got = complaint_backlog(connection(tmp_path, complaints=ROWS), Scope.to(date(2026, 6, 26)))
    expected = pl.DataFrame(
        {
            "age_band": ["0-2", "3-5", "6-10", "11-20", ">20"],
            "open": [3, 1, 2, 1, 1],
            "late": [0, 0, 1, 1, 1],
            "collected": [2, 0, 2, 1, 1],
            "registered": [1, 0, 0, 0, 0],
            "handled": [0, 1, 0, 0, 0],
        }
    )
    assert_frame_equal(got, expected)


def test_all_bands_for_each_owner(tmp_path):
    got = complaint_backlog(connection(tmp_path, complaints=ROWS), Scope.to(date(2026, 6, 26)).broken_by("owner"))
    assert got.filter(pl.col("owner") == "Ann").select("age_band", "open", "late").rows() == [
        ("0-2", 0, 0), ("3-5", 0, 0), ("6-10", 1, 0), ("11-20", 1, 1), (">20", 0, 0),
    ]  # fmt: skip
    assert got.height == 10


def test_long_after_the_last_event_every_open_one_is_old(tmp_path):
    got = complaint_backlog(connection(tmp_path, complaints=ROWS[:2]), Scope.to(date(2031, 1, 1)))
    assert got["open"].to_list() == [0, 0, 0, 0, 2]
    assert got["late"].to_list() == [0, 0, 0, 0, 2]


def test_all_bands_for_each_stage(tmp_path):
    """As by bands: three collected or registered for 0 to 2 days, the one that was handled for 5 days, and so on."""
    got = complaint_backlog(connection(tmp_path, complaints=ROWS), Scope.to(date(2026, 6, 26)).broken_by("stage"))
    expected = pl.DataFrame(
        {
            "stage": ["collected"] * 5 + ["registered"] * 5 + ["handled"] * 5,
            "age_band": ["0-2", "3-5", "6-10", "11-20", ">20"] * 3,
            "open": [2, 0, 2, 1, 1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0],
            "late": [0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            "collected": [2, 0, 2, 1, 1] + [0] * 10,
            "registered": [0] * 5 + [1] + [0] * 9,
            "handled": [0] * 11 + [1, 0, 0, 0],
        }
    )
    assert_frame_equal(got, expected)
    windows = complaint_backlog(connection(tmp_path / "again", complaints=ROWS), Scope.to(date(2026, 6, 26)).broken_by("stage").rolling(2))
    assert windows.columns[:3] == ["stage", "month", "age_band"]
