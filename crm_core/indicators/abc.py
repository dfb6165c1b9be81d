"""Which few customers make most of the revenue?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.engine.fields import COMPUTED
from crm_core.engine.prepared import PREPARED, SUMMED
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.units import Unit

CLASSES = """
with cumulated as (
    select ck, revenue, sum(greatest(revenue, 0)) over (order by revenue desc range unbounded preceding) as upto from period_sales where orders > 0
),
base as (select max(upto) as everything, max(revenue) as largest from cumulated),
shared as (
    select c.ck, c.revenue, c.revenue = b.largest as is_largest, c.upto / nullif(b.everything, 0)::double as cumulated_share
    from cumulated as c cross join base as b
)
select ck, revenue, cumulated_share,
    case
        when revenue > 0 and (cumulated_share <= $abc_a or is_largest) then 'A'
        when revenue > 0 and cumulated_share <= $abc_b then 'B'
        else 'C'
    end as abc
from shared
"""
# No filter changes a class.
PREPARED["abc_of_customers"] = CLASSES
COMPUTED["abc"] = "abc_of_customers"
SUMMED.add("abc_of_customers")
SQL = """
select c.by_value, c.ck, c.customer_id, s.revenue::double as revenue, s.cumulated_share::double as cumulated_share, s.abc
from abc_of_customers as s join customers as c on c.ck = s.ck
order by s.revenue desc, c.ck
"""


@indicator(
    title=N_("ABC class"),
    definition=N_(
        "Customers sorted by what they bought over the period, the largest first: class A makes the first 80% of the revenue, B goes to 95%, C is the rest. "
        "Equal customers are in the same class; the largest customer is always in A; negative totals count as nothing and are in C."
    ),
    formula=N_("cumulated share = revenue of the customers who buy at least as much ÷ revenue of all"),
    source=N_("Pareto; both limits are settings"),
    sql=SQL,
    unit=Unit.TEXT,
    grain="customer",
    needs=("transactions",),
    value="abc",
    classes={"abc": ("A", "B", "C")},
)
def abc(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a customer who bought in the period, largest first: `customer_id`, `revenue`, `cumulated_share` (0 to 1), `abc`."""
    return query(con, SQL, scope)
