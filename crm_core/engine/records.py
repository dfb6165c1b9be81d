"""The door through which a page gets the personal data of named customers: whoever limits who may see whom does it here."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from crm_core.engine.connection import Connection
from crm_core.engine.cursors import Laid
from crm_core.engine.fields import computed
from crm_core.engine.prepared import PARAMETER, PREPARED, lay_out, whole
from crm_core.engine.query import parameters
from crm_core.engine.scope import Scope
from crm_core.errors import WrongChoice
from crm_core.i18n import N_
from crm_core.store import golden
from crm_core.store.names import quoted

IDENTITY = (
    "title", "last_name", "first_name", "company_name", "siret", "birth_date", "email", "phone", "mobile",
    "address_1", "address_2", "address_3", "address_4", "postal_code", "city", "country", "store", "first_known_on",
)  # fmt: skip


def records(con: Connection, ids: Sequence[str], fields: Sequence[str] = IDENTITY) -> pl.DataFrame:
    """`customer_id` and `fields` of these customers, one row each, in no order; an unknown one has no row."""
    names = ", ".join(quoted(one) for one in ("customer_id", *fields))
    return _asked(con, f"select {names} from all_customers where customer_id in (select unnest($ids))", {"ids": list(ids)})


def sources(con: Connection, ids: Sequence[str], fields: Sequence[str] = IDENTITY) -> pl.DataFrame:
    """The same of records as files brought them, also of those that were merged into another (`kept_id`, null for the others)."""
    names = ", ".join(f"r.{quoted(one)}" for one in ("customer_id", *fields))
    merged = f"select r.kept_id, {names} from all_merged_records as r where r.customer_id in (select unnest($ids))"
    alone = f"select null as kept_id, {names} from all_customers as r where r.customer_id in (select unnest($ids))"
    others = "and r.customer_id not in (select customer_id from all_merged_records)"
    return _asked(con, f"{merged} union all {alone} {others}", {"ids": list(ids)})


def foreseen(con: Connection, ids: Sequence[str], fields: Sequence[str] = IDENTITY) -> pl.DataFrame:
    """The one record that these customers would make, by the rules of the golden record: `customer_id` and `fields`."""
    statement = golden.foreseen(list(fields), dated="loaded_in" in con.columns["customers"])
    return _asked(con, statement, {"ids": list(ids)}).select("customer_id", *fields)


SEARCH = """
with asked as (select trim(lower(strip_accents($text))) as words, regexp_replace($text, '[^0-9]', '', 'g') as digits, trim($text) as exact),
known as (
    select customer_id, customer_id as own_id, last_name, first_name, company_name, email, phone, mobile from all_customers
    union all
    select kept_id, customer_id, last_name, first_name, company_name, email, phone, mobile from all_merged_records
),
people as (
    select customer_id, own_id,
        lower(strip_accents(concat_ws(' ', first_name, last_name))) as straight, lower(strip_accents(concat_ws(' ', last_name, first_name))) as turned,
        lower(strip_accents(last_name)) as last, lower(strip_accents(company_name)) as firm, lower(trim(email)) as email,
        regexp_replace(phone, '[^0-9]', '', 'g') as phone, regexp_replace(mobile, '[^0-9]', '', 'g') as mobile
    from known
),
near as (
    select p.customer_id, max(greatest(
        case when lower(p.own_id) = lower(a.exact) or p.email = a.words then 2 else 0 end,
        case when length(a.digits) >= 6 and (right(p.phone, 9) = right(a.digits, 9) or right(p.mobile, 9) = right(a.digits, 9)) then 1.5 else 0 end,
        case when length(a.words) >= 3 and (starts_with(p.straight, a.words) or starts_with(p.turned, a.words) or starts_with(p.firm, a.words) or starts_with(p.email, a.words))
            then 1 else 0 end,
        coalesce(jaro_winkler_similarity(p.straight, a.words), 0), coalesce(jaro_winkler_similarity(p.turned, a.words), 0),
        coalesce(jaro_winkler_similarity(p.firm, a.words), 0), coalesce(jaro_winkler_similarity(p.last, a.words), 0)
    )) as closeness
    from people as p cross join asked as a group by p.customer_id
)
select c.customer_id, coalesce(c.company_name, nullif(concat_ws(' ', c.first_name, c.last_name), ''), c.contact_name) as name,
    c.postal_code, c.city, c.store, n.closeness::double as closeness
from near as n join all_customers as c on c.customer_id = n.customer_id
where n.closeness >= 0.88 order by n.closeness desc, name, c.customer_id limit $most
"""

EVENTS = """
select date, 'purchase' as what, channel, store, sum(amount)::double as amount, null::varchar as detail
from all_occasions where ck = $ck and date <= $as_of and known_on <= $as_of group by occasion, date, channel, store
union all
select date::date, case when direction = 'in' then 'contact_in' else 'contact_out' end, channel, store, null, coalesce(note, nullif(outcome, 'none'), type)
from all_interactions where ck = $ck and date::date <= $as_of
union all
select date::date, 'survey', channel, store, null, nullif(concat_ws(' · ', 'NPS ' || nps::integer, 'CSAT ' || csat::integer, verbatim), '')
from all_surveys where ck = $ck and company is null and date::date <= $as_of
union all
select received_on::date, 'complaint', channel, store, null, nullif(concat_ws(' · ', category, subcategory, cause), '')
from all_complaints where ck = $ck and received_on::date <= $as_of
union all
select closed_on, 'closed', channel, store, null, nullif(concat_ws(' · ', category, subcategory, cause), '')
from all_complaints where ck = $ck and closed_on <= $as_of
order by date desc, what
"""

STANDING = """
select
    (select coalesce(sum(amount), 0)::double from all_transactions where ck = $ck and date <= $as_of and due_on < $as_of and (paid_on is null or paid_on > $as_of)) as unpaid,
    (select count(due_on) from all_transactions where ck = $ck and date <= $as_of) as dated_payments,
    (select count(*) from all_complaints where ck = $ck and received_on::date <= $as_of and (closed_on is null or closed_on > $as_of) and status is distinct from 'closed') as open_complaints,
    (select last(nps order by date) from all_surveys where ck = $ck and company is null and nps is not null and date::date <= $as_of) as nps,
    (select last(nps_scale order by date) from all_surveys where ck = $ck and company is null and nps is not null and date::date <= $as_of) as nps_scale,
    (select last(csat order by date) from all_surveys where ck = $ck and company is null and csat is not null and date::date <= $as_of) as csat,
    (select last(csat_scale order by date) from all_surveys where ck = $ck and company is null and csat is not null and date::date <= $as_of) as csat_scale
