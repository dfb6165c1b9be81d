"""Whom would other rules of the RFM scores move, and from which segment to which? Nothing is written: the same customers are scored twice."""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.engine.query import rfm_parameters
from crm_core.indicators.rfm import SEGMENTS
from crm_core.indicators.what_if import moves
from crm_core.settings import Settings

SQL = """
select s.ck, s.rfm_segment, s.monetary from rfm_scores as s join customers as c on c.ck = s.ck
"""


def rfm_what_if(con: Connection, scope: Scope, settings: Settings) -> pl.DataFrame:
    """Who changes segment with the RFM rules of `settings` in place of those in force.

    One row a pair of different segments: `from` (now), `to`, `customers`, `revenue` (what they bought over the period); the largest first.
    """
    asked = scope.broken_by(None)
    now = query(con, SQL, asked).rename({"rfm_segment": "from", "monetary": "revenue"})
    then = query(con, SQL, asked, **rfm_parameters(settings)).select("ck", pl.col("rfm_segment").alias("to"))
    return moves(now, then, SEGMENTS)
