"""Which few customers make most of the revenue?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.units import Unit

SQL = """
with spent as (
    select ck, sum(amount) as revenue
    from all_occasions
    where ck is not null and date between $start and $as_of and known_on <= $as_of
    group by ck having count(*) filter (where is_purchase) > 0
),
cumulated as (
    select ck, revenue,
        sum(greatest(revenue, 0)) over (order by revenue desc range unbounded preceding) / nullif(sum(greatest(revenue, 0)) over (), 0)::double as cumulated_share,
        rank() over (order by revenue desc) as place
    from spent
)
select c.by_value, c.ck, c.customer_id, s.revenue::double as revenue, s.cumulated_share::double as cumulated_share,
    case
        when s.revenue > 0 and (s.cumulated_share <= $abc_a or s.place = 1) then 'A'
        when s.revenue > 0 and s.cumulated_share <= $abc_b then 'B'
        else 'C'
    end as abc
from cumulated as s join customers as c on c.ck = s.ck
order by s.revenue desc, c.customer_id
"""


@indicator(
    title=N_("ABC class"),
    definition=N_(
        "Customers sorted by what they bought over the period, the largest first: class A makes the first 80 % of the revenue, B goes to 95 %, C is the rest. "
        "Equal customers are in the same class; the largest customer is always in A; negative totals count as nothing and are in C."
    ),
    formula=N_("cumulated share = revenue of the customers who buy at least as much ÷ revenue of all"),
    source=N_("Pareto; both limits are settings"),
    sql=SQL,
    unit=Unit.TEXT,
    grain="customer",
    needs=("transactions",),
    value="abc",
    classes=("abc",),
)
def abc(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a customer who bought in the period, largest first: `customer_id`, `revenue`, `cumulated_share` (0 to 1), `abc`."""
    return query(con, SQL, scope)
