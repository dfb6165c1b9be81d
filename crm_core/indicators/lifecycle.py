"""Which of the nine classes, from suspect to former customer, is each customer in?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.engine.fields import COMPUTED
from crm_core.engine.prepared import PREPARED, like
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.units import Unit

# The last purchase of each buyer until the day, and whether there was one before it.
PREPARED["last_purchases"] = """
select ck, date as last_on, previous_on is not null as is_repeat
from all_occasions where is_purchase and ck is not null and date <= $as_of and (next_on > $as_of or next_on is null)
"""
# How regularly those buy whom D80 does not make inactive: `variation` is that of the gaps of the last twelve months; `is_silent`: at least four purchases, and
# none for more than twice its own median gap. So it is when more gaps are shorter than half the silence than are not (`balance`); when as many are, the two in
# the middle tell. Orders of one day have no gap between them that tells when the next is due: twice 0 would make a customer inactive the day after.
PREPARED["rhythms"] = """
with recent as (select ck, $as_of - last_on as silence from last_purchases where is_repeat and $as_of - last_on <= $d80),
of_year as (
    select o.ck, case when o.previous_on >= $year_start then o.gap end as gap
    from recent as r join all_occasions as o on o.ck = r.ck where o.is_purchase and o.date between $year_start and $as_of
),
year as (select ck, count(*) as orders, stddev_samp(gap) / nullif(avg(gap), 0) as variation from of_year group by ck),
weighed as (
    select r.ck, r.silence, case when o.gap > 0 then case when 2 * o.gap < r.silence then -1 else 1 end end as side
    from recent as r join all_occasions as o on o.ck = r.ck where r.silence > 2 and o.is_purchase and o.date <= $as_of
),
balanced as (select ck, silence, sum(side) as balance from weighed group by ck, silence having count(*) >= 4),
middle as (
    select b.ck, b.silence, max(case when 2 * o.gap < b.silence then o.gap end) + min(case when 2 * o.gap >= b.silence then o.gap end) as twice
    from balanced as b join all_occasions as o on o.ck = b.ck where b.balance = 0 and o.is_purchase and o.date <= $as_of and o.gap > 0
    group by b.ck, b.silence
),
silent as (select ck from balanced where balance < 0 union all select ck from middle where twice < silence)
select r.ck, y.orders as orders_of_year, y.variation, s.ck is not null as is_silent
from recent as r left join year as y on y.ck = r.ck left join silent as s on s.ck = r.ck
"""
STATES = """
with solicited as (
    select s.ck, max(s.day) as solicited_on
    from (
        select ck, date as day from all_interactions where direction = 'outbound' and date <= $as_of
        union all
        select ck, sent_on as day from all_campaign_members where coalesce("group", 'treated') = 'treated' and sent_on <= $as_of
    ) as s
    where s.ck is not null group by s.ck
),
promoters as (
    select l.ck from (
        select ck, arg_max(nps, date) as last_nps from all_surveys where company is null and nps is not null and ck is not null and date <= $as_of group by ck
    ) as l where l.last_nps >= 9
),
sponsors as (
    select distinct referred_by as customer_id from all_customers
    where referred_by is not null and coalesce(first_known_on, $as_of) <= $as_of
),
warm as (
    select ck from all_interactions
    where date between $as_of - $hot_days and $as_of
        and (direction = 'inbound' or type in ('information_request', 'quote_request', 'document_request'))
    union
    select ck from all_transactions where kind = 'quote' and date between $as_of - $hot_days and $as_of
),
present as (
    select c.* from all_customers as c
    where c.known_from <= $as_of
),
facts as (
    select p.ck, p.left_on, b.is_repeat,
        $as_of - b.last_on as recency,
        coalesce(s.solicited_on > b.last_on, false) as solicited_since_purchase,
        coalesce(s.solicited_on > b.last_on + $d95, false) as solicited_since_limit,
        coalesce(h.orders_of_year >= $regular_orders and h.variation <= $regular_variation, false) as is_regular, coalesce(h.is_silent, false) as is_silent,
        p.ck in (select ck from promoters) as is_promoter,
        p.ck in (select ck from promoters) or p.customer_id in (select customer_id from sponsors) as speaks_well,
        p.ck in (select ck from warm where ck is not null) as is_warm,
        coalesce(p.last_name, p.first_name, p.company_name, p.siret, p.contact_name, p.email, p.phone, p.mobile, p.address_1) is not null as is_identified
    from present as p
    left join last_purchases as b on b.ck = p.ck
    left join rhythms as h on h.ck = p.ck
    left join solicited as s on s.ck = p.ck
)
select ck, solicited_since_purchase, is_promoter,
    case
        when left_on <= $as_of then 'former'
        when recency > $d95 and not solicited_since_limit then 'former'
        when (recency > $d80 or is_silent)
            and (solicited_since_purchase or recency <= $d95) then 'inactive'
        when is_regular and speaks_well then 'convinced'
        when is_regular then 'regular'
        when is_repeat then 'occasional'
        when recency is not null then 'trial_buyer'
        when is_warm then 'hot_prospect'
        when is_identified then 'prospect'
        else 'suspect'
    end as lifecycle
