"""How many customers have each RFM code, and what do they bring?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.units import Unit

SQL = """
select c.by_value, s.r, s.f, s.m, s.rfm_code, s.rfm_segment, count(*)::bigint as customers, sum(s.monetary)::double as revenue,
    min(s.recency)::bigint as recency_from, max(s.recency)::bigint as recency_to, min(s.frequency)::bigint as frequency_from,
    max(s.frequency)::bigint as frequency_to, min(s.monetary)::double as monetary_from, max(s.monetary)::double as monetary_to
from rfm_scores as s join customers as c on c.ck = s.ck
group by c.by_value, s.r, s.f, s.m, s.rfm_code, s.rfm_segment
order by c.by_value, s.rfm_code
"""


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
