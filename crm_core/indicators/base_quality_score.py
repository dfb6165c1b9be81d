"""What share of the checks of the customer base pass, all fields together?"""

import polars as pl

from crm_core.engine import Connection, Scope
from crm_core.i18n import N_
from crm_core.indicators.base_quality import CHECKS
from crm_core.indicators.registry import indicator
from crm_core.indicators.standing import by_spans
from crm_core.units import Unit

SQL = (
    CHECKS
    + """,
groups as (
    select distinct by_value from base
    union select null::varchar as by_value where not exists (select 1 from base)
),
pooled as (select by_value, w, sum(n) as n, sum(ok) as ok from checks group by by_value, w)
select s.by_value, s.w, (p.ok / nullif(p.n, 0))::double as quality, coalesce(p.n, 0)::bigint as n, coalesce(p.ok, 0)::bigint as ok
from (select g.by_value, w.w, w.end_on from groups as g cross join windows as w) as s
left join pooled as p on p.w = s.w and p.by_value is not distinct from s.by_value
    and ((select first_on from dated_base) <= s.end_on - interval 12 month or s.end_on = $latest)
order by s.by_value, s.w
"""
)


@indicator(
    title=N_("Quality of the base"),
    definition=N_(
        "All checks of the clean and qualified base together: completeness, validity, uniqueness, deliverability, freshness. A record counts once for each check that "
        "concerns it. The whole base is checked, so that there is no interval. Freshness looks 24 months back: where the files hold less than half of them, nobody can "
        "tell what the base was, and only the last window is told."
    ),
    formula=N_("quality = checks that pass ÷ checks made"),
    sql=SQL,
    unit=Unit.SHARE,
    grain="window",
    better="up",
    needs=("customers",),
    value="quality",
)
def base_quality_score(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a window, at its last day: `quality` (0 to 1, null without a check), `n` (checks), `ok`."""
    return by_spans(con, SQL, scope, latest=max(span.end for span in scope.spans))
