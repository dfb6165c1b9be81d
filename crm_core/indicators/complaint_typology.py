"""What are the complaints about, and which causes make most of them?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.units import Unit

SQL = """
with received as (
    select c.*, received_on::date + (case when $cutoff_hour > 0 and hour(received_on) >= $cutoff_hour then 1 else 0 end) as received_day,
        case severity when 'medium' then 2 when 'high' then 3 when 'critical' then 4 else 1 end as gravity,
        coalesce(compensation, 0)::double + coalesce(handling_cost, 0)::double as cost
    from complaints as c
),
counted as (
    select r.by_value, w.w, r.category, r.subcategory, r.cause, count(*) as complaints, sum(r.gravity * r.cost)::double as weight
    from windows as w join received as r on r.received_day between w.start_on and w.end_on
    group by r.by_value, w.w, r.category, r.subcategory, r.cause
)
select by_value, w, category, subcategory, cause, complaints::bigint as complaints,
    complaints / (sum(complaints) over (partition by by_value, w))::double as share,
    (sum(complaints) over (
        partition by by_value, w order by complaints desc, category, subcategory, cause rows between unbounded preceding and current row
    ))::double / (sum(complaints) over (partition by by_value, w))::double as cumulated_share,
    weight
from counted
order by by_value, w, complaints desc, category, subcategory, cause
"""


@indicator(
    title=N_("Complaints by cause"),
    definition=N_(
        "Complaints received in the period by category, subcategory and cause, the most frequent first. Their weight is what they cost (compensation and "
        "handling, nothing where unknown), counted once, twice, three or four times as the severity is low, medium, high or critical; low where unknown."
    ),
    formula=N_("weight = Σ severity (1 to 4) × (compensation + handling cost)"),
    sql=SQL,
    unit=Unit.COUNT,
    grain="row",
    needs=("complaints",),
    value="complaints",
)
def complaint_typology(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a cause (of each window, when the scope has some): `category`, `subcategory`, `cause` (null where unknown), `complaints`, `share`, `cumulated_share`, `weight` (money × 1 to 4).

    Shares are of the complaints of the same window and value of the breakdown.
    """
    return query(con, SQL, scope)
