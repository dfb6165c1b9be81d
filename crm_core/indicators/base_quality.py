"""Is the customer base clean and qualified?"""

import polars as pl

from crm_core.engine import Connection, Scope
from crm_core.engine.prepared import PREPARED
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.indicators.standing import ASKED, by_spans
from crm_core.indicators.statistics import wilson
from crm_core.units import Unit

# One row a customer who bought, was in touch, answered or complained in the 24 months before some of `$days`: the bit of each of these days, 1 for the first.
# A month of purchases has its first and its last day, as never both ends of 24 months fall into it; it tells the days until the next one.
PREPARED["fresh_customers"] = """
with days as (select unnest(range(len($days)))::integer as place, unnest($days)::date as day),
edges as (select (min(day) - interval 24 month)::date as first_on, max(day) as last_on from days),
each as (select first_on + unnest(range((last_on - first_on + 2)::bigint))::integer as day from edges),
told as (
    select e.day, coalesce(sum(1::bigint << d.place) filter (where d.day >= e.day), 0)::bigint as since,
        coalesce(sum(1::bigint << d.place) filter (where d.day - interval 24 month < e.day), 0)::bigint as fresh
    from each as e cross join days as d group by e.day
),
passed as (select list(since order by day) as since, list(fresh order by day) as fresh from told),
touched as (
    select ck, first_on, last_on, next_on from all_customer_months union all
    select ck, known_on, known_on, null::date from all_occasions where not is_purchase and ck is not null union all
    select ck, date, date, null::date from all_transactions where not in_turnover and ck is not null union all
    select ck, date, date, null::date from all_interactions where ck is not null union all
    select ck, date, date, null::date from all_surveys where company is null and ck is not null union all
    select ck, received_on::date, received_on::date, null::date from all_complaints where ck is not null
),
marked as (
    select t.ck, p.fresh[least(t.last_on, e.last_on + 1) - e.first_on + 1]
        & (p.since[greatest(t.first_on, e.first_on) - e.first_on + 1] - p.since[least(t.next_on, e.last_on + 1) - e.first_on + 1]) as days
    from touched as t cross join passed as p cross join edges as e
    where t.first_on <= e.last_on and t.last_on > e.first_on and (t.next_on > e.first_on or t.next_on is null)
)
select ck, bit_or(days) as days from marked group by ck having bit_or(days) > 0
"""
# The first day that says when a record was made or its customer was met: of a base without a single day nobody can tell what is fresh.
PREPARED["dated_base"] = """
select min(day) as first_on, count(day) > 0 as is_dated from (
    select min(first_known_on) as day from all_customers union all
    select min(first_on) from all_customer_months union all
    select min(known_on) from all_occasions where not is_purchase and ck is not null union all
    select min(date) from all_transactions where not in_turnover and ck is not null union all
    select min(date) from all_interactions where ck is not null union all
    select min(date) from all_surveys where company is null and ck is not null union all
    select min(received_on::date) from all_complaints where ck is not null
) as firsts
"""
# Each customer is counted on the day from which it is known; a window holds the days until its end.
CHECKS = f"""
with {ASKED},
base as (
    select by_value, ck, known_from, first_known_on, case when address_1 is not null then undeliverable_on end as returned_on,
        case when email is not null then email_bounced_on end as bounced_on
    from customers where not is_stub
),
told as (
    select *, coalesce(kind, case when company_name is not null then 'company' else 'person' end) as who from customers where not is_stub
),
daily as (
    select by_value, known_from, count(*) as known,
        count(*) filter (where who = 'person') as persons, count(*) filter (where who = 'company') as companies,
        count(last_name) filter (where who = 'person') as with_last_name, count(first_name) filter (where who = 'person') as with_first_name,
        count(company_name) filter (where who = 'company') as with_company_name, count(siret) filter (where who = 'company') as with_siret,
        count(email) as with_email, count(coalesce(phone, mobile)) as with_phone, count(address_1) as with_address_1,
        count(postal_code) as with_postal_code, count(city) as with_city,
        count(email_ok) as judged_email, count(*) filter (where email_ok) as valid_email,
        count(phone_ok) as judged_phone, count(*) filter (where phone_ok) as valid_phone,
        count(mobile_ok) as judged_mobile, count(*) filter (where mobile_ok) as valid_mobile,
        count(siret_ok) as judged_siret, count(*) filter (where siret_ok) as valid_siret,
        count(postal_code_ok) as judged_postal_code, count(*) filter (where postal_code_ok) as valid_postal_code,
        count(birth_date_ok) as judged_birth_date, count(*) filter (where birth_date_ok) as valid_birth_date
    from told group by by_value, known_from
),
summed as (
    select w.w, d.by_value,
        sum(d.known) as known, sum(d.persons) as persons, sum(d.companies) as companies, sum(d.with_last_name) as with_last_name,
        sum(d.with_first_name) as with_first_name, sum(d.with_company_name) as with_company_name, sum(d.with_siret) as with_siret,
        sum(d.with_email) as with_email, sum(d.with_phone) as with_phone, sum(d.with_address_1) as with_address_1,
        sum(d.with_postal_code) as with_postal_code, sum(d.with_city) as with_city, sum(d.judged_email) as judged_email,
        sum(d.valid_email) as valid_email, sum(d.judged_phone) as judged_phone, sum(d.valid_phone) as valid_phone,
        sum(d.judged_mobile) as judged_mobile, sum(d.valid_mobile) as valid_mobile, sum(d.judged_siret) as judged_siret,
        sum(d.valid_siret) as valid_siret, sum(d.judged_postal_code) as judged_postal_code, sum(d.valid_postal_code) as valid_postal_code,
        sum(d.judged_birth_date) as judged_birth_date, sum(d.valid_birth_date) as valid_birth_date
    from windows as w join daily as d on d.known_from <= w.end_on group by w.w, d.by_value
),
returned as (
    select w.w, b.by_value, count(*) as customers from windows as w join base as b on b.returned_on <= w.end_on and b.known_from <= w.end_on
    group by w.w, b.by_value
),
bounced as (
    select w.w, b.by_value, count(*) as customers from windows as w join base as b on b.bounced_on <= w.end_on and b.known_from <= w.end_on
    group by w.w, b.by_value
),
met as (
    select b.by_value, b.known_from, b.first_known_on, coalesce(f.days, 0) as days, count(*) as customers
    from base as b left join fresh_customers as f on f.ck = b.ck group by b.by_value, b.known_from, b.first_known_on, coalesce(f.days, 0)
),
recent as (
    select a.w, m.by_value, sum(m.customers) as customers
    from asked as a join met as m on m.known_from <= a.end_on and (((m.days >> a.last) & 1) = 1 or m.first_known_on > a.end_on - interval 24 month)
    group by a.w, m.by_value
),
doubled as (
    select w.w, b.by_value, count(*) as customers
    from doubled_customers as d join windows as w on d.doubled_on <= w.end_on join base as b on b.ck = d.ck and b.known_from <= w.end_on
    group by w.w, b.by_value
),
checks as (
    select by_value, w, 1 as rank, 'completeness' as part, 'last_name' as field, persons as n, with_last_name as ok from summed union all
    select by_value, w, 1, 'completeness', 'first_name', persons, with_first_name from summed union all
    select by_value, w, 1, 'completeness', 'company_name', companies, with_company_name from summed union all
    select by_value, w, 1, 'completeness', 'siret', companies, with_siret from summed union all
    select by_value, w, 1, 'completeness', 'email', known, with_email from summed union all
    select by_value, w, 1, 'completeness', 'phone', known, with_phone from summed union all
    select by_value, w, 1, 'completeness', 'address_1', known, with_address_1 from summed union all
    select by_value, w, 1, 'completeness', 'postal_code', known, with_postal_code from summed union all
    select by_value, w, 1, 'completeness', 'city', known, with_city from summed union all
    select by_value, w, 2, 'validity', 'email', judged_email, valid_email from summed union all
    select by_value, w, 2, 'validity', 'phone', judged_phone, valid_phone from summed union all
    select by_value, w, 2, 'validity', 'mobile', judged_mobile, valid_mobile from summed union all
    select by_value, w, 2, 'validity', 'siret', judged_siret, valid_siret from summed union all
    select by_value, w, 2, 'validity', 'postal_code', judged_postal_code, valid_postal_code from summed union all
    select by_value, w, 2, 'validity', 'birth_date', judged_birth_date, valid_birth_date from summed union all
    select s.by_value, s.w, 3, 'uniqueness', 'customer_id', s.known, s.known - coalesce(d.customers, 0)
    from summed as s left join doubled as d on d.w = s.w and d.by_value is not distinct from s.by_value union all
    select s.by_value, s.w, 4, 'deliverability', 'address_1', s.with_address_1, s.with_address_1 - coalesce(r.customers, 0)
    from summed as s left join returned as r on r.w = s.w and r.by_value is not distinct from s.by_value union all
    select s.by_value, s.w, 4, 'deliverability', 'email', s.with_email, s.with_email - coalesce(r.customers, 0)
    from summed as s left join bounced as r on r.w = s.w and r.by_value is not distinct from s.by_value
    where exists (select 1 from all_undeliverables where way = 'email') union all
    select s.by_value, s.w, 5, 'freshness', 'customer_id', s.known, coalesce(r.customers, 0)
    from summed as s
    left join recent as r on r.w = s.w and r.by_value is not distinct from s.by_value
    where (select is_dated from dated_base)
)
"""
SQL = (
    CHECKS
    + """
select by_value, w, part, field, n::bigint as n, ok::bigint as ok
from checks where n > 0
order by by_value, w, rank, field
"""
)


@indicator(
    title=N_("Clean and qualified base"),
    definition=N_(
        "Completeness: the field is filled. Validity: what is filled is possible (e-mail syntax, phone number, SIRET check digits, postal code that exists and "
        "matches its town, birth date). Uniqueness: the record makes no sure pair with another one. Deliverability: mail has not come back, nor e-mail once a file of returns told of some. Freshness: a contact, a purchase or the record itself is less than 24 months old, as far as any day is on file. "
        "Customers known only by their events are left out."
    ),
    formula=N_("share = records that pass ÷ records that the check concerns"),
    source=N_("python-stdnum, phonenumbers, email-validator; postal codes of La Poste"),
    sql=SQL,
    unit=Unit.SHARE,
    grain="row",
    better="up",
    needs=("customers",),
    value="share",
)
def base_quality(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a part and field (of each window, when the scope has some): `part`, `field`, `n` (records concerned), `ok`, `share` (0 to 1), `low`, `high`."""
    return by_spans(con, SQL, scope).with_columns((pl.col("ok") / pl.col("n")).alias("share"), *wilson("ok", "n"))
