"""What share of the revenue do the best customers make?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.engine.currencies import one_currency
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.units import Unit

SQL = """
with spent as (
    select c.by_value, greatest(s.revenue, 0) as revenue from period_sales as s join customers as c on c.ck = s.ck where s.orders > 0
),
placed as (select by_value, revenue, row_number() over (partition by by_value order by revenue desc) as place from spent),
totals as (select by_value, count(*) as everyone, sum(revenue) as total from spent group by by_value),
steps as (
    select t.by_value, t.everyone, t.total, max(p.place) as place, sum(p.revenue) as revenue
    from placed as p join totals as t on t.by_value is not distinct from p.by_value
    group by t.by_value, t.everyone, t.total, ceil(100 * p.place / t.everyone::double)
),
summed as (select *, sum(revenue) over (partition by by_value order by place) as cumulated from steps)
select by_value, place::bigint as customers, cumulated::double as revenue, place / everyone::double as customers_share,
    (cumulated / nullif(total, 0))::double as revenue_share
from summed
order by by_value, customers
"""


@indicator(
    title=N_("Concentration of the sales"),
    definition=N_(
        "Customers who bought in the period, the largest first: what share of the sales the best 1, 2 … 100% of them make. Negative totals count as nothing."
    ),
    formula=N_("share of sales = sales of the customers down to this place ÷ sales of all"),
    source=N_("Lorenz 1905"),
    sql=SQL,
    unit=Unit.SHARE,
    grain="row",
    needs=("transactions",),
    value="revenue_share",
)
def concentration(con: Connection, scope: Scope) -> pl.DataFrame:
    """At most 100 points of the curve, best customers first: `customers`, `revenue` (cumulated), `customers_share`, `revenue_share` (0 to 1)."""
    one_currency(con)
    return query(con, SQL, scope)
