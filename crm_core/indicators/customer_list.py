"""Who are the customers, one by one, and why is each in its class?"""

from dataclasses import replace

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.units import Unit

LISTED = """
with listed as (select c.*, f.lifecycle, f.solicited_since_purchase, f.is_promoter from customers as c join customer_states as f on f.ck = c.ck),
bought as (
    select o.ck, count(*) as orders, count(*) filter (where o.date >= $year_start) as orders_of_year, max(o.date) as last_on, median(nullif(o.gap, 0)) as median_gap
    from all_occasions as o join listed as l on l.ck = o.ck where o.is_purchase and o.date <= $as_of group by o.ck
)
select c.by_value, c.ck, c.customer_id, c.lifecycle,{before} c.store,
    coalesce(b.orders, 0)::bigint as orders, coalesce(b.orders_of_year, 0)::bigint as orders_of_year,
    b.last_on, ($as_of - b.last_on)::bigint as recency, b.median_gap,
    coalesce(s.revenue, 0)::double as revenue,
    c.solicited_since_purchase as solicited,
    c.is_promoter as promoter,
    case when c.left_on <= $as_of then c.left_on end as left_on
from listed as c{joined}
left join bought as b on b.ck = c.ck
left join period_sales as s on s.ck = c.ck
order by c.ck
"""
SQL = LISTED.format(before=" w.lifecycle as lifecycle_before,", joined="\nleft join states_before as w on w.ck = c.ck")
NOW = LISTED.format(before="", joined="")


@indicator(
    title=N_("Customers, one by one"),
    definition=N_(
        "Each customer known at the as-of day, with its lifecycle class, its class the day before the period began (by the thresholds of the as-of day), and the facts that the class is read from: "
        "purchases, last purchase, usual gap between purchases, solicitation since the last purchase, recommendation at the last survey, date of leaving."
    ),
    formula=N_("recency = as-of day − day of the last purchase; usual gap = median of the days between successive days of purchase"),
    sql=SQL,
    unit=Unit.TEXT,
    grain="customer",
    needs=("customers",),
    value="lifecycle",
    own=("lifecycle",),
)
def customer_list(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a customer known at `as_of`, by customer_id.

    `customer_id`, `lifecycle`, `lifecycle_before` (null = not known then), `store`, `orders`, `orders_of_year` (12 months), `last_on`, `recency` and
    `median_gap` (days), `revenue` (over the period), `solicited` (since the last purchase), `promoter`, `left_on`.
    """
    return query(con, SQL, scope)


def _now(con: Connection, scope: Scope) -> pl.DataFrame:
    return query(con, NOW, scope)


# The same without the class before the period, which takes the classes of another day.
customers_now = replace(customer_list, compute=_now)
