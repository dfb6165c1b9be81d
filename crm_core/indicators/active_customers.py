"""How many customers are active, and how many bought for the first time?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.units import Unit

SQL = """
with firsts as (
    select ck, any_value(by_value) as by_value, min(date) as first_on from occasions where is_purchase and ck is not null group by ck
),
active as (
    select w.w, o.by_value, count(distinct o.ck) as customers
    from windows as w join occasions as o on o.date between w.end_on - $d80 and w.end_on
    where o.is_purchase and o.ck is not null group by w.w, o.by_value
),
fresh as (
    select w.w, f.by_value, count(*) as customers
    from windows as w join firsts as f on f.first_on between w.start_on and w.end_on
    group by w.w, f.by_value
),
groups as (
    select distinct by_value from occasions where ck is not null
    union select null::varchar as by_value where not exists (select 1 from occasions where ck is not null)
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
