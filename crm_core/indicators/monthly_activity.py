"""Month by month: who is active, who came, who came back, who was lost, and what was sold?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.units import Unit

SQL = """
with latest as (
    select o.ck, m.month, min(o.date) as first_on, max(o.date) as last_on, any_value(m.previous_on) as previous_on, any_value(m.by_value) as by_value
    from occasions as o join customer_months as m on m.ck = o.ck and m.month = date_trunc('month', $as_of::date)
    where o.is_purchase and o.date between date_trunc('month', $as_of::date) and $as_of
    group by o.ck, m.month
),
visits as (
    select by_value, month, last_on, previous_on, next_on, (month + interval 1 month)::date - 1 as end_on
    from customer_months where month < date_trunc('month', $as_of::date)
    union all
    select by_value, month, last_on, previous_on, null::date as next_on, $as_of::date as end_on from latest
),
judged as (
    select by_value, month, last_on,
        case when next_on <= $as_of then next_on end as next_on,
        previous_on is null as is_new,
        coalesce(previous_on >= month - 1 - $d80, false) as was_active,
        last_on >= end_on - $d80 as is_active
    from visits
),
lapses as (
    select by_value, date_trunc('month', last_on + $d80 + 1)::date as month, count(*) as lost
    from judged
    where last_on + $d80 + 1 <= $as_of
        and date_trunc('month', last_on + $d80 + 1) > month
        and (next_on is null or date_trunc('month', next_on) > date_trunc('month', last_on + $d80 + 1))
    group by all
),
bought as (
    select by_value, month,
        count(*) filter (where is_new) as new,
        count(*) filter (where was_active) as returning_,
        count(*) filter (where not is_new and not was_active) as reactivated,
        count(*) filter (where was_active and not is_active) as lost,
        count(*) filter (where not was_active and is_active) as entered
    from judged group by all
),
moves as (
    select by_value, month, sum(new) as new, sum(returning_) as returning_, sum(reactivated) as reactivated, sum(lost) as lost, sum(entered) as entered
    from (
        select by_value, month, new, returning_, reactivated, lost, entered from bought
        union all
        select by_value, month, 0 as new, 0 as returning_, 0 as reactivated, lost, 0 as entered from lapses
    ) as flows
    group by all
),
days as (
    select by_value, date, count(*) filter (where is_purchase) as orders, sum(amount) filter (where known_on <= $as_of) as revenue
    from occasions
    where date between (select min(start_on) from windows) and (select max(end_on) from windows)
    group by by_value, date
),
sales as (
    select w.w, d.by_value, sum(d.orders) as orders, sum(d.revenue) as revenue
    from windows as w join days as d on d.date between w.start_on and w.end_on
    group by w.w, d.by_value
),
groups as (
    select distinct by_value from occasions
    union select null::varchar as by_value where not exists (select 1 from occasions)
)
select g.by_value, w.w,
    (
        select coalesce(sum(m.entered - m.lost), 0) from moves as m
        where m.month <= w.start_on and m.by_value is not distinct from g.by_value
    )::bigint as active,
    coalesce(m.new, 0)::bigint as new,
    coalesce(m.returning_, 0)::bigint as returning,
    coalesce(m.reactivated, 0)::bigint as reactivated,
    coalesce(m.lost, 0)::bigint as lost,
    coalesce(s.orders, 0)::bigint as orders,
    coalesce(s.revenue, 0)::double as revenue
from windows as w cross join groups as g
left join moves as m on m.month = w.start_on and m.by_value is not distinct from g.by_value
left join sales as s on s.w = w.w and s.by_value is not distinct from g.by_value
order by g.by_value, w.w
"""


@indicator(
    title=N_("Monthly activity"),
    definition=N_(
        "Calendar months. Active: last purchase at most D80 days before the month's end. New: first purchase ever. Returning: bought, and was active when the "
        "month began. Reactivated: bought after having lapsed. Lost: active when the month began, no longer at its end. Orders and revenue include sales "
        "to unknown customers."
    ),
    formula=N_("active at the end = active at the start + customers who entered − lost"),
    sql=SQL,
    unit=Unit.COUNT,
    grain="month",
    needs=("transactions",),
    value="active",
)
def monthly_activity(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a calendar month that the period touches, the last one up to `as_of`: `month`, `active`, `new`, `returning`, `reactivated`, `lost`, `orders`, `revenue`."""
    return query(con, SQL, scope.monthly())
