"""In which RFM segments and lifecycle classes are the customers of each ABC class?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.units import Unit

SQL = """
select c.by_value, a.abc, s.rfm_segment, l.lifecycle, count(*)::bigint as customers, sum(a.revenue)::double as revenue
from abc_of_customers as a join customers as c on c.ck = a.ck left join rfm_scores as s on s.ck = a.ck join customer_states as l on l.ck = a.ck
group by c.by_value, a.abc, s.rfm_segment, l.lifecycle
order by c.by_value, a.abc, s.rfm_segment, l.lifecycle
"""


@indicator(
    title=N_("ABC classes by RFM segment and lifecycle class"),
    definition=N_(
        "Customers who bought in the period, by ABC class, RFM segment and lifecycle class at the as-of day, and what they bought. "
        "Without a segment: nothing bought in the days that RFM scores count."
    ),
    formula=N_("customers and net amount summed by ABC class, RFM segment and lifecycle class"),
    sql=SQL,
    unit=Unit.COUNT,
    grain="row",
    needs=("transactions",),
    value="customers",
    own=("abc", "rfm_segment", "lifecycle"),
)
def abc_crossed(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a combination that somebody has: `abc`, `rfm_segment`, `lifecycle`, `customers`, `revenue`."""
    return query(con, SQL, scope)
