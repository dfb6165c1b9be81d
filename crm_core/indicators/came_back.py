"""Of the customers taken for lost, how many came back? A threshold is too short when many do."""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.indicators.statistics import wilson
from crm_core.units import Unit

SQL = """
with limits as (
    select 1 as rank, 'inactive' as threshold, $d80::integer as days
    union all select 2 as rank, 'former' as threshold, $d95::integer as days
),
-- Purchases not followed by another within the shorter limit, and old enough: few of all.
lapsed as (
    select by_value, date, next_on from occasions
    where is_purchase and ck is not null and (next_on is null or next_on > date + least($d80, $d95)::integer)
        and date between $start - 366 - greatest($d80, $d95)::integer and $as_of - 366 - least($d80, $d95)::integer
),
-- A purchase not followed by another within `days` is a loss, on the day after them. Each had the same 365 days to come back.
losses as (
    select o.by_value, l.rank, o.next_on - (o.date + l.days + 1) as away
    from lapsed as o cross join limits as l
    where (o.next_on is null or o.next_on > o.date + l.days) and o.date + l.days + 1 between $start - 365 and $as_of - 365
),
groups as (
    select distinct by_value from losses
    union select null::varchar as by_value where not exists (select 1 from losses)
)
select g.by_value, l.threshold, l.days, count(s.rank)::bigint as lost,
    count(s.rank) filter (where s.away < 365)::bigint as came_back,
    count(s.rank)::bigint as n,
    median(s.away) filter (where s.away < 365) as median_days
from groups as g cross join limits as l
left join losses as s on s.rank = l.rank and s.by_value is not distinct from g.by_value
group by g.by_value, l.rank, l.threshold, l.days
order by g.by_value, l.rank
"""


@indicator(
    title=N_("Lost customers who came back"),
    definition=N_(
        "A customer is lost on the day after D80 days without purchase (inactive), or after D95 (former). Of those lost in the same days a year before the period, "
        "how many bought again within the 365 days that followed, so that each had as long to come back; a customer lost twice counts twice. Many who come back "
        "say that the threshold is too short. The thresholds are those of the as-of day."
    ),
    formula=N_("share who came back = lost customers with a purchase within 365 days of their loss ÷ lost customers"),
    source=N_("95% interval: Wilson 1927"),
    sql=SQL,
    unit=Unit.SHARE,
    grain="row",
    needs=("transactions",),
    value="came_back_share",
)
def came_back(con: Connection, scope: Scope) -> pl.DataFrame:
    """Two rows, `threshold` inactive (D80) and former (D95): `days`, `lost`, `came_back`, `came_back_share` (null when nobody was lost), `n`, `low`, `high`, `median_days` away after the loss."""
    return by_limits(con, scope)


def by_limits(con: Connection, scope: Scope, **limits: int) -> pl.DataFrame:
    """The same, with other `d80` and `d95`."""
    rows = query(con, SQL, scope, **limits)
    share = pl.when(pl.col("n") > 0).then(pl.col("came_back") / pl.col("n")).alias("came_back_share")
    return rows.with_columns(share, *wilson("came_back", "n")).select(
        pl.exclude("n", "low", "high", "median_days"), "n", "low", "high", "median_days"
    )
