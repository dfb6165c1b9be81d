"""How many of the customers active at the start of the period were lost during it?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.engine.prepared import PREPARED
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.indicators.statistics import wilson
from crm_core.units import Unit

# Who was active the day before each span, whether they are lost on its last day, and if so what they bought over as many days before it.
# A purchase keeps its customer active until the next one, D80 days at most: a spell. Days that matter are numbered, so that most spells, which hold none, leave at once.
PREPARED["standing"] = """
with spans as (
    select unnest(range(len($starts)))::integer as w, unnest($starts)::date as start_on, unnest($ends)::date as end_on
),
days as (
    select day, (row_number() over (order by day) - 1)::integer as place from (select start_on - 1 as day from spans union select end_on from spans) as d
),
edges as (select min(day) - $d80 as first_on, max(day) as last_on from days),
each as (select first_on + unnest(range((last_on - first_on + 2)::bigint))::integer as day from edges),
passed as (select list(n order by day) as before from (select e.day, (select count(*) from days as d where d.day < e.day)::integer as n from each as e) as counted),
spells as (
    select o.ck, p.before[o.date - e.first_on + 1] as a, p.before[least(o.next_on, o.date + $d80 + 1, e.last_on + 1) - e.first_on + 1] as z
    from all_occasions as o cross join passed as p cross join edges as e
    where o.is_purchase and o.ck is not null and o.date between e.first_on and e.last_on
),
active as (select ck, unnest(range(a, z))::integer as place from spells where a < z),
ends as (
    select s.w, a.place as a, z.place as z from spans as s join days as a on a.day = s.start_on - 1 join days as z on z.day = s.end_on
),
judged as (
    select e.w, a.ck, z.ck is null as is_lost from active as a join ends as e on e.a = a.place left join active as z on z.ck = a.ck and z.place = e.z
),
revenue as (
    select s.w, s.ck, sum(o.amount) as revenue
    from judged as s join spans as p on p.w = s.w
    join all_occasions as o on o.ck = s.ck and o.date < p.start_on and o.date >= p.start_on - (p.end_on - p.start_on + 1)::integer and o.known_on < p.start_on
    where s.is_lost group by s.w, s.ck
)
select s.w, s.ck, s.is_lost, r.revenue from judged as s left join revenue as r on r.w = s.w and r.ck = s.ck
"""
SQL = """
with counted as (
    select c.by_value, s.w, count(*) as customers, count(*) filter (where s.is_lost) as lost, sum(s.revenue) as revenue_lost
    from standing as s join customers as c on c.ck = s.ck group by c.by_value, s.w
),
buyers as (select c.by_value from customers as c join ever_bought as e on e.ck = c.ck),
groups as (
    select distinct by_value from buyers
    union select null::varchar as by_value where not exists (select 1 from buyers)
)
select g.by_value, w.w,
    coalesce(c.customers, 0)::bigint as active_at_start,
    coalesce(c.lost, 0)::bigint as lost,
    c.lost / nullif(c.customers, 0)::double as attrition_rate,
    coalesce(c.customers, 0)::bigint as n,
    coalesce(c.revenue_lost, 0)::double as revenue_lost
from windows as w cross join groups as g
left join counted as c on c.w = w.w and c.by_value is not distinct from g.by_value
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
    source=N_("95% interval: Wilson 1927"),
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
