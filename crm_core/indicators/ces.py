"""How easy do customers find it to deal with us?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.indicators.statistics import wilson
from crm_core.units import Unit

SQL = """
with groups as (
    select distinct by_value from surveys
    union select null::varchar as by_value where not exists (select 1 from surveys)
)
select g.by_value, w.w,
    count(s.ces)::bigint as n,
    avg(s.ces)::double as mean,
    count(case when s.ces >= 5 then 1 end)::bigint as easy
from windows as w cross join groups as g
left join surveys as s on s.date between w.start_on and w.end_on and s.ces between 1 and 7 and s.by_value is not distinct from g.by_value
group by g.by_value, w.w
order by g.by_value, w.w
"""


@indicator(
    title=N_("Customer effort (CES)"),
    definition=N_(
        "Mean of the answers on the scale 1 to 7, 7 being the least effort, and share of answers of at least 5. Scores outside the scale are left out."
    ),
    formula=N_("easy share = answers of 5, 6 or 7 ÷ answers"),
    source=N_("95% interval: Wilson 1927"),
    sql=SQL,
    unit=Unit.SCORE,
    grain="window",
    better="up",
    needs=("surveys",),
    value="mean",
)
def ces(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a window: `n`, `mean` (1 to 7), `easy_share`, `low`, `high` (of easy_share); null without answers."""
    share = (pl.col("easy") / pl.when(pl.col("n") > 0).then(pl.col("n"))).alias("easy_share")
    return query(con, SQL, scope).with_columns(share, *wilson("easy", "n")).drop("easy")
