"""Records that were decided to be one customer: a mapping from each id to the one that is kept, and the golden record made of theirs.

Nothing of what files brought is rewritten. While a serving file is built, `merges` gives every event its kept customer, and each field of the
golden record is taken by the rule that is declared for it here.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl
from duckdb import DuckDBPyConnection

from crm_core.i18n import N_
from crm_core.store import decisions
from crm_core.store.names import quoted
from crm_core.tables import TABLES


@dataclass(frozen=True)
class Rule:
    """How a value is chosen among the records of one customer: in words, and as the order in which they are asked, after those that have none.

    `{value}` is the field, `{ok}` the result of its check. `rank` numbers the records of a customer, the one that changed last first; `age` those known longest first.
    """

    words: str
    order: str


RECENT = Rule(N_("of the record that changed last, else the one known last, among those that have it"), "rank")
LONGEST = Rule(N_("the longest one"), "length({value}) desc, rank")
VALID = Rule(N_("a valid one before others, then that of the record that changed last"), "{ok} is false, rank")
FIRST = Rule(N_("of the record known first, among those that have it"), "age")
ADDRESS = Rule(
    N_("whole, of one record: where mail did not come back before others, then the record that changed last"),
    "undeliverable_on is not null, rank",
)
REFUSAL = Rule(N_("a refusal before an agreement, not known last; with its date and source"), "{value}, {value}_on desc nulls last, rank")
LEFT = Rule(N_("none while one of the records has not left, else the last one"), "{value} desc, rank")
SUM = Rule(N_("the sum"), "")
# What belongs together is taken from one record: the first field says whether a record has it, the others follow.
BLOCKS: tuple[tuple[Rule, tuple[str, ...]], ...] = (
    (ADDRESS, ("address_1", "address_2", "address_3", "address_4", "postal_code", "city", "country", "undeliverable_on")),
    *((VALID, (one,)) for one in ("email", "phone", "mobile", "siret", "birth_date")),
    *((LONGEST, (one,)) for one in ("first_name", "company_name")),
    (RECENT, ("last_name", "title")), (RECENT, ("contact_name", "contact_role")), (RECENT, ("store", "region")),
    *((FIRST, (one,)) for one in ("first_known_on", "acquisition_channel", "referred_by")), (SUM, ("acquisition_cost",)),
    *((REFUSAL, (f"consent_{one}", f"consent_{one}_on", f"consent_{one}_source")) for one in ("email", "sms", "phone", "mail")),
    (LEFT, ("left_on", "left_reason")),
)  # fmt: skip
OWN = ("kept_id", "customer_id", "row_key", "loaded_in", "rank", "age")
EVENTS = [table.name for table in TABLES.values() if table.name != "customers" and "customer_id" in table.by_name]

KNOWN_FIRST = "first_known_on nulls last, customer_id"
KEPT = f"""
create temp table merges as
with known as (
    select g.customer_id, g.label, c.first_known_on, c.customer_id is null as is_unknown
    from grouped as g left join source_customers as c on c.customer_id = g.customer_id
)
select customer_id, first_value(customer_id) over (partition by label order by is_unknown, {KNOWN_FIRST}) as kept_id from known
"""
MEMBERS = """
select m.kept_id, c.*,
    row_number() over (partition by m.kept_id order by c.loaded_in desc nulls last, c.first_known_on desc nulls last, c.customer_id desc) as rank,
    row_number() over (partition by m.kept_id order by c.first_known_on nulls last, c.customer_id) as age
from merges as m join (select *{nulls} from source_customers) as c on c.customer_id = m.customer_id
"""
# Two records in one campaign are one member: who was written to under one of them was written to.
MEMBER_ONCE = """
qualify m.kept_id is null or row_number() over (partition by t.campaign_id, m.kept_id order by coalesce(t."group", 'treated') = 'treated' desc, t.sent_on, t.row_key) = 1
"""


# What stands under an e-mail instead of a number is that of the one customer who has it; an address of nobody, or of several, is written in one way.
# A number whose leading zeros a spreadsheet took away, in this file or in that of the customers, is that of the one customer who has it but for zeros.
STRANGE = """
create temp table strange as
select customer_id from (select customer_id from event_ids union select customer_id from source_undeliverables) as ids
where (contains(customer_id, '@') or regexp_full_match(customer_id, '[0-9]+'))
    and customer_id not in (select customer_id from source_customers union all select customer_id from merges)
