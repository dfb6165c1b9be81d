"""How many customers have each RFM code, and what do they bring?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.indicators.rfm import SQL as RFM
from crm_core.units import Unit

SQL = (
    "with scores as ("
    + RFM
    + """)
select by_value, r, f, m, rfm_code, rfm_segment, count(*)::bigint as customers, sum(monetary::decimal(18, 2))::double as revenue,
    min(recency) as recency_from, max(recency) as recency_to, min(frequency) as frequency_from, max(frequency) as frequency_to,
    min(monetary) as monetary_from, max(monetary) as monetary_to
from scores
group by by_value, r, f, m, rfm_code, rfm_segment
order by by_value, rfm_code
"""
)


@indicator(
    title=N_("Customers by RFM code"),
    definition=N_(
        "Customers who bought in the period, counted by their three scores, with what they spent and the smallest and largest recency, frequency and amount "
        "found in each code: the cut points of the scores can be read from them."
    ),
    formula=N_("customers and net amount summed by R, F and M"),
    sql=SQL,
    unit=Unit.COUNT,
    grain="row",
    needs=("transactions",),
    value="customers",
    own=("rfm_segment",),
)
def rfm_codes(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a code that somebody has: `r`, `f`, `m`, `rfm_code`, `rfm_segment`, `customers`, `revenue`, and `…_from`, `…_to` of recency, frequency, monetary."""
    return query(con, SQL, scope)
