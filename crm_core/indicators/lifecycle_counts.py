"""How many customers, and how much revenue, are in each lifecycle class?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.lifecycle import CLASSES
from crm_core.indicators.registry import indicator
from crm_core.units import Unit

SQL = (
    CLASSES
    + """,
names as (
    select unnest(['suspect', 'prospect', 'hot_prospect', 'trial_buyer', 'occasional', 'regular', 'convinced', 'inactive', 'former']) as lifecycle,
        unnest([1, 2, 3, 4, 5, 6, 7, 8, 9]) as rank
),
groups as (select distinct by_value from classes),
counted as (
    select c.by_value, c.lifecycle, count(*)::bigint as customers, coalesce(sum(s.revenue), 0)::double as revenue
    from classes as c left join period_sales as s on s.ck = c.ck
    group by c.by_value, c.lifecycle
)
select g.by_value, n.lifecycle, coalesce(c.customers, 0) as customers,
    coalesce(c.customers, 0) / nullif(sum(coalesce(c.customers, 0)) over (partition by g.by_value), 0)::double as share,
    coalesce(c.revenue, 0) as revenue
from groups as g cross join names as n
left join counted as c on c.lifecycle = n.lifecycle and c.by_value is not distinct from g.by_value
order by g.by_value, n.rank
"""
)


@indicator(
    title=N_("Customers by lifecycle class"),
    definition=N_("Customers of each class at the as-of day, their share of the base, and what they bought over the period."),
    formula=N_("share = customers of the class ÷ all customers known at the as-of day"),
    sql=SQL,
    unit=Unit.COUNT,
    grain="row",
    needs=("customers",),
    value="customers",
    own=("lifecycle",),
)
def lifecycle_counts(con: Connection, scope: Scope) -> pl.DataFrame:
    """Nine rows, from suspect to former: `lifecycle`, `customers`, `share` (0 to 1), `revenue` (over the period)."""
    return query(con, SQL, scope)
