"""Which score, segment and class has each customer?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.units import Unit

SQL = """
select c.by_value, c.customer_id, s.rfm_segment, a.abc, s.rfm_code, s.rfm_score, s.recency::bigint as recency, s.frequency::bigint as frequency,
    s.monetary::double as monetary, p.mean_gap
from rfm_scores as s left join abc_of_customers as a on a.ck = s.ck join customers as c on c.ck = s.ck
left join days_of_purchase as p on p.ck = s.ck
order by s.monetary desc, c.ck
"""


@indicator(
    title=N_("Customers with their scores"),
    definition=N_(
        "Customers who bought in the days that RFM scores count, with RFM code, weighted score, RFM segment and ABC class (none: nothing bought in the period), the largest amount first."
    ),
    formula=N_("see RFM scores and ABC class"),
    sql=SQL,
    unit=Unit.MONEY,
    grain="customer",
    needs=("transactions",),
    value="monetary",
)
def customer_scores(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a customer who bought in the period: `customer_id`, `rfm_segment`, `abc`, `rfm_code`, `rfm_score`, `recency` (days), `frequency`, `monetary`, `mean_gap` (days, see purchase gap)."""
    return query(con, SQL, scope)
