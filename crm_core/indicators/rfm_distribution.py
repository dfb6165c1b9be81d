"""How are recency, frequency and amount spread over the customers?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.engine.prepared import PREPARED
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.units import Unit

# About 24 bins of a round width up to the 98 % quantile; what is beyond is in `last`. Those of the whole base, whatever the filters.
PREPARED["rfm_bins"] = """
with tops as (
    select quantile_disc(recency, 0.98)::double as r, quantile_disc(frequency, 0.98)::double as f, greatest(quantile_disc(monetary, 0.98)::double, 1) as m from rfm_bought
),
sizes as (select *, pow(10, floor(log10(m / 24))) as ten from tops),
widths as (
    select 'recency' as measure, r as top, greatest(1.0, ceil(r / 24)) as width from sizes
    union all
    select 'frequency' as measure, f as top, greatest(1.0, ceil(f / 24)) as width from sizes
    union all
    select 'monetary' as measure, m as top, ten * case when m / 24 <= ten then 1 when m / 24 <= 2 * ten then 2 when m / 24 <= 5 * ten then 5 else 10 end as width from sizes
)
select measure, width::double as width, floor(top / width) + 1 as last from widths
"""
SQL = """
with valued as (
    select c.by_value, 'recency' as measure, s.recency::double as value from rfm_bought as s join customers as c on c.ck = s.ck
    union all
    select c.by_value, 'frequency' as measure, s.frequency::double as value from rfm_bought as s join customers as c on c.ck = s.ck
    union all
    select c.by_value, 'monetary' as measure, s.monetary::double as value from rfm_bought as s join customers as c on c.ck = s.ck
),
placed as (
    select v.by_value, v.measure, b.width, b.last, case when v.value < 0 then -1 else least(floor(v.value / b.width), b.last) end as bin
    from valued as v join rfm_bins as b on b.measure = v.measure
)
select by_value, measure, case when bin >= 0 then bin * width end as low, case when bin < last then (bin + 1) * width end as high, count(*)::bigint as customers
from placed
group by by_value, measure, width, last, bin
order by by_value, case measure when 'recency' then 1 when 'frequency' then 2 else 3 end, bin
"""


@indicator(
    title=N_("Distribution of recency, frequency and amount"),
    definition=N_(
        "Customers who bought in the days that RFM scores count, by days since the last purchase, by number of purchases and by net amount, in classes of a round width. "
        "The last class has no upper end; amounts below zero are one class, without a lower end."
    ),
    formula=N_("customers whose value is at least the lower end and below the upper end"),
    sql=SQL,
    unit=Unit.COUNT,
    grain="row",
    needs=("transactions",),
    value="customers",
)
def rfm_distribution(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a class that has customers: `measure` (recency, frequency, monetary), `low`, `high` (null = no end), `customers`."""
    return query(con, SQL, scope)
