"""Which of the nine classes, from suspect to former customer, is each customer in?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.engine.fields import COMPUTED
from crm_core.engine.prepared import PREPARED
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.units import Unit

# What each buyer bought until the day, whatever the thresholds: `variation` is that of the gaps of the last twelve months. Orders of one day have no gap between
# them that tells when the next is due: twice 0 would make a customer inactive the day after.
PREPARED["purchases_until"] = """
select ck, count(*)::integer as orders, max(date) as last_on, median(nullif(gap, 0)) as median_gap, avg(nullif(gap, 0)) as mean_gap, 1 + count(nullif(gap, 0)) as purchase_days,
    count(*) filter (where date >= $year_start)::integer as orders_of_year,
    stddev_samp(gap) filter (where previous_on >= $year_start) / nullif(avg(gap) filter (where previous_on >= $year_start), 0) as variation
from all_occasions where is_purchase and ck is not null and date <= $as_of
group by ck
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
    select p.ck, p.left_on, b.orders, b.median_gap,
        $as_of - b.last_on as recency,
        coalesce(s.solicited_on > b.last_on, false) as solicited_since_purchase,
        coalesce(s.solicited_on > b.last_on + $d95, false) as solicited_since_limit,
        coalesce(b.orders_of_year >= $regular_orders and b.variation <= $regular_variation, false) as is_regular,
        p.ck in (select ck from promoters) as is_promoter,
        p.ck in (select ck from promoters) or p.customer_id in (select customer_id from sponsors) as speaks_well,
        p.ck in (select ck from warm where ck is not null) as is_warm,
        coalesce(p.last_name, p.first_name, p.company_name, p.siret, p.contact_name, p.email, p.phone, p.mobile, p.address_1) is not null as is_identified
    from present as p
    left join purchases_until as b on b.ck = p.ck
    left join solicited as s on s.ck = p.ck
)
select ck, solicited_since_purchase, is_promoter,
    case
        when left_on <= $as_of then 'former'
        when recency > $d95 and not solicited_since_limit then 'former'
        when (recency > $d80 or (orders >= 4 and recency > 2 * median_gap))
            and (solicited_since_purchase or recency <= $d95) then 'inactive'
        when is_regular and speaks_well then 'convinced'
        when is_regular then 'regular'
        when orders >= 2 then 'occasional'
        when orders = 1 then 'trial_buyer'
        when is_warm then 'hot_prospect'
        when is_identified then 'prospect'
        else 'suspect'
    end as lifecycle
from facts
"""
# No filter changes a class: the classes of a day are worked out once, for everyone, and kept.
PREPARED["customer_states"] = STATES
COMPUTED["lifecycle"] = "customer_states"
CLASSES = (
    "with classes as (select c.by_value, c.ck, c.customer_id, s.lifecycle from customers as c join customer_states as s on s.ck = c.ck)"
)
SQL = CLASSES + " select by_value, ck, customer_id, lifecycle from classes order by ck"
CLASS_OF = CLASSES + " select by_value, ck, lifecycle from classes order by ck"

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
