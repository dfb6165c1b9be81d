"""How many working days does each step of a complaint take?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.cases import CASES
from crm_core.indicators.registry import indicator
from crm_core.indicators.statistics import Survival
from crm_core.units import Unit

SQL = (
    CASES
    + """
, steps as (
    select * from (values (1, 'registered'), (2, 'acknowledged'), (3, 'first_answer'), (4, 'closed')) as known(position, step)
),
timed as (
    select c.by_value, c.complaint_id, c.received_day, c.received_rank, c.closed_on, p.step,
        case p.step
            when 'registered' then c.registered_on when 'acknowledged' then c.acknowledged_on
            when 'first_answer' then c.first_answer_on else c.closed_on
        end as step_on
    from cases as c cross join steps as p where not c.is_undated
),
watched as (
    select s.by_value, s.w, p.position, p.step, t.complaint_id, t.received_rank, coalesce(t.step_on <= s.end_on, false) as is_done,
        case when t.step_on <= s.end_on then t.step_on when t.closed_on <= s.end_on then t.closed_on else s.end_on end as until_on
    from spans as s cross join steps as p
    left join timed as t on t.step = p.step and t.received_day between s.start_on and s.end_on and t.by_value is not distinct from s.by_value
)
select x.by_value, x.w, x.step, greatest(r.rank - x.received_rank, 0)::bigint as days,
    count(case when x.is_done then x.complaint_id end)::bigint as reached,
    count(case when not x.is_done then x.complaint_id end)::bigint as waiting
from watched as x cross join ranks as k
left join calendar as r on r.day = least(x.until_on, k.last_day)
group by x.by_value, x.w, x.position, x.step, greatest(r.rank - x.received_rank, 0)
order by x.by_value, x.w, x.position, days
"""
)


@indicator(
    title=N_("Time to each step of a complaint"),
    definition=N_(
        "Working days from reception to registration, acknowledgement, first answer and closing, of the complaints received in the period. Complaints that "
        "have not come to the step by the last day of the period count as not there yet, until their closing or that day. Those marked closed without a date "
        "are left out."
    ),
    formula=N_("median and 90th percentile: first day on which the Kaplan–Meier curve is at or below 50%, 10%"),
    source=N_("Kaplan and Meier 1958; 95% interval of the median: Brookmeyer and Crowley 1982 on the log-log scale, variance of Greenwood"),
    sql=SQL,
    unit=Unit.DAYS,
    grain="row",
    better="down",
    needs=("complaints",),
    value="median",
    many=True,
)
def complaint_times(con: Connection, scope: Scope) -> pl.DataFrame:
    """Four rows a window: `step` (registered, acknowledged, first_answer, closed), `n`, `reached`, `median`, `p90`, `low`, `high` (of the median).

    Working days; a quantile that the curve does not reach is null.
    """
    counts = query(con, SQL, scope)
    keys = [name for name in counts.columns if name not in ("days", "reached", "waiting")]
    parts = counts.partition_by(keys, maintain_order=True)
    return pl.concat([part.select(keys).head(1).hstack(_summary(part)) for part in parts])


def _summary(part: pl.DataFrame) -> pl.DataFrame:
    curve = Survival.of(part.select("days", "reached", "waiting").rows())
    low, high = curve.interval(0.5)
    values = {"median": curve.quantile(0.5), "p90": curve.quantile(0.1), "low": low, "high": high}
    n, reached = int((part["reached"] + part["waiting"]).sum()), int(part["reached"].sum())
    return pl.DataFrame({"n": n, "reached": reached, **values}, schema_overrides=dict.fromkeys(values, pl.Float64))
