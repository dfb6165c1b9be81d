"""Where are the customers on the plane of recency and frequency, and on that of recency and amount?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.units import Unit

SQL = """
with valued as (
    select c.by_value, s.recency, s.monetary, 'frequency' as measure, s.frequency::double as value from rfm_bought as s join customers as c on c.ck = s.ck
    union all
    select c.by_value, s.recency, s.monetary, 'monetary' as measure, s.monetary::double as value from rfm_bought as s join customers as c on c.ck = s.ck
),
placed as (
    select v.by_value, v.measure, v.monetary, r.width as r_width, r.last as r_last, least(floor(v.recency / r.width), r.last) as r_bin,
        b.width, b.last, case when v.value < 0 then -1 else least(floor(v.value / b.width), b.last) end as bin
    from valued as v join rfm_bins as b on b.measure = v.measure cross join (select * from rfm_bins where measure = 'recency') as r
)
select by_value, measure, r_bin * r_width as recency_low, case when r_bin < r_last then (r_bin + 1) * r_width end as recency_high,
    case when bin >= 0 then bin * width end as low, case when bin < last then (bin + 1) * width end as high, count(*)::bigint as customers, sum(monetary)::double as revenue
from placed
group by by_value, measure, r_width, r_last, r_bin, width, last, bin
order by by_value, measure, r_bin, bin
"""


@indicator(
    title=N_("Customers by recency and frequency, and by recency and amount"),
    definition=N_(
        "Customers who bought in the days that RFM scores count, counted on two grids of the classes of their distributions: recency by frequency, recency by net amount; with what they bought."
    ),
    formula=N_("customers and net amount of each pair of classes"),
    sql=SQL,
    unit=Unit.COUNT,
    grain="row",
    needs=("transactions",),
    value="customers",
)
def rfm_map(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a cell that has customers: `measure` (frequency, monetary), `recency_low`, `recency_high`, `low`, `high` (null = no end), `customers`, `revenue`."""
    return query(con, SQL, scope)
