"""How many customers are active, and how many bought for the first time?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.units import Unit

SQL = """
with purchases as (
    select by_value, date, least(next_on, date + $d80 + 1) as until, previous_on is null as is_first
    from occasions
    where is_purchase and ck is not null
        and date between (select least(min(start_on), min(end_on) - $d80) from windows) and (select max(end_on) from windows)
),
-- A purchase keeps its customer active until the next one, D80 days at most: one comes, one goes.
flows as (
    select by_value, date as day, count(*) as customers, count(*) filter (where is_first) as new from purchases group by by_value, date
    union all
    select by_value, until as day, -count(*) as customers, 0 as new from purchases group by by_value, until
),
active as (
    select w.w, f.by_value, sum(f.customers) as customers from windows as w join flows as f on f.day <= w.end_on group by w.w, f.by_value
),
fresh as (
    select w.w, f.by_value, sum(f.new) as customers from windows as w join flows as f on f.day between w.start_on and w.end_on group by w.w, f.by_value
),
buyers as (select c.by_value from customers as c join ever_bought as e on e.ck = c.ck),
groups as (
    select distinct by_value from buyers
    union select null::varchar as by_value where not exists (select 1 from buyers)
)
select g.by_value, w.w, coalesce(a.customers, 0)::bigint as active, coalesce(f.customers, 0)::bigint as new
from windows as w cross join groups as g
left join active as a on a.w = w.w and a.by_value is not distinct from g.by_value
left join fresh as f on f.w = w.w and f.by_value is not distinct from g.by_value
order by g.by_value, w.w
"""


@indicator(
    title=N_("Active and new customers"),
    definition=N_(
        "Active: customers whose last purchase is at most D80 days old on the last day of the period. New: customers whose first purchase ever fell in the period."
    ),
    formula=N_("number of different customers"),
    sql=SQL,
    unit=Unit.COUNT,
    grain="window",
    better="up",
    needs=("transactions",),
    value="active",
)
def active_customers(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a window: `active` (on its last day), `new` (first purchase during it)."""
    return query(con, SQL, scope)
