"""Month by month: who is active, who came, who came back, who was lost, and what was sold?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.units import Unit

# Who bought for the last time before `known` has lapsed when the period begins, so that counting may begin there, with nobody active.
SQL = """
with edge as (select date_trunc('month', $start::date - $d80 - 1)::date as known),
cut as (
    select by_value, ck, date, previous_on, next_on,
        case when date < $start then date_trunc('month', date)::date else greatest(date_trunc('month', date)::date, $start::date) end as since
    from occasions
    where is_purchase and ck is not null
        and (date between date_trunc('month', $start::date) and last_day($start::date) or date between date_trunc('month', $as_of::date) and $as_of)
        and date <= $as_of
),
visits as (
    select by_value, month as since, last_on, previous_on, next_on, last_day(month) as end_on
    from customer_months
    where month >= (select known from edge) and month < date_trunc('month', $as_of::date) and month <> date_trunc('month', $start::date)
    union all
    select by_value, since, max(date) as last_on,
        case when count(*) = count(previous_on) then min(previous_on) end as previous_on,
        case when count(*) = count(next_on) then max(next_on) end as next_on,
        case when since < $start then $start - 1 else least(last_day(since), $as_of) end as end_on
    from cut group by by_value, ck, since
),
judged as (
    select by_value, since, last_on, last_on + $d80 + 1 as lapse_on,
        case when next_on <= $as_of then next_on end as next_on,
        previous_on is null as is_new,
        coalesce(previous_on >= since - 1 - $d80 and previous_on >= (select known from edge), false) as was_active,
        last_on >= end_on - $d80 as is_active
    from visits
),
placed as (
    select by_value, since, lapse_on, next_on,
        case when lapse_on < $start then date_trunc('month', lapse_on)::date else greatest(date_trunc('month', lapse_on)::date, $start::date) end as lapse_in,
        case when next_on < $start then date_trunc('month', next_on)::date else greatest(date_trunc('month', next_on)::date, $start::date) end as next_in
    from judged
),
lapses as (
    select by_value, lapse_in as since, count(*) as lost
    from placed where lapse_on <= $as_of and lapse_in > since and (next_on is null or next_in > lapse_in)
    group by by_value, lapse_in
),
bought as (
    select by_value, since,
        count(*) filter (where is_new) as new,
        count(*) filter (where was_active) as returning_,
        count(*) filter (where not is_new and not was_active) as reactivated,
        count(*) filter (where was_active and not is_active) as lost,
        count(*) filter (where not was_active and is_active) as entered
    from judged group by by_value, since
),
moves as (
    select by_value, since, sum(new) as new, sum(returning_) as returning_, sum(reactivated) as reactivated, sum(lost) as lost, sum(entered) as entered
    from (
        select by_value, since, new, returning_, reactivated, lost, entered from bought
        union all
        select by_value, since, 0 as new, 0 as returning_, 0 as reactivated, lost, 0 as entered from lapses
    ) as flows
    group by by_value, since
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
        where m.since <= w.start_on and m.by_value is not distinct from g.by_value
    )::bigint as active,
    coalesce(m.new, 0)::bigint as new,
    coalesce(m.returning_, 0)::bigint as returning,
    coalesce(m.reactivated, 0)::bigint as reactivated,
    coalesce(m.lost, 0)::bigint as lost,
    coalesce(s.orders, 0)::bigint as orders,
    coalesce(s.revenue, 0)::double as revenue
from windows as w cross join groups as g
left join moves as m on m.since = w.start_on and m.by_value is not distinct from g.by_value
left join sales as s on s.w = w.w and s.by_value is not distinct from g.by_value
order by g.by_value, w.w
"""


@indicator(
    title=N_("Monthly activity"),
    definition=N_(
        "Calendar months; the first and the last are cut at the ends of the period. Active: last purchase at most D80 days before the month's end. New: first purchase ever. Returning: bought, and was active when the "
        "month began. Reactivated: bought after having lapsed. Lost: active when the month began, no longer at its end. Orders and revenue include sales "
        "to unknown customers. Months before the first purchase on file are not known."
    ),
    formula=N_("active at the end = active at the start + customers who entered − lost"),
    sql=SQL,
    unit=Unit.COUNT,
    grain="month",
    needs=("transactions",),
    value="active",
)
def monthly_activity(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a calendar month that the period touches, the first from `start` and the last up to `as_of`.

    `month` (its first day), `active`, `new`, `returning`, `reactivated`, `lost`, `orders`, `revenue`; null for months that ended before the first purchase.
    """
    return query(con, SQL, scope.monthly())
