"""Is the customer base clean and qualified?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.engine.prepared import PREPARED
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.indicators.statistics import wilson
from crm_core.units import Unit

# Who bought, was in touch, answered or complained in the 24 months before the end of each window. A month of purchases has its first and its last day:
# never both ends of 24 months fall into it. Who did between the last window's first day and the first one's last did so for all of them.
PREPARED["fresh_customers"] = """
with ends as (select unnest(range(len($ends)))::integer as w, unnest($ends)::date as end_on),
touched as (
    select ck, first_on, last_on from all_customer_months union all
    select ck, known_on, known_on from all_occasions where not is_purchase and ck is not null union all
    select ck, date, date from all_transactions where not in_turnover and ck is not null union all
    select ck, date, date from all_interactions where ck is not null union all
    select ck, date, date from all_surveys where company is null and ck is not null union all
    select ck, received_on::date, received_on::date from all_complaints where ck is not null
),
always as (
    select distinct ck from touched
    where first_on <= (select min(end_on) from ends) and last_on > (select max(end_on) from ends) - interval 24 month
),
others as (select t.ck, t.first_on, t.last_on from touched as t left join always as a on a.ck = t.ck where a.ck is null)
select e.w, a.ck from ends as e cross join always as a
union all
select distinct e.w, o.ck from ends as e join others as o on o.first_on <= e.end_on and o.last_on > e.end_on - interval 24 month
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
CHECKS = """
with base as (
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
recent as (
    select w.w, b.by_value, count(*) as customers from fresh_customers as f join windows as w on w.w = f.w join base as b on b.ck = f.ck and b.known_from <= w.end_on
    group by w.w, b.by_value
),
doubled as (
    select w.w, b.by_value, count(*) as customers
    from doubled_customers as d join windows as w on d.doubled_on <= w.end_on join base as b on b.ck = d.ck and b.known_from <= w.end_on
    group by w.w, b.by_value
),
entered as (
    select w.w, b.by_value, count(*) as customers
    from windows as w join base as b on b.first_known_on > w.end_on - interval 24 month and b.known_from <= w.end_on
    left join fresh_customers as f on f.w = w.w and f.ck = b.ck
    where b.first_known_on is not null and f.ck is null group by w.w, b.by_value
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
    select s.by_value, s.w, 5, 'freshness', 'customer_id', s.known, coalesce(r.customers, 0) + coalesce(e.customers, 0)
    from summed as s
    left join recent as r on r.w = s.w and r.by_value is not distinct from s.by_value
    left join entered as e on e.w = s.w and e.by_value is not distinct from s.by_value
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
    return query(con, SQL, scope).with_columns((pl.col("ok") / pl.col("n")).alias("share"), *wilson("ok", "n"))
