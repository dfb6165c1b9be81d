"""How satisfied are they, on which scale, and what share is satisfied?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.answers import ANSWERS
from crm_core.indicators.registry import indicator
from crm_core.indicators.statistics import wilson
from crm_core.units import Unit

SQL = (
    ANSWERS
    + """
select s.by_value, s.w,
    count(a.csat)::bigint as n,
    avg(a.csat)::double as mean,
    a.scale,
    case when min(a.satisfied_from) is not null then count(case when a.csat >= a.satisfied_from then 1 end)::bigint end as satisfied
from spans as s
left join answers as a on a.date between s.start_on and s.end_on and a.by_value is not distinct from s.by_value
group by s.by_value, s.w, a.scale
order by s.by_value, s.w, a.scale
"""
)


@indicator(
    title=N_("Satisfaction (CSAT)"),
    definition=N_(
        "Mean of the satisfaction scores on their own scale, and share of satisfied customers among those who answered. Satisfied: 4 or 5 of 5, "
        "6 or 7 of 7, at least 8 of 10, at least 16 of 20. Scales are never mixed: one row each."
    ),
    formula=N_("satisfied share = satisfied answers ÷ answers"),
    source=N_("95% interval: Wilson 1927"),
    sql=SQL,
    unit=Unit.SHARE,
    grain="window",
    better="up",
    needs=("surveys",),
    value="satisfied_share",
)
def csat(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a window and scale: `n`, `mean` (on the scale), `scale`, `satisfied_share` (null for an unknown scale), `low`, `high`.

    A window without answers has one row: n = 0, all else null.
    """
    share = (pl.col("satisfied") / pl.when(pl.col("n") > 0).then(pl.col("n"))).alias("satisfied_share")
    return query(con, SQL, scope).with_columns(share, *wilson("satisfied", "n")).drop("satisfied")
