"""How many complaints are open, for how long, and how many of them are late?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.cases import CASES
from crm_core.indicators.registry import indicator
from crm_core.units import Unit

SQL = (
    CASES
    + """
, bands as (
    select * from (values (1, '0-2', 0, 2), (2, '3-5', 3, 5), (3, '6-10', 6, 10), (4, '11-20', 11, 20), (5, '>20', 21, 1000000))
    as known(position, age_band, youngest, oldest)
),
stages as (
    select * from (values (0, null), (1, 'collected'), (2, 'registered'), (3, 'handled')) as known(position, stage) where (position > 0) = $by_stage
),
waiting as (
    select s.by_value, s.w, greatest(s.end_rank - c.received_rank, 0) as age, c.complaint_id, c.due_on < s.end_on as is_late,
        case
            when c.first_answer_on <= s.end_on then 'handled'
            when least(c.registered_on, c.acknowledged_on) <= s.end_on then 'registered'
            else 'collected'
        end as stage
    from spans as s join cases as c
        on c.received_day <= s.end_on and c.by_value is not distinct from s.by_value and not c.is_undated and (c.closed_on is null or c.closed_on > s.end_on)
)
select s.by_value, s.w, g.stage, b.age_band,
    count(o.complaint_id)::bigint as open,
    count(case when o.is_late then 1 end)::bigint as late,
    count(case when o.stage = 'collected' then 1 end)::bigint as collected,
    count(case when o.stage = 'registered' then 1 end)::bigint as registered,
    count(case when o.stage = 'handled' then 1 end)::bigint as handled
from spans as s cross join bands as b cross join stages as g
left join waiting as o
    on o.w = s.w and o.by_value is not distinct from s.by_value and o.age between b.youngest and b.oldest and (g.stage is null or o.stage = g.stage)
group by s.by_value, s.w, g.position, g.stage, b.position, b.age_band
order by s.by_value, g.position, s.w, b.position
"""
)


@indicator(
    title=N_("Open complaints by age"),
    definition=N_(
        "Complaints received and not closed on the last day of the period, by the working days since their reception. Late: past the due date. "
        "By stage: only collected, registered (or acknowledged), handled (a first answer was given). Complaints marked closed without a date are left out."
    ),
    formula=N_("age = working days after the day of reception, up to and including the last day of the period"),
    sql=SQL,
    unit=Unit.COUNT,
    grain="row",
    better="down",
    needs=("complaints",),
    value="open",
    many=True,
    breaks=("stage",),
)
def complaint_backlog(con: Connection, scope: Scope) -> pl.DataFrame:
    """Five rows a window, youngest first: `age_band` (0-2, 3-5, 6-10, 11-20, >20 working days), `open`, `late`, `collected`, `registered`, `handled`.

    By `stage`: these five rows for each of the three stages, in their order.
    """
    by_stage = scope.by == "stage"
    answer = query(con, SQL, scope.broken_by(None) if by_stage else scope, by_stage=by_stage)
    return answer.select("stage", pl.exclude("stage")) if by_stage else answer.drop("stage")
