"""How recently, how often and for how much does each customer buy?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.engine.fields import COMPUTED
from crm_core.engine.prepared import PREPARED, SUMMED
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.units import Unit

BOUGHT = "select ck, $as_of - last_on as recency, orders as frequency, revenue as monetary from rfm_sales where orders > 0"
CUTS = """
with computed as (
    select
        quantile_disc(-recency, [0.2, 0.4, 0.6, 0.8]) filter (where $rfm_cuts = 'quintiles') as r,
        quantile_disc(frequency, [0.2, 0.4, 0.6, 0.8]) filter (where $rfm_cuts = 'quintiles') as f,
        quantile_disc(monetary, [0.2, 0.4, 0.6, 0.8]) filter (where $rfm_cuts = 'quintiles') as m,
        quantile_cont(recency::double, [0.8, 0.6, 0.4, 0.2]) filter (where $rfm_cuts = 'r_package') as r_r,
        quantile_cont(frequency::double, [0.2, 0.4, 0.6, 0.8]) filter (where $rfm_cuts = 'r_package') as r_f,
        quantile_cont(monetary::double, [0.2, 0.4, 0.6, 0.8]) filter (where $rfm_cuts = 'r_package') as r_m
    from rfm_bought
),
fixed as (select $rfm_r::double[] as r, $rfm_f::double[] as f, $rfm_m::double[] as m)
select
    coalesce(case when x.r is not null then [-floor(x.r[4]) - 1, -floor(x.r[3]) - 1, -floor(x.r[2]) - 1, -floor(x.r[1]) - 1] end, c.r::double[], [-c.r_r[1] - 1, -c.r_r[2] - 1, -c.r_r[3] - 1, -c.r_r[4] - 1]) as r,
    coalesce(x.f, c.f::double[], [c.r_f[1] + 1, c.r_f[2] + 1, c.r_f[3] + 1, c.r_f[4] + 1]) as f,
    coalesce(x.m, c.m::double[], [c.r_m[1] + 1, c.r_m[2] + 1, c.r_m[3] + 1, c.r_m[4] + 1]) as m,
    x.f is null and $rfm_cuts = 'r_package' as f_from, x.m is null and $rfm_cuts = 'r_package' as m_from,
    x.r is not null as r_fixed, x.f is not null as f_fixed, x.m is not null as m_fixed
from computed as c cross join fixed as x
"""
SCORES = """
with scored as (
    select b.ck, b.recency, b.frequency, b.monetary,
        1 + (-b.recency > c.r[1])::integer + (-b.recency > c.r[2])::integer + (-b.recency > c.r[3])::integer + (-b.recency > c.r[4])::integer as r,
        1 + (b.frequency > c.f[1] or (c.f_from and b.frequency = c.f[1]))::integer + (b.frequency > c.f[2] or (c.f_from and b.frequency = c.f[2]))::integer
            + (b.frequency > c.f[3] or (c.f_from and b.frequency = c.f[3]))::integer + (b.frequency > c.f[4] or (c.f_from and b.frequency = c.f[4]))::integer as f,
        1 + (b.monetary > c.m[1] or (c.m_from and b.monetary = c.m[1]))::integer + (b.monetary > c.m[2] or (c.m_from and b.monetary = c.m[2]))::integer
            + (b.monetary > c.m[3] or (c.m_from and b.monetary = c.m[3]))::integer + (b.monetary > c.m[4] or (c.m_from and b.monetary = c.m[4]))::integer as m
    from rfm_bought as b cross join rfm_limits as c
)
select s.*, s.r * 100 + s.f * 10 + s.m as rfm_code,
    (w.of[1] * s.r + w.of[2] * s.f + w.of[3] * s.m) / (w.of[1] + w.of[2] + w.of[3]) as rfm_score,
    ($rfm_grid::varchar[])[s.r * 25 + s.f * 5 + s.m - 30] as rfm_segment
from scored as s cross join (select $rfm_weights::double[] as of) as w
"""
# No filter changes a score.
PREPARED["rfm_bought"], PREPARED["rfm_limits"], PREPARED["rfm_scores"] = BOUGHT, CUTS, SCORES
COMPUTED["rfm_segment"] = "rfm_scores"
SUMMED.update(("rfm_bought", "rfm_scores"))
SQL = """
select c.by_value, c.ck, c.customer_id, s.recency::bigint as recency, s.frequency::bigint as frequency, s.monetary::double as monetary,
    s.r, s.f, s.m, s.rfm_code, s.rfm_segment, s.rfm_score
from rfm_scores as s join customers as c on c.ck = s.ck
order by c.ck
"""

SEGMENTS = (
    "champions",
    "loyal",
    "potential_loyal",
    "new",
    "promising",
    "need_attention",
    "about_to_sleep",
    "at_risk",
    "cannot_lose",
    "hibernating",
)
LABELS = {
    "champions": N_("Champions"),
    "loyal": N_("Loyal"),
    "potential_loyal": N_("Potentially loyal"),
    "new": N_("New"),
    "promising": N_("Promising"),
    "need_attention": N_("Need attention"),
    "about_to_sleep": N_("About to sleep"),
    "at_risk": N_("At risk"),
    "cannot_lose": N_("Not to be lost"),
    "hibernating": N_("Hibernating"),
}


@indicator(
    title=N_("RFM scores"),
    definition=N_(
        "Recency: days from the last purchase to the as-of day. Frequency: purchases in the period. Monetary: net amount over the period; a setting counts a number of months that end on the as-of day instead. Each is scored 1 to 5 "
        "by quintile over the whole base, equal values always together, 5 = best; cut points can be fixed, or computed as in R’s package rfm. "
        "The segment is read from a grid that covers all 125 codes once. The weighted score, 1 to 5, is the mean of the three by the weights of the settings."
    ),
    formula=N_(
        "score = 1 + number of cut points (20, 40, 60, 80%, or fixed) below the value; code = R×100 + F×10 + M; weighted score = (wR×R + wF×F + wM×M) ÷ (wR + wF + wM)"
    ),
    source=N_("Hughes 1994; cut points instead of ranks, so that equal customers score equally; R package rfm 0.3.0"),
    sql=SQL,
    unit=Unit.SCORE,
    grain="customer",
    needs=("transactions",),
    value="rfm_code",
    classes={"rfm_segment": tuple(LABELS)},
)
def rfm(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a customer who bought in the period, by customer_id: `recency` (days), `frequency`, `monetary`, `r`, `f`, `m`, `rfm_code`, `rfm_segment`, `rfm_score` (1 to 5).

    Scores are the customer's place in the whole base: filters choose customers, they do not change scores.
    """
    return query(con, SQL, scope)
