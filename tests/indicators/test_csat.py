from datetime import date

import polars as pl
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.indicators.csat import csat
from tests.support import connection

YEAR = Scope.to(date(2026, 12, 31))


def answers(scale: str | None, *scores: float, day: date = date(2026, 6, 1), **more: object) -> list[dict[str, object]]:
    return [{"date": day, "csat": score, "csat_scale": scale, **more} for score in scores]


def test_mean_share_and_interval_on_each_scale(tmp_path):
    """The intervals are scipy's binomtest(...).proportion_ci(method="wilson")."""
    rows = [
        *answers("1-5", 5, 4, 4, 3),
        *answers("1-7", 6, 5, 7),
        *answers("1-10", *[8] * 7, 7, 1, 2),
        *answers("0-20", 16, 15, 20),
        *answers("1-5", 6, 0),
    ]
    got = csat(connection(tmp_path, surveys=rows), YEAR)
    expected = pl.DataFrame(
        {
            "n": [3, 10, 4, 3],
            "mean": [17.0, 6.6, 4.0, 6.0],
            "scale": ["0-20", "1-10", "1-5", "1-7"],
            "satisfied_share": [2 / 3, 0.7, 0.75, 2 / 3],
            "low": [0.207660, 0.396778, 0.300642, 0.207660],
            "high": [0.938508, 0.892209, 0.954413, 0.938508],
        }
    )
    assert_frame_equal(got, expected, abs_tol=1e-6)


def test_a_window_without_answers_is_one_row(tmp_path):
    con = connection(tmp_path, surveys=answers("1-5", 5, 1))
    got = csat(con, Scope.to(date(2026, 7, 31), months=3).monthly())
    expected = pl.DataFrame(
        {
            "month": [date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)],
            "n": [None, 2, 0],
            "mean": [None, 3.0, None],
            "scale": [None, "1-5", None],
            "satisfied_share": [None, 0.5, None],
            "low": [None, 0.094531, None],
            "high": [None, 0.905469, None],
        }
    )
    assert_frame_equal(got, expected, abs_tol=1e-6)


def test_by_store_one_row_each(tmp_path):
    con = connection(tmp_path, surveys=[*answers("1-5", 5, store="Lille"), *answers("1-5", 1, store="Paris"), *answers("1-5", 4, 4)])
    got = csat(con, YEAR.broken_by("store"))
    assert got.select("store", "n", "satisfied_share").rows() == [("Lille", 1, 1.0), ("Paris", 1, 0.0), (None, 2, 1.0)]


def test_a_missing_scale_is_the_narrowest_that_holds_all_answers(tmp_path):
    for highest, scale in ((5, "1-5"), (7, "1-7"), (10, "1-10"), (12, "0-20")):
        got = csat(connection(tmp_path / scale, surveys=answers(None, 2, highest)), YEAR)
        assert got.select("scale", "n").rows() == [(scale, 2)]
    assert csat(connection(tmp_path / "zero", surveys=answers(None, 0, 9)), YEAR)["scale"].to_list() == ["0-10"]


def test_an_unknown_scale_has_a_mean_and_no_share(tmp_path):
    got = csat(connection(tmp_path, surveys=answers("1-4", 4, 2)), YEAR)
    assert got.rows() == [(2, 3.0, "1-4", None, None, None)]


def test_answers_about_a_competitor_are_apart(tmp_path):
    con = connection(tmp_path, surveys=[*answers("1-5", 5), *answers("1-5", 1, company="Autre")])
    assert csat(con, YEAR)["n"].to_list() == [1]
    assert csat(con, YEAR.broken_by("company")).select("company", "n", "mean").rows() == [("Autre", 1, 1.0), (None, 1, 5.0)]
