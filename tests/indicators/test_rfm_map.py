from datetime import date, timedelta
from random import Random

import polars as pl

from crm_core.engine import Scope
from crm_core.indicators.rfm import rfm
from crm_core.indicators.rfm_distribution import rfm_distribution
from crm_core.indicators.rfm_map import rfm_map
from tests.indicators.cases import buy
from tests.support import connection

AS_OF = date(2026, 12, 31)
SCOPE = Scope.to(AS_OF)


def test_the_map_adds_up_to_the_distributions(tmp_path):
    chance = Random(5)
    rows = [buy(f"c{chance.randrange(60)}", AS_OF - timedelta(days=chance.randrange(300)), chance.randrange(1, 90)) for _ in range(200)]
    con = connection(tmp_path, transactions=rows)
    cells, spread = rfm_map(con, SCOPE), rfm_distribution(con, SCOPE)
    for measure in ("frequency", "monetary"):
        kept = cells.filter(pl.col("measure") == measure)
        by_value = kept.group_by("low", "high").agg(pl.col("customers").sum()).sort("low")
        assert by_value.rows() == spread.filter(pl.col("measure") == measure).select("low", "high", "customers").rows()
        by_day = kept.group_by("recency_low").agg(pl.col("customers").sum()).sort("recency_low")
        assert by_day.rows() == spread.filter(pl.col("measure") == "recency").select("low", "customers").rows()
        assert kept["revenue"].sum() == rfm(con, SCOPE)["monetary"].sum()
