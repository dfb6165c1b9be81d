"""Who moved from which lifecycle class to which, over the period?"""

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.engine.fields import COMPUTED, of_lines
from crm_core.i18n import N_
from crm_core.indicators.lifecycle import ORDER
from crm_core.indicators.registry import indicator
from crm_core.periods import previous
from crm_core.units import Unit

SQL = """
select c.by_value, b.lifecycle as "from", s.lifecycle as "to", count(*)::bigint as customers, sum(e.revenue)::double as revenue_from, sum(p.revenue)::double as revenue_to
from customers as c join customer_states as s on s.ck = c.ck
left join states_before as b on b.ck = c.ck
left join sales_before as e on e.ck = c.ck and b.ck is not null
left join period_sales as p on p.ck = c.ck
group by c.by_value, b.lifecycle, s.lifecycle
"""


def day_before(con: Connection, scope: Scope) -> Scope:
    """The previous period, for the customers that the scope keeps now: filters on classes and purchases are left out, they would choose by those of then."""
    before = scope.over(previous(scope.period))
    return replace(before, filters=tuple(one for one in scope.filters if one[0] not in COMPUTED and not of_lines(con, one[0])))


def both_spans(con: Connection, scope: Scope, sql: str, group: str) -> pl.DataFrame:
    """One row a customer who is in a `group` (and has its `revenue`) over the period or over the days right before it: `from`, `to`, `revenue_from`, `revenue_to`."""
    first, then = (
        query(con, sql, one).rename({group: name, "revenue": f"revenue_{name}"})
        for one, name in ((day_before(con, scope), "from"), (scope, "to"))
    )
    both = first.select("ck", "from", "revenue_from").join(then, on="ck", how="right")
    return both.filter(pl.col("from").is_not_null() | pl.col("to").is_not_null())


def pairs_of(both: pl.DataFrame, by: Sequence[str], order: Sequence[str]) -> pl.DataFrame:
    """How many customers each pair of groups has, in the `order` of the groups, none last."""
    rank = {name: i for i, name in enumerate(order)}
    return (
        both.group_by(*by, "from", "to")
        .agg(pl.len().cast(pl.Int64).alias("customers"), pl.col("revenue_from", "revenue_to").sum())
        .sort(*by, *(pl.col(one).replace_strict(rank, default=len(rank), return_dtype=pl.Int32) for one in ("from", "to")))
    )


@indicator(
    title=N_("Moves between lifecycle classes"),
    definition=N_(
        "Customers by their class the day before the period began and by their class on its last day; customers who were not yet known have no first class. "
        "Both days are judged by the thresholds D80 and D95 of the last one, so that a move is a customer's, not the threshold's. "
        "Revenue before covers as many days right before the period."
    ),
    formula=N_("customers in class a before the period and in class b at its end"),
    sql=SQL,
    unit=Unit.COUNT,
    grain="row",
    needs=("customers", "transactions"),
    value="customers",
    own=("lifecycle",),
)
def migration(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a pair of classes that occurs: `from` (null = entered), `to`, `customers`, `revenue_from`, `revenue_to`; in class order."""
    rank = {name: i for i, name in enumerate(ORDER)}
    by = [scope.by] if scope.by else []
    ranks = [pl.col(one).replace_strict(rank, default=-1, return_dtype=pl.Int32) for one in ("from", "to")]
    return query(con, SQL, scope).with_columns(pl.col("revenue_from", "revenue_to").fill_null(0.0)).sort(*by, *ranks)
