"""Which customers bring more than they cost?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.errors import MissingData
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.units import Unit

COSTS = ("acquisition", "contacts", "campaigns", "complaints")
SQL = """
with sent as (
    select m.ck, k.cost::double / count(*) over (partition by m.campaign_id) as cost
    from all_campaign_members as m join all_campaigns as k on k.campaign_id = m.campaign_id
    where coalesce(m."group", 'treated') = 'treated' and coalesce(m.sent_on, k.started_on) <= $as_of
),
campaigned as (select ck, sum(cost) as cost from sent group by ck),
paid as (select distinct campaign_id from all_campaigns where cost is not null),
talked as (
    select i.ck, sum(i.cost)::double as cost from all_interactions as i left join paid as p on p.campaign_id = i.campaign_id
    where i.date::date <= $as_of and p.campaign_id is null group by i.ck
),
complained as (
    select ck, sum(case when handling_cost is not null or compensation is not null then coalesce(handling_cost, 0) + coalesce(compensation, 0) end)::double as cost
    from all_complaints where received_on::date <= $as_of group by ck
),
known as (
    select (select count(cost) > 0 from talked) as contacts,
        (select count(cost) > 0 from campaigned) as campaigns, (select count(cost) > 0 from complained) as complaints
)
select c.by_value, c.ck, c.customer_id,
    c.acquisition_cost::double as acquisition, case when k.contacts then coalesce(t.cost, 0.0) end as contacts,
    case when k.campaigns then coalesce(s.cost, 0.0) end as campaigns, case when k.complaints then coalesce(r.cost, 0.0) end as complaints
from customer_lives as l join customers as c on c.ck = l.ck cross join known as k
left join talked as t on t.ck = c.ck left join campaigned as s on s.ck = c.ck left join complained as r on r.ck = c.ck
order by c.ck
"""


@indicator(
    title=N_("Profitable customers"),
    definition=N_(
        "A customer is profitable when the margin that it has brought and the one to expect of it in the next 12 months are more than what is known of its costs until the as-of day: its "
        "acquisition; contacts; campaigns sent to it (the cost of a campaign ÷ those it was sent to; its contacts are not counted again); complaints (handling and compensation). A kind of cost "
        "that no file brings is empty for everyone, and counts nothing, nor does the acquisition of a customer whose record does not tell it; costs of the whole base are those of the indicator Cost of the base. Without a margin there is no answer."
    ),
    formula=N_("profit = past margin + expected margin − acquisition − contacts − campaigns − complaints; profitable: profit > 0"),
    sql=SQL,
    unit=Unit.MONEY,
    grain="customer",
    needs=("transactions",),
    value="profit",
)  # fmt: skip
def profitable_customers(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a customer who has bought, by customer_id: `past_value`, `customer_value`, `acquisition`, `contacts`, `campaigns`, `complaints` (null: not known; of the acquisition customer by customer),
    `costs` (sum of those known; null when none is), `profit`, `profitable`.

    Filters choose customers, they do not change what is fitted. Raises MissingData when the data do not carry a model, or tell no margin.
    """
    from crm_core.models.value import fitted, scored

    values = scored(con, scope.as_of).select("ck", "past_value", "customer_value")
    if fitted(con, scope.as_of).in_sales:
        raise MissingData(
            N_("No margin is known: who is profitable cannot be said."), N_("Bring the margin of the purchases, or set its rate.")
        )
    rows = query(con, SQL, scope).join(values, on="ck", how="left", maintain_order="left")
    known = pl.any_horizontal(pl.col(name).is_not_null() for name in COSTS)
    rows = rows.with_columns(pl.when(known).then(pl.sum_horizontal(*COSTS)).alias("costs"))
    rows = rows.with_columns((pl.col("past_value") + pl.col("customer_value") - pl.col("costs").fill_null(0.0)).alias("profit"))
    by = [scope.by] if scope.by else []
    money = ("past_value", "customer_value", *COSTS, "costs", "profit")
    return rows.select(*by, "ck", "customer_id", *money, (pl.col("profit") > 0).alias("profitable"))
