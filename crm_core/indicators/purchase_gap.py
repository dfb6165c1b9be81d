"""How many days pass, on average, between two days on which a customer buys?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.units import Unit

SQL = """
select c.by_value, c.ck, c.customer_id, p.purchase_days::bigint as purchase_days, p.mean_gap, p.median_gap, p.last_on
from purchases_until as p join customers as c on c.ck = p.ck
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
