"""Which records of customers fail the checks of the base, the worst first, and why?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.units import Unit

LISTED = 1000
# What is asked of each record, as base_quality asks it: the fault, the field, and when a record has it.
PERSON, FIRM = "who = 'person' and", "who = 'company' and"
FAULTS = (
    *(("missing", one, f"{PERSON} {one} is null") for one in ("last_name", "first_name")),
    *(("missing", one, f"{FIRM} {one} is null") for one in ("company_name", "siret")),
    *(("missing", one, f"{one} is null") for one in ("email", "address_1", "postal_code", "city")),
    ("missing", "phone", "coalesce(phone, mobile) is null"),
    *(("invalid", one, f"{one}_ok is false") for one in ("email", "phone", "mobile", "siret", "postal_code", "birth_date")),
    ("doubled", "customer_id", "doubled is not null"),
    ("returned", "address_1", "address_1 is not null and undeliverable_on <= $as_of"),
    ("returned", "email", "email is not null and email_bounced_on <= $as_of"),
    ("old", "customer_id", "is_dated and fresh is null and coalesce(first_known_on <= $as_of - interval 24 month, true)"),
)
FOUND = ", ".join(f"case when {condition} then '{fault} {field}' end" for fault, field, condition in FAULTS)
TOLD = """
with told as (
    select c.*, b.is_dated, f.ck as fresh, d.ck as doubled, coalesce(c.kind, case when c.company_name is not null then 'company' else 'person' end) as who
    from customers as c cross join dated_base as b left join fresh_customers as f on f.ck = c.ck and ((f.days >> (list_position($days::date[], $as_of::date) - 1)::integer) & 1) = 1
    left join doubled_customers as d on d.ck = c.ck and d.doubled_on <= $as_of
    where not c.is_stub and c.known_from <= $as_of
)"""
SQL = f"""{TOLD},
listed as (select by_value, ck, customer_id, concat_ws('; ', {FOUND}) as reasons from told)
select by_value, ck, customer_id, (length(reasons) - length(replace(reasons, ';', '')) + 1)::bigint as faults, reasons
from listed where reasons <> ''
order by by_value, faults desc, customer_id
"""
# Only the records that are shown are told in words: half of the time, and a hundredth of the memory.
COUNT = " + ".join(f"coalesce(({condition})::integer, 0)" for _fault, _field, condition in FAULTS)
WORST = f"""{TOLD},
counted as (select by_value, ck, customer_id, ({COUNT})::bigint as faults from told),
worst as (select * from counted where faults > 0 order by by_value, faults desc, customer_id limit $most),
words as (select ck, concat_ws('; ', {FOUND}) as reasons from told where ck in (select ck from worst))
select t.by_value, t.ck, t.customer_id, t.faults, w.reasons, (select count(*) from counted where faults > 0) as records
from worst as t join words as w on w.ck = t.ck
order by t.by_value, t.faults desc, t.customer_id
"""


@indicator(
    title=N_("Records with faults"),
    definition=N_(
        "Records of customers known at the as-of day that fail at least one check of the clean and qualified base: a field that is missing, a value that is not possible, a sure double, mail that came back, "
        "no contact, purchase or entry for 24 months. The most faults first. Customers known only by their events are left out."
    ),
    formula=N_("faults = checks that concern the record and fail"),
    sql=SQL,
    unit=Unit.COUNT,
    grain="customer",
    better="down",
    needs=("customers",),
    value="faults",
)
def record_faults(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a record with faults, the worst first: `customer_id`, `faults` (how many), `reasons` (fault and field: "missing email; invalid phone")."""
    return query(con, SQL, scope.whole())


def worst_records(con: Connection, scope: Scope, most: int = LISTED) -> pl.DataFrame:
    """The first `most` rows of `record_faults`, each with `records`: how many records have a fault in all. Raises WrongChoice as it does."""
    record_faults.check(con, scope)
    return query(con, WORST, scope.whole(), most=most).drop("ck")
