"""How many customers, and how much revenue, does each group of a field hold?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.engine.fields import of_lines
from crm_core.i18n import N_
from crm_core.indicators.lifecycle import CLASSES
from crm_core.indicators.registry import indicator
from crm_core.units import Unit

SQL = (
    CLASSES
    + """,
counted as (
    select c.by_value, count(*) as customers, count(*) filter (where s.orders > 0) as buyers, coalesce(sum(s.revenue), 0) as revenue
    from classes as c left join period_sales as s on s.ck = c.ck
    group by c.by_value
)
select t.by_value, t.customers::bigint as customers, t.customers / sum(t.customers) over ()::double as share,
    t.buyers::bigint as buyers, t.revenue::double as revenue,
    t.revenue / nullif(sum(t.revenue) over (), 0)::double as revenue_share,
    (t.revenue / nullif(t.buyers, 0))::double as revenue_per_buyer
from counted as t
order by t.revenue desc, t.customers desc, t.by_value
"""
)

OF_LINES = (
    CLASSES
    + """,
base as (select count(*) as everyone from classes),
lines as (
    select t.by_value, t.ck, t.is_sale, t.amount, o.date between $start and $as_of as in_period
    from transactions as t join occasions as o on o.ck = t.ck and o.occasion = t.occasion and o.known_on = t.date
    where t.in_turnover and t.date <= $as_of
),
people as (
    select by_value, ck, count(*) filter (where is_sale) > 0 as has_bought, count(*) filter (where is_sale and in_period) > 0 as is_buyer,
        sum(amount) filter (where in_period) as revenue
    from lines group by by_value, ck
),
counted as (
    select by_value, count(*) filter (where has_bought) as customers, count(*) filter (where is_buyer) as buyers, coalesce(sum(revenue), 0) as revenue
    from people group by by_value
)
select t.by_value, t.customers::bigint as customers, t.customers / nullif(b.everyone, 0)::double as share,
    t.buyers::bigint as buyers, t.revenue::double as revenue,
    t.revenue / nullif(sum(t.revenue) over (), 0)::double as revenue_share,
    (t.revenue / nullif(t.buyers, 0))::double as revenue_per_buyer
from counted as t cross join base as b
order by t.revenue desc, t.customers desc, t.by_value
"""
)


@indicator(
    title=N_("Structure of the base"),
    definition=N_(
        "Customers known at the as-of day, those who bought in the period, what they bought and the mean for each buyer, by the values of a field. "
        "By a field of purchases (channel, category, product): sales by the lines' own values, and customers who bought so at least once until the as-of day; "
        "one customer may count in several groups, so that their shares of the base can add up to more than one."
    ),
    formula=N_(
        "mean value = net sales of the period ÷ customers who bought in it; concentration: cumulated shares of the customers and of the sales, the largest sales first"
    ),
    sql=f"{SQL};\n\n-- by a field of purchases\n{OF_LINES}",
    unit=Unit.MONEY,
    grain="row",
    needs=("customers",),
    value="revenue",
    lines=True,
)
def structure(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a value of the breakdown (null = not known), the largest revenue first; one row in all without breakdown.

    `customers`, `share`, `buyers`, `revenue`, `revenue_share`, `revenue_per_buyer` (null when nobody bought), `cumulated_share` (of the customers down to this
    row; null by a field of purchases, where one customer counts in several rows), `cumulated_revenue_share`.
    """
    lines = bool(scope.by and of_lines(con, scope.by))
    cumulated = pl.lit(None, pl.Float64) if lines else pl.col("share").cum_sum()
    return query(con, OF_LINES if lines else SQL, scope).with_columns(
        cumulated.alias("cumulated_share"), pl.col("revenue_share").cum_sum().alias("cumulated_revenue_share")
    )
