from datetime import date
from math import sqrt

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.indicators.nps import nps
from tests.support import connection

YEAR = Scope.to(date(2026, 12, 31))
JUNE = date(2026, 6, 1)


def answers(*scores: float, **more: object) -> list[dict[str, object]]:
    return [{"date": JUNE, "nps": score, **more} for score in scores]


def test_the_two_scales_are_never_mixed(tmp_path):
    """0-10: p = 3/6, d = 2/6: 16.67 ± 1.959964 × 100 × √((5/6 − 1/36) / 6) = ± 71.8158."""
    rows = [*answers(10, 9, 9, 8, 6, 0), *answers(9, 7, 1, 0, nps_scale="1-10"), *answers(11, -1, 8.5)]
    got = nps(connection(tmp_path, surveys=rows), YEAR)
    half = 1.959963984540054 * 100 * sqrt((5 / 6 - 1 / 36) / 6)
    half_10 = 1.959963984540054 * 100 * sqrt((2 / 3) / 3)
    expected = pl.DataFrame(
        {
            "promoters": [3, 1], "passives": [1, 1], "detractors": [2, 1], "n": [6, 3], "nps": [100 / 6, 0.0],
            "low": [100 / 6 - half, -half_10], "high": [100 / 6 + half, half_10], "scale": ["0-10", "1-10"],
        }
    )  # fmt: skip
    assert_frame_equal(got, expected, abs_tol=1e-9)
    assert half == pytest.approx(71.8158, abs=1e-4)


def test_the_openrefine_survey_of_2024_by_value(tmp_path):
    """164 promoters, 42 passives, 20 detractors of 226: published 63.72; interval computed apart."""
    row = nps(connection(tmp_path, surveys=answers(*[10] * 164, *[8] * 42, *[3] * 20)), YEAR).row(0, named=True)
    assert row["nps"] == pytest.approx(63.716814, abs=1e-6)
    assert (round(row["low"], 4), round(row["high"], 4)) == (55.3873, 72.0463)


def test_no_answer_is_one_row_of_nothing(tmp_path):
    got = nps(connection(tmp_path, surveys=[{"date": JUNE, "csat": 5}]), YEAR)
    assert got.rows() == [(0, 0, 0, 0, None, None, None, None)]


def test_a_census_narrows_the_interval(tmp_path):
    """4 known customers of 10 answered: the half width is multiplied by √(6 / 9); anonymous answers keep it whole."""
    people = [{"customer_id": f"c{rank}"} for rank in range(10)]
    scores = [10, 9, 8, 3]
    known = [{"date": JUNE, "nps": score, "customer_id": f"c{rank}"} for rank, score in enumerate(scores)]
    census = nps(connection(tmp_path / "known", customers=people, surveys=known), YEAR).row(0, named=True)
    anonymous = nps(connection(tmp_path / "anonymous", customers=people, surveys=answers(*scores)), YEAR).row(0, named=True)
    assert anonymous["high"] - 25 == pytest.approx(195.9963985 * sqrt((3 / 4 - 1 / 16) / 4), abs=1e-6)
    assert census["high"] - 25 == pytest.approx((anonymous["high"] - 25) * sqrt(6 / 9))


def test_few_of_many_customers_keep_the_interval(tmp_path):
    people = [{"customer_id": f"c{rank:03}"} for rank in range(100)]
    known = [{"date": JUNE, "nps": score, "customer_id": f"c{rank:03}"} for rank, score in enumerate([10, 10, 8, 8, 3])]
    row = nps(connection(tmp_path, customers=people, surveys=known), YEAR).row(0, named=True)
    assert row["high"] - 20 == pytest.approx(195.9963985 * sqrt((3 / 5 - 1 / 25) / 5), abs=1e-6)


def test_windows_in_order(tmp_path):
    con = connection(tmp_path, surveys=answers(10, 10, 10, 2))
    got = nps(con, Scope.to(date(2026, 6, 30), months=1).rolling(3))
    assert got.select("month", "n", "nps", "low").head(2).rows() == [
        (date(2026, 4, 1), None, None, None),
        (date(2026, 5, 1), None, None, None),
    ]
    assert got.select("month", "n", "nps").row(2) == (date(2026, 6, 1), 4, 50.0)


def test_answers_alone_are_no_whole_population(tmp_path):
    """Forty respondents who are all that is known of the customers: the interval is not narrowed, as it is where their records are on file."""
    answers = [
        {"response_id": f"S{rank}", "customer_id": f"c{rank}", "date": date(2026, 5, 1), "nps": 9 if rank % 2 else 5, "nps_scale": "0-10"}
        for rank in range(40)
    ]
    alone = nps(connection(tmp_path / "alone", surveys=answers), Scope.to(date(2026, 6, 30)))
    known = nps(
        connection(tmp_path / "known", surveys=answers, customers=[{"customer_id": f"c{rank}"} for rank in range(40)]),
        Scope.to(date(2026, 6, 30)),
    )
    half = 1.959964 * 100 / 40**0.5
    assert alone.select("low", "high").row(0) == (pytest.approx(-half, abs=1e-3), pytest.approx(half, abs=1e-3))
    assert known.select("low", "high").row(0) == (0.0, 0.0)
