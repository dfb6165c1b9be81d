"""Whom would other thresholds move, and from which class to which? Nothing is written: the same customers are classed twice."""

from collections.abc import Sequence

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.indicators.lifecycle import CLASSES, ORDER

SQL = CLASSES + " select c.by_value, c.ck, c.lifecycle, s.revenue from classes as c left join period_sales as s on s.ck = c.ck"


def what_if(con: Connection, scope: Scope, **limits: float) -> pl.DataFrame:
    """Who changes class on the last day with `limits` (d80, d95, hot_days, regular_orders, regular_variation) in place of those in force.

    One row a pair of different classes: `from` (now), `to`, `customers`, `revenue` (what they bought over the period); the largest first.
    """
    now = query(con, SQL, scope.broken_by(None)).rename({"lifecycle": "from"})
    then = query(con, SQL, scope.broken_by(None), **limits).select("ck", pl.col("lifecycle").alias("to"))
    return moves(now, then, ORDER)


def moves(now: pl.DataFrame, then: pl.DataFrame, order: Sequence[str]) -> pl.DataFrame:
    """Customers by what they are `now` (`ck`, `from`, `revenue`) and would be `then` (`ck`, `to`), those who stay left out; the largest first, then in `order`."""
    return counted(now.join(then, on="ck"), order)


def counted(both: pl.DataFrame, order: Sequence[str]) -> pl.DataFrame:
    """The same from one row a customer: `from`, `to` (null = none), `revenue`."""
    ranks = {name: rank for rank, name in enumerate(order)}
    rank = [pl.col(name).replace_strict(ranks, default=len(ranks), return_dtype=pl.Int32) for name in ("from", "to")]
    return (
        both.filter(pl.col("from").ne_missing(pl.col("to")))
        .group_by("from", "to")
        .agg(pl.len().cast(pl.Int64).alias("customers"), pl.col("revenue").sum().cast(pl.Float64))
        .sort(pl.col("customers"), *rank, descending=[True, False, False])
    )
