"""How many of the customers active at the start of the period were lost during it?"""

from dataclasses import replace
from functools import partial

import polars as pl

from crm_core.engine import Connection, Scope
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.indicators.standing import ASKED, by_spans
from crm_core.indicators.statistics import wilson
from crm_core.units import Unit

# `$priced`: whether what the lost ones bought is asked for, over as many days before each span as it has.
SQL = f"""
with {ASKED},
judged as (
    select a.w, a.start_on, a.end_on, s.ck, ((s.days >> a.last) & 1) = 0 as is_lost
    from standing as s cross join asked as a where ((s.days >> a.eve) & 1) = 1
),
counted as (
    select c.by_value, j.w, count(*) as customers, count(*) filter (where j.is_lost) as lost
    from judged as j join customers as c on c.ck = j.ck group by c.by_value, j.w
),
revenue as (
    select c.by_value, j.w, sum(o.amount) as lost
    from judged as j join customers as c on c.ck = j.ck
    join all_occasions as o on o.ck = j.ck and o.date < j.start_on and o.date >= j.start_on - (j.end_on - j.start_on + 1)::integer and o.known_on < j.start_on
    where $priced and j.is_lost group by c.by_value, j.w
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
    coalesce(r.lost, 0)::double as revenue_lost
from windows as w cross join groups as g
left join counted as c on c.w = w.w and c.by_value is not distinct from g.by_value
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
    return _told(con, scope, priced=True)


def _told(con: Connection, scope: Scope, *, priced: bool) -> pl.DataFrame:
    rows = by_spans(con, SQL, scope, priced=priced)
    lost = pl.when(pl.col("n") > 0).then(pl.col("lost") / pl.col("n")).alias("attrition_rate")
    told = rows.with_columns(lost, *wilson("lost", "n")).select(pl.exclude("revenue_lost"), "revenue_lost")
    return told if priced else told.drop("revenue_lost")


# The same without the revenue, which takes longer than all the rest.
attrition_rates = replace(attrition, compute=partial(_told, priced=False))
