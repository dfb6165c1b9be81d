"""How many complaints come in, for the customers and the orders that there are?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.indicators.statistics import poisson_rate
from crm_core.units import Unit

SQL = """
with received as (
    select by_value, received_on::date + (case when $cutoff_hour > 0 and hour(received_on) >= $cutoff_hour then 1 else 0 end) as received_day
    from complaints
),
purchases as (select by_value, ck, date, coalesce(next_on, date '9999-12-31') as next_on from occasions where is_purchase),
sold as (select min(date) as first_on from all_occasions where is_purchase),
broken as (select count(by_value) > 0 as has_values from purchases),
groups as (
    select by_value from received union select by_value from purchases where by_value is not null
    union select null::varchar as by_value where not exists (select 1 from complaints)
),
spans as (
    select g.by_value, w.w, case when b.has_values then g.by_value end as base, w.end_on >= o.first_on as is_sold
    from windows as w cross join groups as g cross join broken as b cross join sold as o
),
counted as (
    select w.w, r.by_value, count(*) as complaints
    from windows as w join received as r on r.received_day between w.start_on and w.end_on group by w.w, r.by_value
),
ordered as (
    select w.w, p.by_value, count(*) as orders
    from windows as w join purchases as p on p.date between w.start_on and w.end_on group by w.w, p.by_value
),
active as (
    select w.w, p.by_value, count(*) as customers
    from windows as w join purchases as p on p.date between w.end_on - $d80 and w.end_on and p.next_on > w.end_on
    where p.ck is not null group by w.w, p.by_value
)
select s.by_value, s.w,
    coalesce(c.complaints, 0)::bigint as complaints,
    1000 * coalesce(c.complaints, 0) / nullif(o.orders, 0)::double as per_1000_orders,
    case when s.is_sold then coalesce(o.orders, 0) end::bigint as orders,
    case when s.is_sold then coalesce(a.customers, 0) end::bigint as n
from spans as s
left join counted as c on c.w = s.w and c.by_value is not distinct from s.by_value
left join ordered as o on o.w = s.w and o.by_value is not distinct from s.base
left join active as a on a.w = s.w and a.by_value is not distinct from s.base
order by s.by_value, s.w
"""
RATES = ("per_1000_active", "per_1000_orders", "low", "high", "orders", "n")


@indicator(
    title=N_("Complaint rate"),
    definition=N_(
        "Complaints received, for 1,000 customers active on the last day (last purchase at most D80 days before) and for 1,000 purchases of the same days. "
        "One row a calendar month, the first and the last cut at the ends of the period; months before the first complaint on file, and customers and "
        "purchases before the first purchase, are not known. Broken down by a field that purchases do not have, the rate is to all "
        "active customers and all purchases."
    ),
    formula=N_("complaint rate = 1,000 × complaints ÷ active customers"),
    source=N_("95% interval: exact for a Poisson count (Garwood 1936)"),
    sql=SQL,
    unit=Unit.RATE,
    grain="month",
    better="down",
    needs=("complaints",),
    value="per_1000_active",
    many=True,
)
def complaint_volume(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a calendar month of the period, or a window of the scope when it has some.

    `month`, `complaints`, `per_1000_active`, `per_1000_orders` (null without customers or orders), `low`, `high` (of per_1000_active),
    `orders`, `n` (active customers; both null before the first purchase). All are null before the first complaint on file.
    """
    rows = query(con, SQL, scope if scope.windows else scope.monthly())
    return rows.with_columns(*poisson_rate(rows, "complaints", "n", per=1000, name="per_1000_active")).select(pl.exclude(RATES), *RATES)
