"""How unequal are the sales between customers?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.engine.currencies import one_currency
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.units import Unit

SQL = """
with spent as (
    select c.by_value, s.ck, greatest(s.revenue, 0)::double as revenue from period_sales as s join customers as c on c.ck = s.ck where s.orders > 0
),
placed as (
    select by_value, revenue, row_number() over (partition by by_value order by revenue, ck) as place,
        sum(revenue) over (partition by by_value order by revenue desc, ck rows unbounded preceding) as cumulated,
        sum(revenue) over (partition by by_value) as total
    from spent
)
select by_value, count(*)::bigint as customers,
    2 * sum(place * revenue) / nullif(count(*) * max(total), 0) - case when max(total) > 0 then (count(*) + 1) / count(*)::double end as gini,
    count(*) filter (where cumulated - revenue < 0.5 * total)::bigint as half,
    count(*) filter (where cumulated - revenue < 0.5 * total) / count(*)::double as half_share
from placed
group by by_value
order by by_value
"""


@indicator(
    title=N_("Gini index of the sales"),
    definition=N_(
        "How unequal the sales of the customers who bought in the period are: 0 when all bought as much, near 1 when one bought everything. "
        "Beside it the fewest customers who make half of the sales. Negative totals count as nothing."
    ),
    formula=N_("Gini = 2 × sum of (place × sales) ÷ (customers × all sales) − (customers + 1) ÷ customers, the smallest sales first"),
    source=N_("Gini 1912"),
    sql=SQL,
    unit=Unit.SCORE,
    grain="row",
    needs=("transactions",),
    value="gini",
)
def gini(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row: `customers`, `gini` (0 to 1; null without sales), `half` (customers who make half of the sales), `half_share` (0 to 1)."""
    one_currency(con)
    return query(con, SQL, scope)
