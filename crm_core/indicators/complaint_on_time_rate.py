"""Are complaints answered within the promised working days?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.cases import CASES
from crm_core.indicators.registry import indicator
from crm_core.indicators.statistics import wilson
from crm_core.units import Unit

SQL = (
    CASES
    + """
, judged as (
    select s.by_value, s.w,
        case
            when c.closed_on <= s.end_on and c.closed_on <= c.due_on then 'closed_on_time'
            when c.closed_on <= s.end_on then 'closed_late'
            when c.due_on < s.end_on then 'open_late'
            when c.complaint_id is not null then 'open_in_time'
        end as state
    from spans as s
    left join cases as c
        on c.received_day between s.start_on and s.end_on and c.by_value is not distinct from s.by_value and not c.is_undated
)
select by_value, w,
    count(case when state = 'closed_on_time' then 1 end)::bigint as closed_on_time,
    count(case when state = 'closed_late' then 1 end)::bigint as closed_late,
    count(case when state = 'open_late' then 1 end)::bigint as open_late,
    count(case when state = 'open_in_time' then 1 end)::bigint as open_in_time
from judged
group by by_value, w
order by by_value, w
"""
)


@indicator(
    title=N_("On-time rate of complaints"),
    definition=N_(
        "Of the complaints received in the period, share closed on or before their due date, among those that are closed or already late on the last day of "
        "the period. Open complaints that are not due yet do not count; those marked closed without a date are left out."
    ),
    formula=N_("on-time rate = closed on time ÷ (closed + open and already late)"),
    source=N_("95% interval: Wilson 1927"),
    sql=SQL,
    unit=Unit.SHARE,
    grain="window",
    better="up",
    needs=("complaints",),
    value="on_time_rate",
)
def complaint_on_time_rate(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a window: `closed_on_time`, `closed_late`, `open_late`, `open_in_time`, `on_time_rate` (null when none was due), `n`, `low`, `high`."""
    due = pl.sum_horizontal("closed_on_time", "closed_late", "open_late")
    rate = (pl.col("closed_on_time") / pl.when(pl.col("n") > 0).then(pl.col("n"))).alias("on_time_rate")
    counted = query(con, SQL, scope).with_columns(due.alias("n"))
    return counted.with_columns(rate, *wilson("closed_on_time", "n")).select(
        pl.exclude("on_time_rate", "n", "low", "high"), "on_time_rate", "n", "low", "high"
    )
