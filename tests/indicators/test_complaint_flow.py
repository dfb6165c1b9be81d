from datetime import date

import polars as pl
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.indicators.complaint_backlog import complaint_backlog
from crm_core.indicators.complaint_flow import complaint_flow
from tests.indicators.test_complaint_deadlines import complaint
from tests.support import connection

# Mondays: 1, 8, 15, 22 June 2026.
ROWS = [
    complaint("before the period", date(2026, 6, 2), date(2026, 6, 15), owner="Ann"),
    complaint("of the first days", date(2026, 6, 3), owner="Ann"),
    complaint("closed the same day", date(2026, 6, 14), date(2026, 6, 14)),
    complaint("closed before it came", date(2026, 6, 16), date(2026, 6, 10)),
    complaint("closed after the period", date(2026, 6, 21), date(2026, 6, 25)),
    complaint("closed, no date", date(2026, 6, 9), status="closed"),
    complaint("not yet received", date(2026, 6, 24)),
]
SCOPE = Scope.to(date(2026, 6, 23), start=date(2026, 6, 3))


def test_weeks_cut_at_the_ends_of_the_period(tmp_path):
    con = connection(tmp_path, complaints=ROWS)
    got = complaint_flow(con, SCOPE)
    expected = pl.DataFrame(
        {
            "week": [date(2026, 6, 1), date(2026, 6, 8), date(2026, 6, 15), date(2026, 6, 22)],
            "received": [1, 1, 2, 0],
            "closed": [0, 1, 2, 0],
            "net": [1, 0, 0, 0],
            "open": [2, 2, 2, 2],
        }
    )
    assert_frame_equal(got, expected)
    assert got["open"][-1] == complaint_backlog(con, SCOPE)["open"].sum()


def test_by_owner_and_before_the_first_complaint(tmp_path):
    con = connection(tmp_path, complaints=ROWS)
    got = complaint_flow(con, Scope.to(date(2026, 6, 7), start=date(2026, 5, 30)).broken_by("owner"))
    assert got.rows() == [
        ("Ann", date(2026, 5, 25), None, None, None, None),
        ("Ann", date(2026, 6, 1), 2, 0, 2, 2),
        (None, date(2026, 5, 25), None, None, None, None),
        (None, date(2026, 6, 1), 0, 0, 0, 0),
    ]
