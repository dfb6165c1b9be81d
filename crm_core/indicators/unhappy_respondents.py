"""Which known customers were unhappy at their last answer?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.answers import ANSWERS
from crm_core.indicators.registry import indicator
from crm_core.units import Unit

SQL = (
    ANSWERS
    + """
, said as (
    select s.by_value, s.ck, s.customer_id, s.date, s.nps, s.csat, coalesce(s.csat_scale, g.scale) as csat_scale, s.channel, s.store, s.verbatim,
        row_number() over (partition by s.ck order by s.date desc, s.response_id desc) as place
    from surveys as s cross join guess as g
    where s.ck is not null and s.date between $start and $as_of and (s.nps is not null or s.csat is not null)
),
unhappy as (
    select s.* from said as s left join scales as k on k.scale = s.csat_scale
    where s.place = 1 and (s.nps between 0 and 6 or (s.nps is null and s.csat <= k.dissatisfied_to))
)
select u.by_value, u.customer_id, u.date, u.nps, u.csat, u.csat_scale, c.abc, coalesce(c.revenue, 0)::double as revenue, u.channel, u.store, u.verbatim
from unhappy as u left join abc_of_customers as c on c.ck = u.ck
order by u.date desc, coalesce(c.revenue, 0) desc, u.customer_id
"""
)


@indicator(
    title=N_("Unhappy customers"),
    definition=N_(
        "Known customers whose last answer of the period makes them detractors (0 to 6), or who were dissatisfied when they were not asked whether they would "
        "recommend us; the latest first, with what they bought over the period and their ABC class."
    ),
    formula=N_("last answer of each customer, kept when its score is 6 or less"),
    sql=SQL,
    unit=Unit.COUNT,
    grain="customer",
    better="down",
    needs=("surveys",),
    value="nps",
)
def unhappy_respondents(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a customer: `customer_id`, `date`, `nps`, `csat`, `csat_scale`, `abc` (null without purchase), `revenue`, `channel`, `store`, `verbatim`."""
    return query(con, SQL, scope)
