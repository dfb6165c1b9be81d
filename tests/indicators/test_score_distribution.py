from datetime import date

import polars as pl
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.indicators.score_distribution import score_distribution
from tests.support import connection

DAY = date(2026, 6, 1)
AS_OF = date(2026, 12, 31)


def said(rank, **scores):
    return {"response_id": f"s{rank}", "date": DAY, "nps_scale": "0-10", "csat_scale": "1-5", **scores}


def test_scores_of_both_questions(tmp_path):
    """Two promoters, one detractor; 4.5 of 5 counts at 4; 3.5 is no answer to the question of recommendation, nor are 11 and 7 of 5."""
    rows = [said(1, nps=9, csat=5), said(2, nps=9, csat=4.5), said(3, nps=0, csat=2), said(4, nps=3.5, csat=7), said(5, nps=11)]
    got = score_distribution(connection(tmp_path, surveys=rows), Scope.to(AS_OF))
    expected = pl.DataFrame(
        {
            "question": ["csat"] * 3 + ["nps"] * 2, "scale": ["1-5"] * 3 + ["0-10"] * 2, "score": [2, 4, 5, 0, 9],
            "opinion": ["dissatisfied", "satisfied", "satisfied", "detractor", "promoter"], "answers": [1, 1, 1, 1, 2],
            "share": [1 / 3] * 3 + [1 / 3, 2 / 3],
        },
        schema_overrides={"score": pl.Int32},
    )  # fmt: skip
    assert_frame_equal(got, expected)


def test_competitors_and_other_days_are_left_out(tmp_path):
    rows = [said(1, nps=9), said(2, nps=1, company="Rival"), {**said(3, nps=1), "date": date(2020, 1, 1)}]
    got = score_distribution(connection(tmp_path, surveys=rows), Scope.to(AS_OF))
    assert got.select("score", "answers", "share").rows() == [(9, 1, 1.0)]
