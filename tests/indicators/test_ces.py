from datetime import date

import polars as pl
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.indicators.ces import ces
from tests.support import connection


def test_mean_and_easy_share_by_month(tmp_path):
    """The interval of 2 of 3 is scipy's; 0 and 8 are outside the scale."""
    rows = [{"date": date(2026, 6, day), "ces": score} for day, score in enumerate((7, 5, 4, 0, 8), 1)]
    got = ces(connection(tmp_path, surveys=rows), Scope.to(date(2026, 7, 31), months=2).monthly())
    expected = pl.DataFrame(
        {
            "month": [date(2026, 6, 1), date(2026, 7, 1)], "n": [3, 0], "mean": [16 / 3, None], "easy_share": [2 / 3, None],
            "low": [0.207660, None], "high": [0.938508, None],
        }
    )  # fmt: skip
    assert_frame_equal(got, expected, abs_tol=1e-6)
