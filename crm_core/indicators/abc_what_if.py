"""Whom would other limits of the ABC classes move, and from which class to which? Nothing is written: the same customers are classed twice."""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.indicators.what_if import moves

CLASSES = ("A", "B", "C")
SQL = "select s.ck, s.abc, s.revenue from abc_of_customers as s join customers as c on c.ck = s.ck"


def abc_what_if(con: Connection, scope: Scope, abc_a: float, abc_b: float) -> pl.DataFrame:
    """Who changes class with these limits in place of those in force.

    One row a pair of different classes: `from` (now), `to`, `customers`, `revenue` (what they bought over the period); the largest first.
    """
    now = query(con, SQL, scope.broken_by(None)).rename({"abc": "from"})
    then = query(con, SQL, scope.broken_by(None), abc_a=abc_a, abc_b=abc_b).select("ck", pl.col("abc").alias("to"))
    return moves(now, then, CLASSES)
