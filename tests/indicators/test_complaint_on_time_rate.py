from datetime import date

import polars as pl
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.indicators.complaint_on_time_rate import complaint_on_time_rate
from tests.indicators.test_complaint_deadlines import complaint
from tests.support import connection

ROWS = [
    complaint("1", date(2026, 6, 1), date(2026, 6, 8), store="Lille"),
    complaint("2", date(2026, 6, 1), date(2026, 6, 2), store="Lille"),
    complaint("3", date(2026, 6, 1), date(2026, 6, 9), store="Paris"),
    complaint("4", date(2026, 6, 1), store="Paris"),
    complaint("5", date(2026, 6, 26), store="Lille"),
    complaint("6", date(2026, 6, 26), date(2026, 7, 3), store="Lille"),
    complaint("7", date(2026, 6, 1), status="closed"),
    complaint("8", date(2026, 5, 29), date(2026, 6, 30)),
]


def test_closed_and_late_ones_count_open_ones_in_time_do_not(tmp_path):
    """Interval of 2 of 4: Wilson, (2 + 1.92073) / (4 + 3.84146) ± 1.959964 / 7.84146 × √(1 + 0.960365)."""
    con = connection(tmp_path, complaints=ROWS)
    got = complaint_on_time_rate(con, Scope.to(date(2026, 6, 30), months=1))
    expected = pl.DataFrame(
        {
            "closed_on_time": [2], "closed_late": [1], "open_late": [1], "open_in_time": [2], "on_time_rate": [0.5], "n": [4],
            "low": [0.150039], "high": [0.849961],
        }
    )  # fmt: skip
    assert_frame_equal(got, expected, abs_tol=1e-6)


def test_each_window_is_judged_on_its_own_last_day(tmp_path):
    """May's complaint is open and in time on 31 May; a whole-period question about May and June finds it closed late."""
    con = connection(tmp_path, complaints=ROWS)
    got = complaint_on_time_rate(con, Scope.to(date(2026, 6, 30), months=2).monthly())
    assert got.select("month", "closed_on_time", "closed_late", "open_late", "open_in_time", "on_time_rate").rows() == [
        (date(2026, 5, 1), 0, 0, 0, 1, None),
        (date(2026, 6, 1), 2, 1, 1, 2, 0.5),
    ]
    assert complaint_on_time_rate(con, Scope.to(date(2026, 6, 30), months=2))["closed_late"].to_list() == [2]


def test_by_store_with_every_store_in_every_window(tmp_path):
    con = connection(tmp_path, complaints=ROWS[:4])
    got = complaint_on_time_rate(con, Scope.to(date(2026, 7, 31), months=2).broken_by("store").monthly())
    assert got.select("store", "month", "on_time_rate", "n").rows() == [
        ("Lille", date(2026, 6, 1), 1.0, 2),
        ("Lille", date(2026, 7, 1), None, 0),
        ("Paris", date(2026, 6, 1), 0.0, 2),
        ("Paris", date(2026, 7, 1), None, 0),
    ]
