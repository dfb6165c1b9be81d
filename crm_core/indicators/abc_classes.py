"""How many customers are in each ABC class, and what do they bring?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.units import Unit

SQL = """
with classed as (select c.by_value, s.revenue, s.abc from abc_of_customers as s join customers as c on c.ck = s.ck),
names as (select * from (values ('A'), ('B'), ('C')) as known(abc)),
groups as (
    select distinct by_value from classed
    union select null::varchar as by_value where not exists (select 1 from classed)
),
counted as (
    select by_value, abc, count(*)::bigint as customers, sum(revenue)::double as revenue, min(revenue)::double as smallest
    from classed group by by_value, abc
)
select g.by_value, n.abc, coalesce(c.customers, 0) as customers,
    coalesce(c.customers, 0) / nullif(sum(coalesce(c.customers, 0)) over (partition by g.by_value), 0)::double as share,
    coalesce(c.revenue, 0) as revenue,
    coalesce(c.revenue, 0) / nullif(sum(coalesce(c.revenue, 0)) over (partition by g.by_value), 0) as revenue_share,
    c.smallest
from groups as g cross join names as n
left join counted as c on c.abc = n.abc and c.by_value is not distinct from g.by_value
order by g.by_value, n.abc
"""


@indicator(
    title=N_("Customers by ABC class"),
    definition=N_(
        "Customers of each ABC class over the period, their share, what they bought, its share, and the smallest revenue of the class."
    ),
    formula=N_("share = customers of the class ÷ customers who bought; share of sales = sales of the class ÷ sales of all three"),
    source=N_("Pareto; both limits are settings"),
    sql=SQL,
    unit=Unit.COUNT,
    grain="row",
    needs=("transactions",),
    value="customers",
    own=("abc",),
)
def abc_classes(con: Connection, scope: Scope) -> pl.DataFrame:
    """Three rows, A to C: `abc`, `customers`, `share` (0 to 1), `revenue`, `revenue_share` (0 to 1), `smallest` (revenue; null for an empty class)."""
    return query(con, SQL, scope)
