"""Are there more very satisfied customers than dissatisfied ones?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.answers import ANSWERS
from crm_core.indicators.registry import indicator
from crm_core.indicators.statistics import Z
from crm_core.units import Unit

SQL = (
    ANSWERS
    + """
, counted as (
    select s.by_value, s.w, a.scale,
        count(case when a.csat >= a.very_satisfied_from then 1 end)::bigint as very_satisfied,
        count(case when a.csat <= a.dissatisfied_to then 1 end)::bigint as dissatisfied,
        count(a.csat)::bigint as n
    from spans as s
    left join answers as a
        on a.date between s.start_on and s.end_on and a.by_value is not distinct from s.by_value and a.satisfied_from is not null
    group by s.by_value, s.w, a.scale
),
shares as (
    select c.*, c.very_satisfied / nullif(c.n, 0)::double as p, c.dissatisfied / nullif(c.n, 0)::double as d from counted as c
)
select by_value, w, very_satisfied, dissatisfied, n,
    100 * (p - d) as ids,
    100 * (p - d - $z * sqrt((p + d - (p - d) * (p - d)) / n)) as low,
    100 * (p - d + $z * sqrt((p + d - (p - d) * (p - d)) / n)) as high,
    scale
from shares
order by by_value, w, scale
"""
)


@indicator(
    title=N_("Satisfaction balance (IDS)"),
    definition=N_(
        "Share of very satisfied customers minus share of dissatisfied ones, in points. Very satisfied: 5 of 5, 7 of 7, at least 9 of 10, at least 18 of 20. "
        "Dissatisfied: at most 2 of 5, 3 of 7, 4 of 10, 8 of 20. One row each scale; answers on an unknown scale are left out."
    ),
    formula=N_("IDS = 100 × (very satisfied − dissatisfied) ÷ answers"),
    source=N_("95% interval: normal, from the variance of a difference of two shares of one sample"),
    sql=SQL,
    unit=Unit.NPS,
    grain="window",
    better="up",
    needs=("surveys",),
    value="ids",
)
def ids(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a window and scale: `very_satisfied`, `dissatisfied`, `n`, `ids` (−100 to 100), `low`, `high`, `scale`."""
    return query(con, SQL, scope, z=Z)
