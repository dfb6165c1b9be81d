from datetime import date

import polars as pl
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.indicators.came_back import by_limits, came_back
from crm_core.settings import Settings
from tests.indicators.cases import buy
from tests.support import connection

LIMITS = Settings().with_values("lifecycle", d80=100, d95=200)
SCOPE = Scope.to(date(2026, 12, 31))  # losses of 2025, each followed for 365 days


def test_each_loss_has_a_year_to_come_back(tmp_path):
    """Lost after 100 days: back, late, gone, and again twice; after 200 days: back no more, late, gone."""
    rows = [
        buy("back", date(2025, 1, 1)), buy("back", date(2025, 4, 22)),  # lost on 12 April, back after 10 days, lost again on 1 August, for good
        buy("late", date(2025, 2, 1)), buy("late", date(2026, 5, 13)),  # lost on 13 May: 365 days later is one too many; lost on 21 August at 200, back after 265
        buy("gone", date(2025, 3, 1)),  # lost on 10 June and 18 September, for good
        buy("kept", date(2025, 6, 1)), buy("kept", date(2025, 9, 9)), buy("kept", date(2025, 12, 1)), buy("kept", date(2026, 3, 1)),  # 100 days is not yet lost
        buy("recent", date(2026, 1, 1)),  # lost in 2026: too recent to judge
        buy(None, date(2025, 1, 1)),
    ]  # fmt: skip
    got = came_back(connection(tmp_path, LIMITS, transactions=rows), SCOPE)
    expected = pl.DataFrame(
        {
            "threshold": ["inactive", "former"],
            "days": [100, 200],
            "lost": [4, 3],
            "came_back": [1, 1],
            "came_back_share": [0.25, 1 / 3],
            "n": [4, 3],
            "low": [0.045587, 0.061492],
            "high": [0.699358, 0.792345],
            "median_days": [10.0, 265.0],
        },
        schema_overrides={"days": pl.Int32},
    )
    assert_frame_equal(got, expected, abs_tol=1e-5)


def test_nobody_lost_is_not_known(tmp_path):
    got = came_back(connection(tmp_path, LIMITS, transactions=[buy("new", date(2026, 12, 1))]), SCOPE)
    assert got.select("threshold", "lost", "came_back", "came_back_share").rows() == [("inactive", 0, 0, None), ("former", 0, 0, None)]


def test_other_thresholds_and_a_breakdown(tmp_path):
    """With 50 days instead of 100, the customer of Lyon is lost and back too."""
    rows = [buy("a", date(2025, 1, 1), store="Lille"), buy("b", date(2025, 3, 1), store="Lyon"), buy("b", date(2025, 5, 1), store="Lyon")]
    con = connection(tmp_path, LIMITS, transactions=rows)
    got = by_limits(con, SCOPE.broken_by("store"), d80=50).select("store", "threshold", "days", "lost", "came_back")
    assert got.rows() == [
        ("Lille", "inactive", 50, 1, 0), ("Lille", "former", 200, 1, 0),
        ("Lyon", "inactive", 50, 2, 1), ("Lyon", "former", 200, 1, 0),
    ]  # fmt: skip
