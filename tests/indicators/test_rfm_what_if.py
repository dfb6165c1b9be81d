from datetime import date, timedelta

import polars as pl
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.indicators.rfm import rfm
from crm_core.indicators.rfm_what_if import rfm_what_if
from crm_core.settings import Settings
from tests.indicators.cases import buy
from tests.support import connection

SCOPE = Scope.to(date(2026, 12, 31))
# One purchase each: F = 1, so that R alone tells the segment. R = 5 to 30 days, 4 to 60, 3 to 90, 2 to 120.
NOW = Settings().with_values("rfm", cuts_r="30 60 90 120", cuts_f="1 2 3 4")
ROWS = [
    buy(f"c{days}", SCOPE.as_of - timedelta(days=days), amount)
    for days, amount in ((20, 5), (25, 6), (40, 7), (70, 8), (100, 9), (130, 10))
]


def test_moved_cut_points_move_those_between_the_two_values(tmp_path):
    """R = 5 to 22 days now: 25 days are no longer new; R = 3 to 110: 100 days wake up."""
    con = connection(tmp_path, NOW, transactions=ROWS)
    got = rfm_what_if(con, SCOPE, NOW.with_values("rfm", cuts_r="22 60 110 120"))
    expected = pl.DataFrame(
        {"from": ["new", "hibernating"], "to": ["promising", "about_to_sleep"], "customers": [1, 1], "revenue": [6.0, 9.0]}
    )
    assert_frame_equal(got, expected)
    assert rfm_what_if(con, SCOPE, NOW).height == 0


def test_it_says_what_the_settings_would_give(tmp_path):
    then = NOW.with_values("rfm", cuts="r_package", cuts_r="", grid="r_package")
    con, after = connection(tmp_path / "a", NOW, transactions=ROWS), connection(tmp_path / "b", then, transactions=ROWS)
    pairs = rfm(con, SCOPE).join(rfm(after, SCOPE), on="customer_id").filter(pl.col("rfm_segment") != pl.col("rfm_segment_right"))
    got = rfm_what_if(con, SCOPE, then)
    assert got["customers"].sum() == pairs.height > 0
    assert sorted(got.select("from", "to").rows()) == sorted(set(pairs.select("rfm_segment", "rfm_segment_right").rows()))


def test_other_days_bring_customers_in_and_leave_others_out(tmp_path):
    """Two months instead of twelve: 70, 100 and 130 days are no longer counted; from two months to twelve they come in."""
    short = NOW.with_values("rfm", months=2)
    out, back = (
        rfm_what_if(connection(tmp_path / str(n), rules, transactions=ROWS), SCOPE, then)
        for n, (rules, then) in enumerate(((NOW, short), (short, NOW)))
    )
    assert out.rows() == [("hibernating", None, 2, 19.0), ("about_to_sleep", None, 1, 8.0)]
    assert back.rows() == [(None, "hibernating", 2, 19.0), (None, "about_to_sleep", 1, 8.0)]
