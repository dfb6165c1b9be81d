"""How regularly do customers come back: how many buy every week, every month, once a year?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.units import Unit

SQL = """
with bands as (
    select * from (values (1, 0, 7), (2, 7, 14), (3, 14, 30), (4, 30, 60), (5, 60, 90), (6, 90, 180), (7, 180, 365), (8, 365, null)) as known(rank, above, upto)
),
found as (
    select c.by_value, p.mean_gap from days_of_purchase as p join customers as c on c.ck = p.ck
),
groups as (
    select by_value, count(*) as buyers, count(mean_gap) as repeat_customers, median(mean_gap) as median_of_means
    from found group by by_value
),
counted as (
    select f.by_value, b.rank, count(*) as customers
    from found as f join bands as b on f.mean_gap > b.above and (f.mean_gap <= b.upto or b.upto is null)
    group by f.by_value, b.rank
)
select g.by_value, b.above::bigint as above, b.upto::bigint as upto, coalesce(n.customers, 0)::bigint as customers,
    coalesce(n.customers, 0) / nullif(g.repeat_customers, 0)::double as share,
    g.repeat_customers::bigint as repeat_customers, (g.buyers - g.repeat_customers)::bigint as one_day, g.median_of_means
from groups as g cross join bands as b left join counted as n on n.rank = b.rank and n.by_value is not distinct from g.by_value
order by g.by_value, b.rank
"""


@indicator(
    title=N_("Customers by their mean gap between purchases"),
    definition=N_(
        "Customers who bought on two days or more until the as-of day, by their mean gap between purchases, in bands of days (above, up to); "
        "beside them those who bought on one day only, who have none."
    ),
    formula=N_("share = customers of the band ÷ customers with two days of purchase or more"),
    sql=SQL,
    unit=Unit.COUNT,
    grain="row",
    needs=("transactions",),
    value="customers",
)
def purchase_gap_distribution(con: Connection, scope: Scope) -> pl.DataFrame:
    """Eight bands: `above`, `upto` (days; null = no end), `customers`, `share`; and the same in each: `repeat_customers`, `one_day`, `median_of_means` (days)."""
    return query(con, SQL, scope)
