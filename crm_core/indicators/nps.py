"""Would they recommend us?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.indicators.statistics import Z
from crm_core.units import Unit

SQL = """
with answers as (
    select by_value, date, ck, nps, coalesce(nps_scale, '0-10') as scale
    from surveys where nps = floor(nps) and nps between (case when nps_scale = '1-10' then 1 else 0 end) and 10
),
groups as (
    select distinct by_value from surveys
    union select null::varchar as by_value where not exists (select 1 from surveys)
),
counted as (
    select g.by_value, w.w, a.scale,
        count(case when a.nps >= 9 then 1 end)::bigint as promoters,
        count(case when a.nps in (7, 8) then 1 end)::bigint as passives,
        count(case when a.nps <= 6 then 1 end)::bigint as detractors,
        count(a.nps)::bigint as n,
        count(a.ck) as identified
    from windows as w cross join groups as g
    left join answers as a on a.date between w.start_on and w.end_on and a.by_value is not distinct from g.by_value
    group by g.by_value, w.w, a.scale
),
bases as (
    select c.by_value, w.w, count(*) as customers
    from windows as w join customers as c on c.known_from <= w.end_on
    where exists (select 1 from all_customers where not is_stub) or exists (select 1 from all_occasions where is_purchase)
    group by c.by_value, w.w
),
shares as (
    select c.*, c.promoters / nullif(c.n, 0)::double as p, c.detractors / nullif(c.n, 0)::double as d,
        case
            when c.identified = c.n and c.n <= b.customers and c.n > 0.05 * b.customers and b.customers > 1
            then sqrt((b.customers - c.n) / (b.customers - 1)::double)
            else 1
        end as correction
    from counted as c left join bases as b on b.w = c.w and b.by_value is not distinct from c.by_value
),
spread as (
    select s.*, $z * 100 * sqrt((p + d - (p - d) * (p - d)) / n) * correction as half from shares as s
)
select by_value, w, promoters, passives, detractors, n,
    100 * (p - d) as nps,
    100 * (p - d) - half as low,
    100 * (p - d) + half as high,
    scale
from spread
order by by_value, w, scale
"""


@indicator(
    title=N_("Net promoter score (NPS)"),
    definition=N_(
        "Promoters answer 9 or 10, detractors 6 or less, of those who answered with a whole number of the scale. The same cut serves the scale 1–10, "
        "which keeps a row of its own. When all respondents are known customers and more than 5% of the customers answered, the interval is narrowed "
        "by the finite-population factor √((N − n) ÷ (N − 1)); not where the answers are all that is known of the customers."
    ),
    formula=N_("NPS = 100 × (promoters − detractors) ÷ n; interval ± 1.96 × 100 × √((p + d − (p − d)²) ÷ n)"),
    source=N_("Reichheld 2003; interval: normal, from the variance of a difference of two shares of one sample"),
    sql=SQL,
    unit=Unit.NPS,
    grain="window",
    better="up",
    needs=("surveys",),
    value="nps",
)
def nps(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a window and scale: `promoters`, `passives`, `detractors`, `n`, `nps` (−100 to 100), `low`, `high`, `scale`.

    A window without answers has one row: counts 0, all else null.
    """
    return query(con, SQL, scope, z=Z)