"""
ALIASES = """
create temp table aliases as
with known as (
    select c.customer_id, lower(trim(c.email)) as address, coalesce(m.kept_id, c.customer_id) as kept_id
    from source_customers as c left join merges as m on m.customer_id = c.customer_id
),
owners as (
    select address as called, min(kept_id) as kept_id from known where address is not null group by address having count(distinct kept_id) = 1
    union all
    select ltrim(customer_id, '0') as called, min(kept_id) as kept_id from known where regexp_full_match(customer_id, '[0-9]+') group by called having count(*) = 1
)
select customer_id, kept_id from merges
union all
select s.customer_id, coalesce(o.kept_id, lower(trim(s.customer_id))) from strange as s left join owners as o on o.called = ltrim(lower(trim(s.customer_id)), '0')
where o.kept_id is not null or contains(s.customer_id, '@')
"""


def lay_out(con: DuckDBPyConnection, pairs: pl.DataFrame) -> None:
    """Make the tables `merges`, `event_ids` (all that events bear; what came back makes nobody a customer), `aliases` (of ids, those kept) and `told` (pairs told apart or left for later, by the ids kept).

    And a view `raw_<table>` of each `source_<table>` that follows the aliases.
    """
    label = decisions.groups(decisions.pairs_of(pairs, decisions.MERGE))
    grouped = pl.DataFrame(  # noqa: F841 — read by name in the statement below
        {"customer_id": list(label), "label": list(label.values())}, schema={"customer_id": pl.String, "label": pl.String}
    )
    con.execute(KEPT)
    con.execute(
        "create temp table event_ids as "
        + " union ".join(f"select customer_id from source_{one}" for one in EVENTS if one != "undeliverables")
    )
    con.execute(STRANGE)
    strange = con.execute("select 1 from strange limit 1").fetchall()
    con.execute(ALIASES if strange else "create temp table aliases as select customer_id, kept_id from merges")
    followed = EVENTS if con.execute("select 1 from aliases limit 1").fetchall() else []
    others = pairs.filter(pl.col("decision") != decisions.MERGE).select("left_id", "right_id", "decision")  # noqa: F841
    con.execute("create temp table told as select * from others")
    for name in TABLES:
        plain = name not in followed and not label
        con.execute(f"create temp view raw_{name} as select * from source_{name}" if plain else _merged(con, name))


def _merged(con: DuckDBPyConnection, name: str) -> str:
    if name == "customers":
        return _merged_customers(con)
    if name not in EVENTS:
        return f"create temp view raw_{name} as select * from source_{name}"
    once = MEMBER_ONCE if name == "campaign_members" else ""
    return (
        f"create temp view raw_{name} as select t.* replace (coalesce(m.kept_id, t.customer_id) as customer_id) "
        f"from source_{name} as t left join aliases as m on m.customer_id = t.customer_id {once}"
    )


def _merged_customers(con: DuckDBPyConnection) -> str:
    """Golden records beside those that stand alone; a sponsor is named by its kept id."""
    columns = con.sql("select * from source_customers limit 0").columns
    expected = {**TABLES["customers"].columns, "loaded_in": "INTEGER"}
    nulls = [f", null::{kind} as {quoted(one)}" for one, kind in expected.items() if one not in columns]
    con.execute("create temp view members as " + MEMBERS.format(nulls="".join(nulls)))
    alone = "select * from source_customers where customer_id not in (select customer_id from merges)"
    every = f"{alone} union all by name {golden(columns)}"
    if "referred_by" in columns:
        sponsor = "nullif(coalesce(m.kept_id, c.referred_by), c.customer_id) as referred_by"
        every = f"select c.* replace ({sponsor}) from ({every}) as c left join merges as m on m.customer_id = c.referred_by"
    return f"create temp view raw_customers as {every}"


def foreseen(columns: list[str], *, dated: bool) -> str:
    """The statement of the golden record, `columns` of it, that the records of `$ids` would make: those that make them already, or they themselves.

    `dated`: they say which version changed them last.
    """
    brought = "select * from all_merged_records where kept_id in (select unnest($ids))"
    alone = "select * from all_customers where customer_id in (select unnest($ids)) and customer_id not in (select customer_id from all_merged_records)"
    source = f"source_customers as ({brought} union all by name {alone})"
    merges = f"merges as (select customer_id, first_value(customer_id) over (order by {KNOWN_FIRST}) as kept_id from source_customers)"
    nulls = "" if dated else ", null::integer as loaded_in"
    return f"with {source}, {merges}, members as ({MEMBERS.format(nulls=nulls).replace('c.*', 'c.* exclude (kept_id)')}) {golden(columns)}"


def golden(columns: list[str]) -> str:
    """The statement that makes one record of the `members` of each kept id, field by field."""
    ruled = rules(columns)
    fields = ", ".join(f"{_chosen(one, *ruled[one])} as {quoted(one)}" for one in columns if one in ruled)
    loaded = ", max(loaded_in) as loaded_in" if "loaded_in" in columns else ""
    return f"select kept_id as customer_id, kept_id as row_key{loaded}, {fields} from members group by kept_id"


def rules(columns: list[str]) -> Mapping[str, tuple[Rule, str]]:
    """Each field that a record has, with its rule and the field that leads its block; fields of no block are taken by RECENT."""
    ruled: dict[str, tuple[Rule, str]] = {one: (RECENT, one) for one in columns if one not in OWN}
    for rule, fields in BLOCKS:
        present = [one for one in fields if one in columns]
        for one in present:
            ruled[one] = (rule, present[0])
    for field in TABLES["customers"].fields:
        if field.check_column in ruled and field.name in ruled:
            ruled[field.check_column] = ruled[field.name]
    return ruled


def _chosen(field: str, rule: Rule, lead: str) -> str:
    value = quoted(lead)
    if rule is SUM:
        return f"sum({value})::decimal(18, 2)"
    empty = {ADDRESS: "coalesce(address_1, postal_code, city) is null", LEFT: f"{value} is not null"}.get(rule, f"{value} is null")
    return f"first({quoted(field)} order by {empty}, {rule.order.format(value=lead, ok=f'{lead}_ok')})"
