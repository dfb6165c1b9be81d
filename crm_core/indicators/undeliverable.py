"""Which customers does mail or e-mail not reach any more, since when, why, and is there another way to them?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.units import Unit

SQL = """
with told as (
    select ck, string_agg(distinct reason, ', ' order by reason) as reason from all_undeliverables where is_held and returned_on <= $as_of group by ck
),
marked as (
    select by_value, ck, customer_id, case when undeliverable_on <= $as_of then undeliverable_on end as mail_on,
        case when email_bounced_on <= $as_of then email_bounced_on end as email_on,
        address_1 is not null as has_mail, email is not null and coalesce(email_ok, true) as has_email, coalesce(phone, mobile) is not null as has_phone
    from customers where known_from <= $as_of
)
select m.by_value, m.ck, m.customer_id, m.mail_on, m.email_on, t.reason,
    (m.has_mail and m.mail_on is null) or (m.has_email and m.email_on is null) or m.has_phone as other_way
from marked as m left join told as t on t.ck = m.ck
where m.mail_on is not null or m.email_on is not null
order by m.by_value, greatest(m.mail_on, m.email_on) desc, m.customer_id
"""

# A line that names several records of customers (an address, an e-mail) is served once for each.
RETURNS = """
select count(distinct row_key)::bigint as lines, count(distinct row_key) filter (ck is null)::bigint as unknown
from all_undeliverables where returned_on <= $as_of
"""


@indicator(
    title=N_("Undeliverable customers"),
    definition=N_(
        "Customers known at the as-of day whose mail or e-mail came back until that day, by their own record (mail came back on) or by a file of returns: recognised by the customer number, else the e-mail, "
        "else the address. A return holds for the address that the customer has now: a new address is deliverable again. A temporary failure (soft) marks nobody until the third in a row, 15 days or more after the first: no e-mail arrived in between or since (opened, answered, or delivered and not back within 3 days). A letter that its addressee refused marks nobody: the address is right, and the person refuses post (see reachable customers). They are left out of the lists of whom to target."
    ),
    formula=N_("another way = an address or an e-mail that did not come back, or a phone"),
    sql=SQL,
    unit=Unit.TEXT,
    grain="customer",
    better="down",
    needs=("customers",),
    value="reason",
)
def undeliverable(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a customer, the latest return first: `customer_id`, `mail_on`, `email_on` (first day each came back, else null), `reason` (as the files said), `other_way`."""
    return query(con, SQL, scope.whole())


def returns(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row: `lines` of the files of returns until the as-of day, and those `unknown`, which name no customer on file."""
    return query(con, RETURNS, scope)
