"""Week by week: how many complaints come in, how many are closed, and how many are open at the end?"""

from dataclasses import replace

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.cases import CASES
from crm_core.indicators.registry import indicator
from crm_core.periods import weeks_of
from crm_core.units import Unit

SQL = (
    CASES
    + """
, moves as (
    select by_value, received_day as day, 1 as received, 0 as closed from cases where not is_undated
    union all
    select by_value, greatest(closed_on, received_day) as day, 0 as received, 1 as closed from cases where closed_on is not null
),
days as (select by_value, day, sum(received) as received, sum(closed) as closed from moves group by by_value, day),
counted as (
    select s.by_value, s.w, s.start_on, s.end_on >= $begins_on as is_known,
        coalesce(sum(case when d.day >= s.start_on then d.received end), 0)::bigint as received,
        coalesce(sum(case when d.day >= s.start_on then d.closed end), 0)::bigint as closed,
        coalesce(sum(d.received - d.closed), 0)::bigint as open
    from spans as s
    left join days as d on d.day <= s.end_on and d.by_value is not distinct from s.by_value
    group by s.by_value, s.w, s.start_on, s.end_on
)
select by_value, w, date_trunc('week', start_on)::date as week,
    case when is_known then received end as received,
    case when is_known then closed end as closed,
    case when is_known then received - closed end as net,
    case when is_known then open end as open
from counted
order by by_value, w
"""
)


@indicator(
    title=N_("Complaints in and out, week by week"),
    definition=N_(
        "Complaints received and complaints closed in each week from Monday to Sunday, what is left of the one minus the other, and the complaints still open at "
        "the end of the week. The first and the last week are cut at the ends of the period; weeks before the first complaint on file are not known. "
        "Complaints marked closed without a date are left out."
    ),
    formula=N_("net = received − closed; open at the end = open at the start + net"),
    sql=SQL,
    unit=Unit.COUNT,
    grain="week",
    better="down",
    needs=("complaints",),
    value="net",
)
def complaint_flow(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a week that the period touches, oldest first: `week` (its Monday), `received`, `closed`, `net`, `open` (at its end, or on the period's last day)."""
    weeks = replace(scope, windows=weeks_of(scope.period))
    return query(con, SQL, weeks, begins_on=con.begins_on(("complaints",))).drop("month")
