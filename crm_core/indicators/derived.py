"""Fields that no file brought, derived from those it did: department, region and commune from the postal code and the town, age group from the date of birth.

They filter and break down like any other. Gender and title are never guessed: they are what the data say. A file that has a column of the same name keeps its own.
"""

from functools import cache

import polars as pl

from crm_core.engine.fields import COMPUTED, VALUES
from crm_core.engine.prepared import PREPARED, REFERENCES
from crm_core.i18n import N_
from crm_core.quality.contact import FRANCE, POSTAL_CODES, town_key

LABELS = {
    "department": N_("Department"),
    "postal_region": N_("Region of the address"),
    "commune": N_("Commune"),
    "age_group": N_("Age group"),
}
AGE_GROUPS = ("0-17", "18-24", "25-34", "35-44", "45-54", "55-64", "65-74", "75+")

# A town as `town_key` writes it: without case, accents, hyphens, CEDEX and district.
KEY = r"""
trim(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
    trim(regexp_replace(regexp_replace(lower(strip_accents(replace(replace(coalesce({column}, ''), 'œ', 'oe'), 'Œ', 'OE'))), '[^a-z0-9]+', ' ', 'g'), '\bcedex\b.*', '')),
    '\b\d{{1,2}}(e|er|eme|ieme)?( arrondissement)?$', ''), '\bst\b', 'saint', 'g'), '\bste\b', 'sainte', 'g'), '\bss\b', 'sous', 'g'),
    '\bs\b', 'sur', 'g'), ' +', ' ', 'g'))
"""
# Each pair of code and town is sought once: the town of that code, else the code where one department has it, else what the code begins with.
PREPARED["customer_places"] = f"""
with written as (
    select distinct postal_code, city, country from all_customers where postal_code is not null
),
keyed as (
    select w.postal_code, w.city, w.country, regexp_replace(w.postal_code, '[^0-9]', '', 'g') as code, {KEY.format(column="w.city")} as town_key
    from written as w where {KEY.format(column="w.country")} in ({", ".join(f"'{one}'" for one in sorted(FRANCE))})
),
codes as (
    select code, min(department) as department, count(distinct department) as departments, min(town) as town, count(distinct town) as towns
    from postal_places group by code
),
regions as (select department, min(region) as region from postal_places group by department),
known_towns as (select code, town_key, min(town) as town, min(department) as department from postal_places group by code, town_key),
-- A CEDEX code is in no list: its department is what it begins with, its town is that of the department, if there is one of the name.
of_department as (select department, town_key, min(town) as town from postal_places group by department, town_key having count(distinct town) = 1),
begun as (
    select *, case
        when code like '20%' then case when code < '20200' then '2A' else '2B' end
        when left(code, 2) in ('97', '98') then left(code, 3)
        else left(code, 2)
    end as prefix
    from keyed where length(code) = 5
),
placed as (
    select b.postal_code, b.city, b.country,
        coalesce(t.department, case when c.departments = 1 then c.department end, r.department) as department,
        coalesce(t.town, case when c.towns = 1 then c.town end, case when c.code is null then d.town end) as commune
    from begun as b
    left join known_towns as t on t.code = b.code and t.town_key = b.town_key
    left join codes as c on c.code = b.code
    left join regions as r on r.department = b.prefix
    left join of_department as d on d.department = b.prefix and d.town_key = b.town_key
)
select k.ck, p.department, g.region as postal_region, p.commune
from all_customers as k
join placed as p on p.postal_code = k.postal_code and p.city is not distinct from k.city and p.country is not distinct from k.country
left join regions as g on g.department = p.department
"""
PREPARED["customer_ages"] = """
with ages as (
    select ck, date_sub('year', birth_date, $as_of) as age from all_customers
    where birth_date is not null and birth_date <= $as_of and coalesce(birth_date_ok, true)
)
select ck, case
        when age < 18 then '0-17' when age < 25 then '18-24' when age < 35 then '25-34' when age < 45 then '35-44'
        when age < 55 then '45-54' when age < 65 then '55-64' when age < 75 then '65-74' else '75+'
    end as age_group
from ages
"""
COMPUTED |= {
    "department": "customer_places",
    "postal_region": "customer_places",
    "commune": "customer_places",
    "age_group": "customer_ages",
}
VALUES["age_group"] = AGE_GROUPS


@cache
def places() -> pl.DataFrame:
    """La Poste's codes: `code`, `town` (as INSEE writes it), `town_key`, `department`, `region`."""
    rows = pl.read_csv(POSTAL_CODES, schema_overrides={"postal_code": pl.String, "department": pl.String})
    keys = pl.Series("town_key", [town_key(one) for one in rows["town"]], dtype=pl.String)
    return rows.rename({"postal_code": "code"}).with_columns(keys)


REFERENCES["postal_places"] = places


@cache
def departments() -> dict[str, str]:
    """Number of a department → its number and name."""
    rows = pl.read_csv(POSTAL_CODES.with_name("departments.csv"), schema_overrides={"code": pl.String})
    return {code: f"{code} · {name}" for code, name in rows.iter_rows()}
