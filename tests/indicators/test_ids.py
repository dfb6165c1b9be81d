from datetime import date
from math import sqrt

import polars as pl
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.indicators.ids import ids
from tests.indicators.test_csat import answers
from tests.support import connection

YEAR = Scope.to(date(2026, 12, 31))


def test_very_satisfied_minus_dissatisfied_on_each_scale(tmp_path):
    rows = [
        *answers("1-5", 5, 5, 4, 2, 3),
        *answers("1-7", 7, 6, 3, 4),
        *answers("1-10", 9, 8, 5, 4),
        *answers("0-20", 18, 17, 8, 9),
        *answers("1-4", 4),
    ]
    got = ids(connection(tmp_path, surveys=rows), YEAR)
    five, four = 195.9963984540054 * sqrt((3 / 5 - 1 / 25) / 5), 195.9963984540054 * sqrt((1 / 2) / 4)
    expected = pl.DataFrame(
        {
            "very_satisfied": [1, 1, 2, 1], "dissatisfied": [1, 1, 1, 1], "n": [4, 4, 5, 4], "ids": [0.0, 0.0, 20.0, 0.0],
            "low": [-four, -four, 20 - five, -four], "high": [four, four, 20 + five, four], "scale": ["0-20", "1-10", "1-5", "1-7"],
        }
    )  # fmt: skip
    assert_frame_equal(got, expected, abs_tol=1e-9)


def test_no_answer_is_one_row_of_nothing(tmp_path):
    got = ids(connection(tmp_path, surveys=[{"date": date(2026, 6, 1), "nps": 5}]), YEAR)
    assert got.rows() == [(0, 0, 0, None, None, None, None)]
