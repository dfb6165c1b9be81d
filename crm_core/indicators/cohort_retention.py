"""Of the customers who first bought in a month, how many bought again one, two, … months later?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.units import Unit

SQL = """
with visits as (
    select by_value, ck, cohort, month, datediff('month', cohort, month) as age
    from customer_months
    where cohort >= date_trunc('month', $start::date) and first_on <= $as_of
),
sizes as (select by_value, cohort, count(*) as customers from visits where age = 0 group by all),
kept as (select by_value, cohort, age, count(*) as retained from visits group by all),
lasted as (select by_value, cohort, max(age) as last_age from visits group by by_value, cohort, ck),
kept_or_after as (select by_value, cohort, last_age as age, count(*) as customers from lasted group by all),
cells as (
    select s.by_value, s.cohort, s.customers, unnest(range(0, datediff('month', s.cohort, date_trunc('month', $as_of::date)) + 1)) as age
    from sizes as s
),
judged as (
    select c.*, last_day((c.cohort + to_months(c.age::integer))::date) <= $as_of as is_over from cells as c
)
select j.by_value, j.cohort, j.age::bigint as age, j.customers::bigint as customers,
    case when j.is_over then coalesce(k.retained, 0) end::bigint as retained,
    case when j.is_over then coalesce(k.retained, 0) / j.customers::double end as retention_rate,
    case when j.is_over then (
        select coalesce(sum(a.customers), 0) from kept_or_after as a
        where a.cohort = j.cohort and a.by_value is not distinct from j.by_value and a.age >= j.age
    ) end::bigint as retained_or_after
from judged as j
left join kept as k on k.cohort = j.cohort and k.age = j.age and k.by_value is not distinct from j.by_value
order by j.by_value, j.cohort, j.age
"""


@indicator(
    title=N_("Cohort retention"),
    definition=N_(
        "Customers whose first purchase fell in a month of the period, and those of them who bought again in each later month (or in that month or later). "
        "Months that are not over have no figure yet."
    ),
    formula=N_("retention = customers of the cohort who bought in month c + k ÷ customers of the cohort"),
    sql=SQL,
    unit=Unit.SHARE,
    grain="row",
    better="up",
    needs=("transactions",),
    value="retention_rate",
)
def cohort_retention(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a cohort and age: `cohort` (first day of its month), `age` (months, 0 = first), `customers`, `retained`, `retention_rate` (null while unfinished).

    `retained_or_after` counts those who bought in that month or any later one.
    """
    return query(con, SQL, scope)
