from datetime import date

import polars as pl
import pytest

from crm_core.engine import Scope
from crm_core.indicators.dimension_scores import dimension_scores
from tests.support import connection, frame

AS_OF = date(2026, 12, 31)


def said(rank, nps, **scores):
    return {"response_id": f"s{rank}", "date": date(2026, 6, 1), "nps": nps, **scores}


def test_promoters_and_detractors_side_by_side(tmp_path):
    """flexibility: promoters 9 and 7, detractors 2 and 4, one passive 5: gap 5 with variances 2 and 2, so ± 1.96 × √2."""
    rows = [
        said(1, 9, flexibility=9),
        said(2, 10, flexibility=7),
        said(3, 0, flexibility=2),
        said(4, 6, flexibility=4),
        said(5, 7, flexibility=5),
    ]
    got = dimension_scores(connection(tmp_path, surveys=rows), Scope.to(AS_OF))
    assert got.drop("low", "high").rows() == [("flexibility", 5, 5.4, 8.0, 2, 3.0, 2, 5.0)]
    assert got.select("low", "high").row(0) == pytest.approx((5 - 1.96 * 2**0.5, 5 + 1.96 * 2**0.5), abs=1e-3)


def test_columns_of_the_file_count_and_text_does_not(tmp_path):
    rows = [said(1, 9, dim_accueil="8", flexibility=3), said(2, 2, dim_accueil="bof", flexibility=6)]
    assert "dim_accueil" in frame("surveys", rows).columns
    got = dimension_scores(connection(tmp_path, surveys=rows), Scope.to(AS_OF))
    assert got.select("dimension", "n", "promoters", "detractors", "gap").rows() == [
        ("flexibility", 2, 3.0, 6.0, -3.0),
        ("dim_accueil", 1, 8.0, None, None),
    ]


def test_no_dimension_is_no_row(tmp_path):
    got = dimension_scores(connection(tmp_path, surveys=[said(1, 9)]), Scope.to(AS_OF))
    assert got.height == 0
    assert got.schema["gap"] == pl.Float64
