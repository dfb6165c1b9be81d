"""Of those who were asked, how many answered?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.indicators.statistics import wilson
from crm_core.units import Unit

SQL = """
with returned as (
    select ck, date from all_interactions where type = 'survey' and outcome = 'bounced' and ck is not null group by ck, date
),
invitations as (
    select s.by_value, coalesce(s.invited_on, s.date) as invited_day,
        case when coalesce(s.answered, coalesce(s.nps, s.csat, s.ces) is not null or s.verbatim is not null) then s.date end as answered_on,
        r.ck is not null as is_returned
    from surveys as s left join returned as r on r.ck = s.ck and r.date = s.invited_on
    where s.invited_on is not null or s.answered is not null
),
groups as (
    select distinct by_value from surveys
    union select null::varchar as by_value where not exists (select 1 from surveys)
)
select g.by_value, w.w,
    count(i.invited_day)::bigint as invited,
    count(case when i.is_returned and (i.answered_on is null or i.answered_on > w.end_on) then 1 end)::bigint as bounced,
    count(case when i.answered_on <= w.end_on then 1 end)::bigint as answered
from windows as w cross join groups as g
left join invitations as i on i.invited_day between w.start_on and w.end_on and i.by_value is not distinct from g.by_value
group by g.by_value, w.w
order by g.by_value, w.w
"""


@indicator(
    title=N_("Response rate"),
    definition=N_(
        "Of the survey invitations sent in the period (by their day, else by the day of the survey) and delivered, share answered by its last day. An invitation "
        "is undelivered when a survey contact of that customer and day bounced. Answers without a trace of an invitation do not count."
    ),
    formula=N_("response rate = answered ÷ (invited − undelivered)"),
    source=N_("95% interval: Wilson 1927"),
    sql=SQL,
    unit=Unit.SHARE,
    grain="window",
    better="up",
    needs=("surveys",),
    value="response_rate",
)
def response_rate(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a window: `invited`, `bounced`, `answered`, `response_rate` (null without delivered invitation), `n` (delivered), `low`, `high`."""
    counted = query(con, SQL, scope).with_columns((pl.col("invited") - pl.col("bounced")).alias("n"))
    rate = (pl.col("answered") / pl.when(pl.col("n") > 0).then(pl.col("n"))).alias("response_rate")
    return counted.with_columns(rate, *wilson("answered", "n")).select(
        pl.exclude("response_rate", "n", "low", "high"), "response_rate", "n", "low", "high"
    )
