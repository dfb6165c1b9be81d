"""Do we lose our best customers or the others?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.indicators.standing import ASKED
from crm_core.indicators.statistics import wilson
from crm_core.periods import previous
from crm_core.units import Unit

BEFORE = "select ck, abc, revenue from abc_of_customers"
SQL = f"""
with {ASKED}
select c.by_value, c.ck, ((s.days >> a.last) & 1) = 0 as is_lost
from standing as s cross join asked as a join customers as c on c.ck = s.ck where ((s.days >> a.eve) & 1) = 1
"""


@indicator(
    title=N_("Attrition by value of the customer"),
    definition=N_(
        "Customers active the day before the period, by the ABC class they had over as many days before it, and how many of them are no longer active on its last "
        "day. A customer without purchase in those days has no class and is left out. Lost revenue: what the lost ones bought over those days."
    ),
    formula=N_("attrition rate of a class = lost ÷ active at the start"),
    source=N_("95% interval: Wilson 1927"),
    sql=SQL,
    unit=Unit.SHARE,
    grain="row",
    better="down",
    needs=("transactions",),
    value="attrition_rate",
    own=("abc",),
)
def attrition_by_abc(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a class, A to C: `abc`, `active_at_start`, `lost`, `attrition_rate`, `n`, `low`, `high`, `revenue_lost`. Classes without customers are left out."""
    before = query(con, BEFORE, scope.everyone().over(previous(scope.period)))
    by = [scope.by, "abc"] if scope.by else ["abc"]
    counted = query(con, SQL, scope.whole()).join(before, on="ck").group_by(by).agg(
        pl.len().cast(pl.Int64).alias("active_at_start"),
        pl.col("is_lost").sum().cast(pl.Int64).alias("lost"),
        pl.col("is_lost").mean().alias("attrition_rate"),
        pl.len().cast(pl.Int64).alias("n"),
        pl.col("revenue").filter("is_lost").sum().cast(pl.Float64).alias("revenue_lost"),
    )  # fmt: skip
    return counted.with_columns(*wilson("lost", "n")).select(pl.exclude("revenue_lost"), "revenue_lost").sort(by)
