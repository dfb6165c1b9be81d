from datetime import date, timedelta
from random import Random

import polars as pl

from crm_core.engine import Scope
from crm_core.indicators.rfm import rfm
from crm_core.indicators.rfm_cut_points import rfm_cut_points
from crm_core.settings import Settings
from tests.indicators.cases import buy
from tests.support import connection

AS_OF = date(2026, 12, 31)
SCOPE = Scope.to(AS_OF)


def test_cut_points_in_force_computed_fixed_and_as_in_r(tmp_path):
    rows = [buy(f"c{n}", AS_OF - timedelta(days=10 * n), 100 - 10 * n) for n in range(5)]
    con = connection(tmp_path / "a", Settings().with_values("rfm", cuts_f="1 2 3 4"), transactions=rows)
    got = rfm_cut_points(con, SCOPE)
    assert got.filter(pl.col("measure") == "recency").drop("measure").rows() == [
        (2, 39.0, True, False), (3, 29.0, True, False), (4, 19.0, True, False), (5, 9.0, True, False)
    ]  # fmt: skip
    assert got.filter(pl.col("measure") == "frequency").select("cut", "fixed").rows() == [(float(n), True) for n in range(1, 5)]
    assert got.filter(pl.col("measure") == "monetary").select("score", "cut", "included").rows() == [
        (n, 50.0 + 10 * n, True) for n in range(1, 5)
    ]
    told = rfm_cut_points(connection(tmp_path / "b", Settings().with_values("rfm", cuts="r_package"), transactions=rows), SCOPE)
    assert told.filter(pl.col("measure") == "monetary").select("cut", "included").rows() == [(x, False) for x in (69.0, 77.0, 85.0, 93.0)]


def test_cut_points_and_scores_agree(tmp_path):
    chance = Random(8)
    rows = [buy(f"c{chance.randrange(80)}", AS_OF - timedelta(days=chance.randrange(300)), chance.randrange(1, 90)) for _ in range(300)]
    for method in ("quintiles", "r_package"):
        con = connection(tmp_path / method, Settings().with_values("rfm", cuts=method), transactions=rows)
        cuts, scores = rfm_cut_points(con, SCOPE), rfm(con, SCOPE)
        for measure, score in (("recency", "r"), ("frequency", "f"), ("monetary", "m")):
            limits = cuts.filter(pl.col("measure") == measure)
            for value, given in scores.select(measure, score).iter_rows():
                if measure == "recency":
                    expected = 1 + sum(value <= cut for cut in limits["cut"])
                else:
                    expected = 1 + sum(
                        value > cut or (value == cut and not own) for cut, own in limits.select("cut", "included").iter_rows()
                    )
                assert given == expected, (method, measure, value)
