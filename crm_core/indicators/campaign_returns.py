"""How much of each campaign came back undelivered, and what did that cost?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.indicators.statistics import wilson
from crm_core.units import Unit

# A return that names no campaign is of the last one sent that way to the customer, within this many days.
DAYS = 90
SQL = f"""
with everyone as (
    select campaign_id, ck, min(day) as sent_on from (
        select campaign_id, ck, sent_on as day from all_campaign_members where ck is not null and coalesce("group", 'treated') = 'treated'
        union all
        select campaign_id, ck, date from all_interactions where ck is not null and campaign_id is not null and direction = 'outbound'
    ) as told where coalesce(day <= $as_of, true) group by campaign_id, ck
),
whole as (select campaign_id, count(*) as sent, min(sent_on) as sent_on from everyone group by campaign_id),
sends as (
    select c.by_value, e.campaign_id, e.ck, coalesce(e.sent_on, p.started_on) as sent_on, p.channel
    from everyone as e join customers as c on c.ck = e.ck left join all_campaigns as p on p.campaign_id = e.campaign_id
),
guessed as (
    select u.ck, s.campaign_id, row_number() over (partition by u.row_key, u.ck order by s.sent_on desc, s.campaign_id) as rank
    from all_undeliverables as u
    join sends as s on s.ck = u.ck and s.channel = u.way and s.sent_on between u.returned_on - {DAYS}::integer and u.returned_on
    where u.campaign_id is null and u.returned_on <= $as_of
),
back as (
    select campaign_id, ck from all_interactions where campaign_id is not null and ck is not null and direction = 'outbound' and outcome = 'bounced' and date <= $as_of
    union
    select campaign_id, ck from all_undeliverables where campaign_id is not null and ck is not null and returned_on <= $as_of
    union
    select campaign_id, ck from guessed where rank = 1
),
counted as (
    select s.by_value, s.campaign_id, count(*) as sent, count(b.ck) as returned
    from sends as s left join back as b on b.campaign_id = s.campaign_id and b.ck = s.ck
    group by s.by_value, s.campaign_id
)
select n.by_value, n.campaign_id, p.name, p.channel, coalesce(w.sent_on, p.started_on) as sent_on, n.sent::bigint as sent, n.returned::bigint as returned,
    (p.cost / w.sent)::double as cost_each, (p.cost / w.sent * n.returned)::double as lost
from counted as n join whole as w on w.campaign_id = n.campaign_id left join all_campaigns as p on p.campaign_id = n.campaign_id
where coalesce(coalesce(w.sent_on, p.started_on) between $start and $as_of, false)
order by n.by_value, sent_on, n.campaign_id
"""


@indicator(
    title=N_("Undelivered, by campaign"),
    definition=N_(
        "Campaigns whose first message left in the period: customers written to (members that are not in the control group, and outbound contacts of the campaign) and those for whom it came back: "
        "a contact noted as undelivered, or a line of a file of returns. A return that names no campaign is of the last one sent that way to the customer in the 90 days before. "
        "Returns that no customer of the base explains are not counted."
    ),
    formula=N_("share = came back ÷ written to; lost = cost of the campaign ÷ customers written to × came back"),
    source=N_("95% interval: Wilson 1927"),
    sql=SQL,
    unit=Unit.SHARE,
    grain="row",
    better="down",
    needs=("customers", "campaigns"),
    value="returned_share",
)
def campaign_returns(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a campaign, the oldest first: `campaign_id`, `name`, `channel`, `sent_on`, `sent`, `returned` (customers), `returned_share` (0 to 1), `low`, `high`,
    `cost_each`, `lost` (money; null without a cost)."""
    rows = query(con, SQL, scope.whole())
    share = [(pl.col("returned") / pl.col("sent")).alias("returned_share"), *wilson("returned", "sent")]
    return rows.with_columns(share).select(pl.exclude("cost_each", "lost"), "cost_each", "lost")