from facts
"""
# No filter changes a class: the classes of a day are worked out once, for everyone, and kept.
PREPARED["customer_states"] = STATES
# Those on the eve of the period, by the same thresholds: who has not changed stays in its class.
like("last_before", "last_purchases", as_of="eve")
like("rhythms_before", "rhythms", reads={"last_purchases": "last_before"}, as_of="eve", year_start="eve_year_start")
like(
    "states_before", "customer_states", reads={"last_purchases": "last_before", "rhythms": "rhythms_before"}, as_of="eve", year_start="eve_year_start"
)  # fmt: skip
COMPUTED["lifecycle"] = "customer_states"
CLASSES = (
    "with classes as (select c.by_value, c.ck, c.customer_id, s.lifecycle from customers as c join customer_states as s on s.ck = c.ck)"
)
SQL = CLASSES + " select by_value, ck, customer_id, lifecycle from classes order by ck"

ORDER = ("suspect", "prospect", "hot_prospect", "trial_buyer", "occasional", "regular", "convinced", "inactive", "former")
LABELS = {
    "suspect": N_("Suspects"),
    "prospect": N_("Prospects"),
    "hot_prospect": N_("Hot prospects"),
    "trial_buyer": N_("Trial buyers"),
    "occasional": N_("Occasional"),
    "regular": N_("Regular"),
    "convinced": N_("Convinced"),
    "inactive": N_("Inactive"),
    "former": N_("Former"),
}


# What one customer of the class is called.
ONE = {
    "suspect": N_("Suspect"),
    "prospect": N_("Prospect"),
    "hot_prospect": N_("Hot prospect"),
    "trial_buyer": N_("Trial buyer"),
    "occasional": N_("Occasional customer"),
    "regular": N_("Regular customer"),
    "convinced": N_("Convinced customer"),
    "inactive": N_("Inactive customer"),
    "former": N_("Former customer"),
}


@indicator(
    title=N_("Lifecycle class"),
    definition=N_(
        "Each customer known at the as-of day (on file by then, or without a date of entry, or with an event by then) is in exactly one class: "
        "the first rule that holds, from former to suspect. "
        "D80 and D95 are the gaps between purchases that 80% and 95% of gaps do not exceed."
    ),
    formula=N_(
        "former: has left, or no purchase for more than D95 days and not solicited since that limit · inactive: no purchase for more than D80 days, "
        "or for more than twice its own median gap between days of purchase from 4 purchases on · convinced: regular, and promoter or sponsor · regular: at least 3 purchases in "
        "12 months with steady gaps (sample standard deviation ÷ mean ≤ 0.75) · occasional: at least 2 purchases · trial buyer: 1 purchase · hot prospect: inbound contact, quote or request within "
        "90 days · prospect: identified · suspect: nothing personal known"
    ),
    source=N_("Customer lifecycle of the relationship-marketing textbooks, from suspect to former customer"),
    sql=SQL,
    unit=Unit.TEXT,
    grain="customer",
    needs=("customers",),
    value="lifecycle",
    classes={"lifecycle": tuple(LABELS)},
)
def lifecycle(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a customer known at `as_of`, by customer_id: `customer_id`, `lifecycle` (one of ORDER)."""
    return query(con, SQL, scope)
