"""Which score, segment and class has each customer?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.abc import SQL as ABC
from crm_core.indicators.registry import indicator
from crm_core.indicators.rfm import SQL as RFM
from crm_core.units import Unit

SQL = (
    "with scores as ("
    + RFM
    + "), classed as ("
    + ABC
    + """)
select s.by_value, s.customer_id, s.rfm_segment, a.abc, s.rfm_code, s.recency, s.frequency, s.monetary
from scores as s join classed as a on a.ck = s.ck
order by s.monetary desc, s.customer_id
"""
)


@indicator(
    title=N_("Customers with their scores"),
    definition=N_("Customers who bought in the period with RFM code, RFM segment and ABC class, the largest amount first."),
    formula=N_("see RFM scores and ABC class"),
    sql=SQL,
    unit=Unit.MONEY,
    grain="customer",
    needs=("transactions",),
    value="monetary",
)
def customer_scores(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a customer who bought in the period: `customer_id`, `rfm_segment`, `abc`, `rfm_code`, `recency` (days), `frequency`, `monetary`."""
    return query(con, SQL, scope)
