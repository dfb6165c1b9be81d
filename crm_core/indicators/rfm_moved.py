"""Which customers changed RFM segment since the period before, and what did they buy in both?"""

import polars as pl

from crm_core.engine import Connection, Scope
from crm_core.i18n import N_
from crm_core.indicators.migration import both_spans
from crm_core.indicators.registry import indicator
from crm_core.units import Unit

SQL = """
select c.by_value, c.ck, c.customer_id, s.rfm_segment, s.frequency::bigint as frequency, s.recency::bigint as recency, s.monetary::double as revenue
from customers as c left join rfm_scores as s on s.ck = c.ck
"""


@indicator(
    title=N_("Customers who changed RFM segment"),
    definition=N_(
        "Customers whose RFM segment over the period is not that of the days right before it, those who came and those who no longer buy included, with the sales of both spans; the largest loss of sales first."
    ),
    formula=N_("see Moves between RFM segments"),
    sql=SQL,
    unit=Unit.MONEY,
    grain="customer",
    needs=("transactions",),
    value="revenue_to",
    own=("rfm_segment",),
)
def rfm_moved(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a customer: `customer_id`, `from`, `to` (null = did not buy), `frequency`, `recency` (over the period), `revenue_from`, `revenue_to`."""
    by = [scope.by] if scope.by else []
    rows = both_spans(con, scope, SQL, "rfm_segment").filter(pl.col("from").ne_missing(pl.col("to")))
    lost = pl.col("revenue_from").fill_null(0) - pl.col("revenue_to").fill_null(0)
    return rows.sort(lost, "customer_id", descending=[True, False]).select(
        *by, "customer_id", "from", "to", "frequency", "recency", "revenue_from", "revenue_to"
    )
