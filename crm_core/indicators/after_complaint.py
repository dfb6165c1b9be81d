"""Do customers come back after a complaint, by how it was answered?"""

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
, marks as (
    select case when max(mark) <= 1 then 0 when max(mark) <= 5 then 2 when max(mark) <= 7 then 3 when max(mark) <= 10 then 4 else 8 end as displeased_to
    from (select try_cast(satisfied as double) as mark from all_complaints) as scores
),
judged as (
    select c.*, coalesce(c.closed_on <= $as_of, false) as is_closed,
        lower(trim(c.satisfied)) in ('no', 'non', 'n', 'false', 'faux', 'insatisfait', 'insatisfaite', 'dissatisfied')
        or try_cast(c.satisfied as double) <= m.displeased_to as is_displeased
    from cases as c cross join marks as m where c.ck is not null and c.received_day <= $as_of
),
followed as (
    select j.*, case when is_closed and closed_on > received_day then closed_on else received_day end as since,
        case
            when not is_closed then 'not_answered'
            when closed_on <= due_on and not coalesce(is_displeased, false) then 'answered_well' else 'answered_badly'
        end as complaint
    from judged as j where not is_undated
),
placed as (
    select f.*, row_number() over (partition by ck order by since desc, complaint_id desc) as place
    from followed as f where since + $d80 between $start and $as_of
),
people as (
    select by_value, ck, complaint, since from placed where place = 1
    union all
    select o.by_value, o.ck, 'none' as complaint, $as_of - $d80 as since
    from occasions as o left join (select ck from all_complaints where received_on::date <= $as_of group by ck) as j on j.ck = o.ck
    where o.is_purchase and o.ck is not null and o.date between $as_of - 2 * $d80 and $as_of - $d80 and j.ck is null
    group by o.by_value, o.ck
),
back as (
    select p.ck from people as p join occasions as o on o.ck = p.ck and o.is_purchase and o.date > p.since and o.date <= p.since + $d80 group by p.ck
),
kinds as (select * from (values (1, 'none'), (2, 'answered_well'), (3, 'answered_badly'), (4, 'not_answered')) as known(position, complaint)),
shown as (select distinct by_value from people union select null::varchar as by_value where not exists (select 1 from people))
select s.by_value, k.complaint, count(p.ck)::bigint as customers, count(b.ck)::bigint as repurchased, count(p.ck)::bigint as n
from shown as s cross join kinds as k
left join people as p on p.complaint = k.complaint and p.by_value is not distinct from s.by_value
left join back as b on b.ck = p.ck
group by s.by_value, k.position, k.complaint
order by s.by_value, k.position
"""
)


@indicator(
    title=N_("Purchases after a complaint"),
    definition=N_(
        "Share of customers who buy again within D80 days of the closing of their complaint, or of its reception when it is still open; the latest complaint of "
        "each customer whose D80 days ended in the period. Answered well: closed on time, and the customer did not say to be dissatisfied with the outcome. "
        "Answered badly: closed late, or dissatisfied (a no, or at most 2 of 5, 3 of 7, 4 of 10). Not answered: still open. None: customers active D80 days before the last day who never complained."
    ),
    formula=N_("rate = customers who bought within D80 days ÷ customers"),
    source=N_("95% interval: Wilson 1927"),
    sql=SQL,
    unit=Unit.SHARE,
    grain="row",
    better="up",
    needs=("complaints", "transactions"),
    value="rate",
)
def after_complaint(con: Connection, scope: Scope) -> pl.DataFrame:
    """Four rows: `complaint` (none, answered_well, answered_badly, not_answered), `customers`, `repurchased`, `rate`, `n`, `low`, `high`."""
    rate = (pl.col("repurchased") / pl.when(pl.col("n") > 0).then(pl.col("n"))).alias("rate")
    rows = query(con, SQL, scope.whole()).with_columns(rate, *wilson("repurchased", "n"))
    return rows.select(pl.exclude("rate", "n", "low", "high"), "rate", "n", "low", "high")
