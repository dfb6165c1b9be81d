from datetime import date

import polars as pl
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.indicators.cohort_retention import cohort_retention
from tests.indicators.cases import buy
from tests.support import connection


def test_hand_made_cohorts(tmp_path):
    """Two customers begin in January, one in February; March is not over on the 15th, so its cells are empty."""
    rows = [
        buy("a", date(2026, 1, 5)), buy("a", date(2026, 2, 5)), buy("a", date(2026, 3, 5)),
        buy("b", date(2026, 1, 31)), buy("b", date(2026, 3, 1)),
        buy("c", date(2026, 2, 1)),
        buy("old", date(2025, 1, 1)), buy("old", date(2026, 1, 1)),
    ]  # fmt: skip
    got = cohort_retention(connection(tmp_path, transactions=rows), Scope.to(date(2026, 3, 15)))
    jan, feb = date(2026, 1, 1), date(2026, 2, 1)
    expected = pl.DataFrame(
        {
            "cohort": [jan, jan, jan, feb, feb],
            "age": [0, 1, 2, 0, 1],
            "customers": [2, 2, 2, 1, 1],
            "retained": [2, 1, None, 1, None],
            "retention_rate": [1.0, 0.5, None, 1.0, None],
            "retained_or_after": [2, 2, None, 1, None],
        }
    )
    assert_frame_equal(got, expected)


def test_a_month_that_ends_on_the_as_of_day_is_over(tmp_path):
    got = cohort_retention(connection(tmp_path, transactions=[buy("a", date(2026, 2, 3))]), Scope.to(date(2026, 2, 28)))
    assert got["retention_rate"].to_list() == [1.0]
