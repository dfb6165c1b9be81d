"""Is the customer base clean and qualified?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.indicators.statistics import wilson
from crm_core.units import Unit

SQL = """
with base as (
    select *, coalesce(kind, case when company_name is not null then 'company' else 'person' end) as who
    from customers where not is_stub and known_from <= $as_of
),
touched as (
    select t.ck, max(t.day) as touched_on
    from (
        select ck, date as day from all_transactions where date <= $as_of union all
        select ck, date as day from all_interactions where date <= $as_of union all
        select ck, date as day from all_surveys where company is null and date <= $as_of union all
        select ck, received_on::date as day from all_complaints where received_on::date <= $as_of
    ) as t
    where t.ck is not null group by t.ck
),
facts as (
    select 'completeness' as part, 'last_name' as field, by_value, last_name is not null as ok from base where who = 'person' union all
    select 'completeness', 'first_name', by_value, first_name is not null from base where who = 'person' union all
    select 'completeness', 'company_name', by_value, company_name is not null from base where who = 'company' union all
    select 'completeness', 'siret', by_value, siret is not null from base where who = 'company' union all
    select 'completeness', 'email', by_value, email is not null from base union all
    select 'completeness', 'phone', by_value, phone is not null or mobile is not null from base union all
    select 'completeness', 'address_1', by_value, address_1 is not null from base union all
    select 'completeness', 'postal_code', by_value, postal_code is not null from base union all
    select 'completeness', 'city', by_value, city is not null from base union all
    select 'validity', 'email', by_value, email_ok from base where email_ok is not null union all
    select 'validity', 'phone', by_value, phone_ok from base where phone_ok is not null union all
    select 'validity', 'mobile', by_value, mobile_ok from base where mobile_ok is not null union all
    select 'validity', 'siret', by_value, siret_ok from base where siret_ok is not null union all
    select 'validity', 'postal_code', by_value, postal_code_ok from base where postal_code_ok is not null union all
    select 'validity', 'birth_date', by_value, birth_date_ok from base where birth_date_ok is not null union all
    select 'deliverability', 'address_1', by_value, coalesce(undeliverable_on > $as_of, true) from base where address_1 is not null union all
    select 'freshness', 'customer_id', b.by_value, coalesce(greatest(t.touched_on, b.first_known_on) > $as_of - interval 24 month, false)
    from base as b left join touched as t on t.ck = b.ck
),
parts as (
    select unnest(['completeness', 'validity', 'deliverability', 'freshness']) as part, unnest([1, 2, 3, 4]) as rank
)
select f.by_value, f.part, f.field, count(*)::bigint as n, count(*) filter (where f.ok)::bigint as ok
from facts as f join parts as p on p.part = f.part
group by f.by_value, p.rank, f.part, f.field
order by f.by_value, p.rank, f.field
"""


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
    """One row a part and field: `part`, `field`, `n` (records concerned), `ok`, `share` (0 to 1), `low`, `high`."""
    return query(con, SQL, scope).with_columns((pl.col("ok") / pl.col("n")).alias("share"), *wilson("ok", "n"))
