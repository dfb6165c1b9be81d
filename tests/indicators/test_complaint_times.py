from datetime import date

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.indicators.complaint_times import complaint_times
from tests.indicators.test_complaint_deadlines import complaint
from tests.support import connection

# Received Monday 1 June 2026; n working days later.
AFTER = {1: date(2026, 6, 2), 2: date(2026, 6, 3), 3: date(2026, 6, 4), 4: date(2026, 6, 5), 5: date(2026, 6, 8), 8: date(2026, 6, 11)}
MONDAY = date(2026, 6, 1)


def test_open_cases_count_until_the_last_day(tmp_path):
    """Closed after 1, 2, 4 days, two open on the 8th day (5 at risk at the start): S = 0.8, 0.6, 0.4. The median is 4 days.

    Log-log bounds of S by Greenwood: lower at 1, 2, 4 days 0.2038, 0.1257, 0.0522; upper 0.9692, 0.8818, 0.7528.
    """
    rows = [
        complaint("1", MONDAY, AFTER[1], registered_on=MONDAY),
        complaint("2", MONDAY, AFTER[2], registered_on=AFTER[1]),
        complaint("3", MONDAY, AFTER[4]),
        complaint("4", MONDAY, registered_on=AFTER[8]),
        complaint("5", MONDAY, date(2026, 7, 1)),
        complaint("6", MONDAY, status="closed"),
    ]
    got = complaint_times(connection(tmp_path, complaints=rows), Scope.to(AFTER[8], start=MONDAY))
    expected = pl.DataFrame(
        {
            "step": ["registered", "acknowledged", "first_answer", "closed"],
            "n": [5, 5, 5, 5],
            "reached": [3, 0, 0, 3],
            "median": [8.0, None, None, 4.0],
            "p90": [None, None, None, None],
            "low": [0.0, None, None, 1.0],
            "high": [None, None, None, None],
        },
        schema_overrides={"p90": pl.Float64, "high": pl.Float64},
    )
    assert_frame_equal(got, expected)


def test_a_step_before_reception_takes_no_time_and_an_empty_window_says_nothing(tmp_path):
    con = connection(tmp_path, complaints=[complaint("1", MONDAY, date(2026, 5, 29))])
    got = complaint_times(con, Scope.to(date(2026, 7, 31), start=MONDAY).monthly()).filter(pl.col("step") == "closed")
    assert got.rows() == [
        (date(2026, 6, 1), "closed", 1, 1, 0.0, 0.0, None, None),
        (date(2026, 7, 1), "closed", 0, 0, None, None, None, None),
    ]


def test_by_store(tmp_path):
    rows = [complaint("1", MONDAY, AFTER[3], store="Lille"), complaint("2", MONDAY, AFTER[5], store="Paris")]
    got = complaint_times(connection(tmp_path, complaints=rows), Scope.to(date(2026, 6, 30), months=1).broken_by("store"))
    assert got.filter(pl.col("step") == "closed").select("store", "n", "median").rows() == [("Lille", 1, 3.0), ("Paris", 1, 5.0)]
    assert got.columns[0] == "store"
    assert got.height == 8


@pytest.mark.parametrize("day", [2, 4])
def test_the_last_day_decides_what_is_known(tmp_path, day):
    con = connection(tmp_path, complaints=[complaint("1", MONDAY, AFTER[3])])
    got = complaint_times(con, Scope.to(AFTER[day], start=MONDAY)).row(3, named=True)
    assert got["reached"] == (1 if day >= 3 else 0)
