"""How many of the customers active at the start of the period were lost during it?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.indicators.statistics import wilson
from crm_core.units import Unit

SQL = """
with at_start as (
    select w.w, o.by_value, o.ck
    from windows as w join occasions as o on o.date between w.start_on - 1 - $d80 and w.start_on - 1
    where o.is_purchase and o.ck is not null group by w.w, o.by_value, o.ck
),
at_end as (
    select w.w, o.ck
    from windows as w join occasions as o on o.date between w.end_on - $d80 and w.end_on
    where o.is_purchase and o.ck is not null group by w.w, o.ck
),
gone as (
    select s.w, s.by_value, s.ck from at_start as s left join at_end as e on e.w = s.w and e.ck = s.ck where e.ck is null
),
revenue as (
    select g.w, g.by_value, sum(o.amount) as revenue_lost
    from gone as g
    join windows as w on w.w = g.w
    join occasions as o on o.ck = g.ck and o.date < w.start_on and o.date >= w.start_on - (w.end_on - w.start_on + 1)::integer and o.known_on < w.start_on
    group by g.w, g.by_value
),
groups as (
    select distinct by_value from occasions where ck is not null
    union select null::varchar as by_value where not exists (select 1 from occasions where ck is not null)
)
select g.by_value, w.w,
    coalesce(s.customers, 0)::bigint as active_at_start,
    coalesce(l.customers, 0)::bigint as lost,
    l.customers / nullif(s.customers, 0)::double as attrition_rate,
    coalesce(s.customers, 0)::bigint as n,
    coalesce(r.revenue_lost, 0)::double as revenue_lost
from windows as w cross join groups as g
left join (select w, by_value, count(*) as customers from at_start group by w, by_value) as s on s.w = w.w and s.by_value is not distinct from g.by_value
left join (select w, by_value, count(*) as customers from gone group by w, by_value) as l on l.w = w.w and l.by_value is not distinct from g.by_value
left join revenue as r on r.w = w.w and r.by_value is not distinct from g.by_value
order by g.by_value, w.w
"""


@indicator(
    title=N_("Attrition rate"),
    definition=N_(
        "A customer is active on a day when its last purchase is at most D80 days old. Attrition counts the customers who were active the day before the "
        "period and no longer are on its last day; what they bought over as many days before the period is the revenue lost. "
        "D80 is that of the as-of day, for every period compared; asked at an earlier day, the rate is measured by the D80 of that day."
    ),
    formula=N_("attrition rate = lost ÷ active at the start; retention = 1 − attrition"),
    source=N_("95 % interval: Wilson 1927"),
    sql=SQL,
    unit=Unit.SHARE,
    grain="window",
    better="down",
    needs=("transactions",),
    value="attrition_rate",
)
def attrition(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a window: `active_at_start`, `lost`, `attrition_rate` (null when nobody was active), `n`, `low`, `high`, `revenue_lost`."""
    rows = query(con, SQL, scope)
    lost = pl.when(pl.col("n") > 0).then(pl.col("lost") / pl.col("n")).alias("attrition_rate")
    return rows.with_columns(lost, *wilson("lost", "n")).select(pl.exclude("revenue_lost"), "revenue_lost")
