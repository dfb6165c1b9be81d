"""Which cut points of the RFM scores are in force?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.units import Unit

SQL = """
with numbers as (select unnest(range(1, 5))::integer as k),
told as (
    select 1 as rank, 'recency' as measure, n.k + 1 as score, ceil(-c.r[n.k]) - 1 as cut, true as included, c.r_fixed as fixed from rfm_limits as c cross join numbers as n
    union all
    select 2 as rank, 'frequency' as measure, n.k as score, c.f[n.k] as cut, not c.f_from as included, c.f_fixed as fixed from rfm_limits as c cross join numbers as n
    union all
    select 3 as rank, 'monetary' as measure, n.k as score, c.m[n.k] as cut, not c.m_from as included, c.m_fixed as fixed from rfm_limits as c cross join numbers as n
)
select measure, score, cut::double as cut, included, fixed from told where cut is not null order by rank, score
"""


@indicator(
    title=N_("Cut points of the RFM scores"),
    definition=N_(
        "The limits between scores that are in force: the most days since the last purchase for R = 2, 3, 4, 5, the most purchases for F = 1, 2, 3, 4, the largest amount for M = 1, 2, 3, 4, "
        "over the whole base. Fixed in the settings, or computed from the data. By R’s package rfm the limit itself already has the next score (included: no)."
    ),
    formula=N_("20, 40, 60 and 80% quantiles of those who bought, unless they are fixed"),
    sql=SQL,
    unit=Unit.SCORE,
    grain="row",
    needs=("transactions",),
    value="cut",
)
def rfm_cut_points(con: Connection, scope: Scope) -> pl.DataFrame:
    """Four rows a measure: `measure` (recency, frequency, monetary), `score`, `cut` (its limit), `included` (has that score), `fixed`."""
    return query(con, SQL, scope.everyone())
