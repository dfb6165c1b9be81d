"""How recently, how often and for how much does each customer buy?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.engine.fields import COMPUTED
from crm_core.engine.prepared import PREPARED
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.units import Unit

SCORES = """
with bought as (
    select ck, $as_of - last_on as recency, orders as frequency, revenue as monetary from period_sales where orders > 0
),
cuts as (
    select quantile_disc(-recency, [0.2, 0.4, 0.6, 0.8]) as r, quantile_disc(frequency, [0.2, 0.4, 0.6, 0.8]) as f,
        quantile_disc(monetary, [0.2, 0.4, 0.6, 0.8]) as m
    from bought
),
scored as (
    select b.ck, b.recency, b.frequency, b.monetary,
        1 + (-b.recency > c.r[1])::integer + (-b.recency > c.r[2])::integer + (-b.recency > c.r[3])::integer + (-b.recency > c.r[4])::integer as r,
        1 + (b.frequency > c.f[1])::integer + (b.frequency > c.f[2])::integer + (b.frequency > c.f[3])::integer + (b.frequency > c.f[4])::integer as f,
        1 + (b.monetary > c.m[1])::integer + (b.monetary > c.m[2])::integer + (b.monetary > c.m[3])::integer + (b.monetary > c.m[4])::integer as m
    from bought as b cross join cuts as c
)
select s.*, s.r * 100 + s.f * 10 + s.m as rfm_code,
    case
        when s.r >= 5 and s.f >= 4 then 'champions'
        when s.r >= 3 and s.f >= 4 then 'loyal'
        when s.r >= 4 and s.f >= 2 then 'potential_loyal'
        when s.r = 5 then 'new'
        when s.r = 4 then 'promising'
        when s.r = 3 and s.f = 3 then 'need_attention'
        when s.r = 3 then 'about_to_sleep'
        when s.f = 5 then 'cannot_lose'
        when s.f >= 3 then 'at_risk'
        else 'hibernating'
    end as rfm_segment
from scored as s
"""
# No filter changes a score.
PREPARED["rfm_scores"] = SCORES
COMPUTED["rfm_segment"] = "rfm_scores"
SQL = """
select c.by_value, c.ck, c.customer_id, s.recency::bigint as recency, s.frequency::bigint as frequency, s.monetary::double as monetary,
    s.r, s.f, s.m, s.rfm_code, s.rfm_segment
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
        "Recency: days from the last purchase to the as-of day. Frequency: purchases in the period. Monetary: net amount over the period. Each is scored 1 to 5 "
        "by quintile over the whole base, equal values always together, 5 = best. The segment is read from a grid of R and F that covers all 125 codes once."
    ),
    formula=N_("score = 1 + number of quintile cut points (20, 40, 60, 80 %) below the value; code = R×100 + F×10 + M"),
    source=N_("Hughes 1994; cut points instead of ranks, so that equal customers score equally"),
    sql=SQL,
    unit=Unit.SCORE,
    grain="customer",
    needs=("transactions",),
    value="rfm_code",
    classes={"rfm_segment": tuple(LABELS)},
)
def rfm(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a customer who bought in the period, by customer_id: `recency` (days), `frequency`, `monetary`, `r`, `f`, `m`, `rfm_code`, `rfm_segment`.

    Scores are the customer's place in the whole base: filters choose customers, they do not change scores.
    """
    return query(con, SQL, scope)
