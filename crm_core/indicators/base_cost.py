"""What does the customer base cost a year, for each customer and each active one, and what did its campaigns bring?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.errors import WrongChoice
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.units import Unit

SQL = """
with given as (
    select lower(indicator) as line, left(period, 4) as year, length(period) = 4 as is_yearly, value
    from all_reference_values
    where starts_with(lower(indicator), 'cost.') and company is null and store is null and left(period, 4) <= left($as_of::varchar, 4)
),
latest as (select max(year) as year from given),
lines as (
    select g.line, l.year,
        coalesce(sum(g.value) filter (where g.is_yearly), sum(g.value) filter (where not g.is_yearly)) as cost
    from given as g join latest as l on l.year = g.year group by g.line, l.year
),
people as (
    select count(*) as customers, count(*) filter (where ck in (
        select ck from all_occasions where is_purchase and ck is not null and date between $as_of - $d80::integer and $as_of
    )) as active
    from all_customers where known_from <= $as_of
),
sent as (
    select m.ck, coalesce(m.sent_on, k.started_on) as sent_on
    from all_campaign_members as m left join all_campaigns as k on k.campaign_id = m.campaign_id
    where m.ck is not null and coalesce(m."group", 'treated') = 'treated'
),
served as (
    select distinct o.ck, o.occasion, o.known_on, o.margin
    from sent as s join latest as l on left(s.sent_on::varchar, 4) = l.year
    join all_occasions as o on o.ck = s.ck and o.date between s.sent_on and s.sent_on + 30
    where o.known_on <= $as_of and s.sent_on <= $as_of
),
brought as (select sum(margin) as margin from served),
told as (
    select 1 as rank, line, year, cost from lines
    union all
    select 2 as rank, 'total' as line, max(year) as year, sum(cost) as cost from lines having count(*) > 0
)
select t.year, t.line, t.cost::double as cost, p.customers::bigint as customers, p.active::bigint as active,
    t.cost / nullif(p.customers, 0)::double as cost_per_customer, t.cost / nullif(p.active, 0)::double as cost_per_active,
    case when t.line = 'total' then b.margin::double end as campaign_margin
from told as t cross join people as p cross join brought as b
order by t.rank, t.cost desc, t.line
"""


@indicator(
    title=N_("Cost of the base"),
    definition=N_(
        "The cost lines of the references (indicators cost.investment, cost.staff, cost.hosting, cost.improvement or any other that begins with “cost.”, of the "
        "firm itself) for the calendar year of the as-of day, else for the latest year before it that has some; a line given by month is summed. Divided by the "
        "customers known at the as-of day, and by those whose last purchase is at most D80 days old. Beside the total: the margin of what customers bought within 30 "
        "days of a campaign of that year that was sent to them, each purchase once, refunds deducted; without a control group that is not the campaigns' effect. "
        "A cost of the whole base: filters do not change it."
    ),
    formula=N_("cost per active customer = cost lines of the year ÷ active customers"),
    sql=SQL,
    unit=Unit.MONEY,
    grain="row",
    better="down",
    needs=("customers",),
    value="cost_per_active",
)
def base_cost(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a cost line, the dearest first, then `total`: `year`, `line`, `cost`, `customers`, `active`, `cost_per_customer`, `cost_per_active`, `campaign_margin` (of the total; null when no margin is known). No row without costs."""
    if scope.by:
        raise WrongChoice(
            N_("The cost of the base cannot be broken down by {field}."), N_("Costs are given for the whole base."), field=scope.by
        )
    return query(con, SQL, scope.everyone().whole())