"""


def search(con: Connection, text: str, most: int = 20) -> pl.DataFrame:
    """The customers that `text` (number, e-mail, phone, name with a typing error or two) may mean, the nearest first; a merged record is found under what it was.

    `customer_id`, `name`, `postal_code`, `city`, `store`, `closeness` (2 = this very one).
    """
    return _asked(con, SEARCH, {"text": text[:200], "most": most})


def events(con: Connection, customer_id: str, as_of: date) -> pl.DataFrame:
    """What happened with one customer until `as_of`, the newest first: `date`, `what` (purchase, contact_in, contact_out, survey, complaint, closed), `channel`, `store`, `amount`, `detail`."""
    return _asked(con, EVENTS, {"ck": _key(con, customer_id), "as_of": as_of})


PURCHASES = """
select date, sum(amount)::double as amount from all_occasions where is_purchase and ck = $ck and date <= $as_of and known_on <= $as_of
group by date order by date
"""


def purchases(con: Connection, customer_id: str, as_of: date) -> pl.DataFrame:
    """The days on which one customer bought, the oldest first: `date`, `amount`."""
    return _asked(con, PURCHASES, {"ck": _key(con, customer_id), "as_of": as_of})


def standing(con: Connection, customer_id: str, as_of: date) -> dict[str, Any]:
    """`unpaid` (amount past its due day), `dated_payments` (lines that tell one), `open_complaints`, `nps` and `csat` of the last surveys with their scales."""
    return _asked(con, STANDING, {"ck": _key(con, customer_id), "as_of": as_of}).row(0, named=True)


def derived(con: Connection, customer_id: str, fields: Sequence[str], as_of: date) -> dict[str, str | None]:
    """What is derived about one customer on the day: each of `fields` that no file has, with its value (null: not known)."""
    key, found = _key(con, customer_id), {}
    with con.db.cursor() as cursor:
        for name, relation in ((one, computed(con, one)) for one in fields):
            if relation:
                lay_out(Laid(None, cursor), con, relation, {"as_of": as_of})
                rows = cursor.sql(f"select {quoted(name)}::varchar from {relation} where ck = $ck", params={"ck": key}).fetchall()
                found[name] = rows[0][0] if rows else None
    return found


# What the class of one customer is read from: in a question of its own, these tables hold that customer alone (and whom it sponsored).
ALONE = ("all_occasions", "all_transactions", "all_interactions", "all_campaign_members", "all_surveys")


def course(con: Connection, customer_id: str, days: Sequence[date]) -> pl.DataFrame:
    """The lifecycle class of one customer on each of `days`, all judged by the thresholds of the last one: `day`, `lifecycle` (null: not known yet).

    The very statement of the classes is run, on the rows of that customer.
    """
    key, last = _key(con, customer_id), max(days)
    limits = con.thresholds(last)
    fixed = {"d80": int(limits.d80), "d95": int(limits.d95)}
    statement = f"select lifecycle from ({whole(PREPARED['customer_states'])}) as states where ck = $ck"
    names = set(PARAMETER.findall(statement))
    rows = []
    with con.db.cursor() as cursor:
        cursor.execute(
            "create temp table all_customers as select * from memory.main.all_customers where ck = $ck or referred_by = $id",
            {"ck": key, "id": customer_id},
        )
        for table in ALONE:
            cursor.execute(f"create temp table {table} as select * from memory.main.{table} where ck = $ck", {"ck": key})
        for day in days:
            asked = {**parameters(con, Scope.to(day)), **fixed, "ck": key}
            found = cursor.execute(statement, {one: asked[one] for one in names}).fetchall()
            rows.append((day, found[0][0] if found else None))
    return pl.DataFrame(rows, schema={"day": pl.Date, "lifecycle": pl.String}, orient="row")


def _key(con: Connection, customer_id: str) -> int:
    known = "select ck from all_customers where customer_id in (select coalesce(max(kept_id), $id) from all_merged_records where customer_id = $id)"
    found = _asked(con, known, {"id": customer_id})
    if not found.height:
        raise WrongChoice(N_("There is no customer {customer}."), N_("Search by name, number, e-mail or phone."), customer=customer_id)
    key: int = found["ck"][0]
    return key


def _asked(con: Connection, statement: str, params: dict[str, object]) -> pl.DataFrame:
    with con.db.cursor() as cursor:
        frame: pl.DataFrame = cursor.sql(statement, params=params).pl()
    return frame
