"""How many customers are active, and how many bought for the first time?"""

import polars as pl

from crm_core.engine import Connection, Scope
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.indicators.standing import ASKED, by_spans
from crm_core.units import Unit

SQL = f"""
with {ASKED},
active as (
    select c.by_value, a.w, count(*) as customers
    from standing as s cross join asked as a join customers as c on c.ck = s.ck where ((s.days >> a.last) & 1) = 1 group by c.by_value, a.w
),
fresh as (
    select c.by_value, w.w, count(*) as customers
    from ever_bought as e join windows as w on e.first_on between w.start_on and w.end_on join customers as c on c.ck = e.ck group by c.by_value, w.w
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
    return by_spans(con, SQL, scope)
