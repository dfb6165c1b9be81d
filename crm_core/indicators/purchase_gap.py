"""How many days pass, on average, between two days on which a customer buys?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.engine.prepared import PREPARED
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.units import Unit

# What each buyer's days of purchase until the day are: purchases of one day are one.
PREPARED["days_of_purchase"] = """
select ck, 1 + count(nullif(gap, 0)) as purchase_days, avg(nullif(gap, 0)) as mean_gap, max(date) as last_on
from all_occasions where is_purchase and ck is not null and date <= $as_of
group by ck
"""
SQL = """
with middle as (select ck, median(nullif(gap, 0)) as median_gap from occasions where is_purchase and ck is not null and date <= $as_of group by ck)
select c.by_value, c.ck, c.customer_id, p.purchase_days::bigint as purchase_days, p.mean_gap, m.median_gap, p.last_on
from days_of_purchase as p join middle as m on m.ck = p.ck join customers as c on c.ck = p.ck
order by c.ck
"""


@indicator(
    title=N_("Mean gap between purchases"),
    definition=N_(
        "Days between successive days of purchase of a customer, on average, over all its purchases until the as-of day: purchases of one day are one. "
        "Not known before a second day of purchase."
    ),
    formula=N_("mean gap = (last day of purchase − first) ÷ (days of purchase − 1)"),
    sql=SQL,
    unit=Unit.DAYS,
    grain="customer",
    needs=("transactions",),
    value="mean_gap",
)
def purchase_gap(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a customer who ever bought, by customer_id: `customer_id`, `purchase_days`, `mean_gap` and `median_gap` (days; null with one day), `last_on`."""
    return query(con, SQL, scope)
