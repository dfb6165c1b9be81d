"""Whom would other rules of the RFM scores move, and from which segment to which? Nothing is written: the same customers are scored twice."""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.engine.query import rfm_parameters
from crm_core.indicators.rfm import SEGMENTS
from crm_core.indicators.what_if import counted
from crm_core.settings import Settings

SQL = """
select s.ck, s.rfm_segment, s.monetary from rfm_scores as s join customers as c on c.ck = s.ck
"""


def rfm_what_if(con: Connection, scope: Scope, settings: Settings) -> pl.DataFrame:
    """Who changes segment with the RFM rules of `settings` in place of those in force.

    One row a pair of different segments: `from` (now), `to` (null = no purchase in the days that are counted), `customers`, `revenue` (what they bought in those of
    now, else in those tried); the largest first.
    """
    asked = scope.broken_by(None)
    now = query(con, SQL, asked).rename({"rfm_segment": "from", "monetary": "revenue"})
    then = query(con, SQL, asked, **rfm_parameters(settings, asked)).rename({"rfm_segment": "to", "monetary": "tried"})
    both = now.join(then, on="ck", how="full", coalesce=True)
    return counted(both.with_columns(pl.coalesce("revenue", "tried").alias("revenue")), SEGMENTS)
