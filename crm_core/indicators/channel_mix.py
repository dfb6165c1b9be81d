"""Through which channels do customers buy, and what are those worth who use several?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.engine.prepared import PREPARED
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.indicators.statistics import wilson
from crm_core.units import Unit

# The channels through which each customer bought in the period, whoever is asked about.
PREPARED["channels_used"] = """
with used as (
    select distinct ck, channel::varchar as channel from all_transactions
    where ck is not null and in_turnover and is_sale and channel is not null and date between $start and $as_of
)
select ck, array_to_string(list_sort(list(channel)), ' + ') as mix, count(*) as channels from used group by ck
"""
SQL = """
with spent as (select ck, revenue, coalesce(last_on >= $as_of - $d80, false) as is_active from period_sales),
opinions as (
    select ck, count(nps) as answers, count(*) filter (where nps >= 9) - count(*) filter (where nps <= 6) as balance
    from surveys where ck is not null and nps is not null and date between $start and $as_of group by ck
)
select c.by_value, u.mix, u.channels, count(*)::bigint as customers,
    count(*) / sum(count(*)) over (partition by c.by_value)::double as share,
    sum(s.revenue)::double as revenue, (sum(s.revenue) / count(*))::double as revenue_per_customer,
    count(*) filter (where s.is_active)::bigint as active,
    count(*)::bigint as n,
    coalesce(sum(o.answers), 0)::bigint as answers,
    (100 * sum(o.balance) / nullif(sum(o.answers), 0))::double as nps
from channels_used as u join customers as c on c.ck = u.ck join spent as s on s.ck = u.ck left join opinions as o on o.ck = u.ck
group by c.by_value, u.mix, u.channels
order by c.by_value, u.channels, customers desc, u.mix
"""


@indicator(
    title=N_("Channel mix"),
    definition=N_(
        "Customers who bought in the period by the channels they bought through; what they spend, how many are still active on the last day, and how they "
        "recommend us. Purchases without a channel are left out."
    ),
    formula=N_("active share = customers with a purchase at most D80 days old ÷ customers of the mix"),
    sql=SQL,
    unit=Unit.COUNT,
    grain="row",
    needs=("transactions",),
    value="customers",
)
def channel_mix(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a mix: `mix`, `channels` (how many), `customers`, `share`, `revenue`, `revenue_per_customer`, `active`, `active_share`, `n`, `low`, `high`, `answers`, `nps`."""
    rows = query(con, SQL, scope).with_columns((pl.col("active") / pl.col("n")).alias("active_share"), *wilson("active", "n"))
    by = [scope.by] if scope.by else []
    return rows.select(
        *by,
        "mix",
        "channels",
        "customers",
        "share",
        "revenue",
        "revenue_per_customer",
        "active",
        "active_share",
        "n",
        "low",
        "high",
        "answers",
        "nps",
    )
