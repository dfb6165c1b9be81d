"""Is the customer base clean and qualified?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.indicators.statistics import wilson
from crm_core.units import Unit

CHECKS = """
with base as (
    select *, coalesce(kind, case when company_name is not null then 'company' else 'person' end) as who from customers where not is_stub
),
touched as (
    select ck, date as day from all_transactions union all
    select ck, date as day from all_interactions union all
    select ck, date as day from all_surveys where company is null union all
    select ck, received_on::date as day from all_complaints
),
fresh as (
    select w.w, t.ck from windows as w join touched as t on t.day > w.end_on - interval 24 month and t.day <= w.end_on
    where t.ck is not null group by w.w, t.ck
),
judged as (
    select b.by_value, w.w,
        case when who = 'person' then last_name is not null end as last_name, case when who = 'person' then first_name is not null end as first_name,
        case when who = 'company' then company_name is not null end as company_name, case when who = 'company' then siret is not null end as siret,
        email is not null as email, phone is not null or mobile is not null as phone, address_1 is not null as address_1,
        postal_code is not null as postal_code, city is not null as city,
        email_ok, phone_ok, mobile_ok, siret_ok, postal_code_ok, birth_date_ok,
        case when address_1 is not null then coalesce(undeliverable_on > w.end_on, true) end as delivered,
        f.ck is not null or coalesce(first_known_on > w.end_on - interval 24 month, false) as is_fresh
    from windows as w
    join base as b on b.known_from <= w.end_on
    left join fresh as f on f.w = w.w and f.ck = b.ck
),
checks as (
    select by_value, w, 1 as rank, 'completeness' as part, 'last_name' as field, count(last_name) as n, count(case when last_name then 1 end) as ok from judged group by by_value, w union all
    select by_value, w, 1, 'completeness', 'first_name', count(first_name), count(case when first_name then 1 end) from judged group by by_value, w union all
    select by_value, w, 1, 'completeness', 'company_name', count(company_name), count(case when company_name then 1 end) from judged group by by_value, w union all
    select by_value, w, 1, 'completeness', 'siret', count(siret), count(case when siret then 1 end) from judged group by by_value, w union all
    select by_value, w, 1, 'completeness', 'email', count(email), count(case when email then 1 end) from judged group by by_value, w union all
    select by_value, w, 1, 'completeness', 'phone', count(phone), count(case when phone then 1 end) from judged group by by_value, w union all
    select by_value, w, 1, 'completeness', 'address_1', count(address_1), count(case when address_1 then 1 end) from judged group by by_value, w union all
    select by_value, w, 1, 'completeness', 'postal_code', count(postal_code), count(case when postal_code then 1 end) from judged group by by_value, w union all
    select by_value, w, 1, 'completeness', 'city', count(city), count(case when city then 1 end) from judged group by by_value, w union all
    select by_value, w, 2, 'validity', 'email', count(email_ok), count(case when email_ok then 1 end) from judged group by by_value, w union all
    select by_value, w, 2, 'validity', 'phone', count(phone_ok), count(case when phone_ok then 1 end) from judged group by by_value, w union all
    select by_value, w, 2, 'validity', 'mobile', count(mobile_ok), count(case when mobile_ok then 1 end) from judged group by by_value, w union all
    select by_value, w, 2, 'validity', 'siret', count(siret_ok), count(case when siret_ok then 1 end) from judged group by by_value, w union all
    select by_value, w, 2, 'validity', 'postal_code', count(postal_code_ok), count(case when postal_code_ok then 1 end) from judged group by by_value, w union all
    select by_value, w, 2, 'validity', 'birth_date', count(birth_date_ok), count(case when birth_date_ok then 1 end) from judged group by by_value, w union all
    select by_value, w, 3, 'deliverability', 'address_1', count(delivered), count(case when delivered then 1 end) from judged group by by_value, w union all
    select by_value, w, 4, 'freshness', 'customer_id', count(is_fresh), count(case when is_fresh then 1 end) from judged group by by_value, w
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
        "matches its town, birth date). Deliverability: mail has not come back. Freshness: a contact, a purchase or the record itself is less than 24 months old. "
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
