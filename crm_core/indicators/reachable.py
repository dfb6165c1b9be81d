"""Whom may and can we reach, by post, e-mail, phone and SMS, and why not the others?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.indicators.statistics import wilson
from crm_core.units import Unit

# Channel → whether the address for it is filled, is valid, and came back.
CHANNELS = {
    "mail": ("coalesce(c.address_1, c.address_2, c.address_3, c.address_4) is not null and c.postal_code is not null and c.city is not null", "coalesce(c.postal_code_ok, true)", "coalesce(c.undeliverable_on <= $as_of, false)"),
    "email": ("c.email is not null", "coalesce(c.email_ok, true)", "coalesce(c.email_bounced_on <= $as_of, false)"),
    "phone": ("coalesce(c.phone, c.mobile) is not null", "(c.phone is not null and coalesce(c.phone_ok, true)) or (c.mobile is not null and coalesce(c.mobile_ok, true))", "false"),
    "sms": ("c.mobile is not null", "coalesce(c.mobile_ok, true)", "false"),
}  # fmt: skip
VERDICT = """
        case
            when not ({filled}) then 'missing'
            when not ({valid}) then 'invalid'
            when {returned} or ({name}.bounced_on is not null and {name}.bounced_on > coalesce({name}.arrived_on, date '1900-01-01')) then 'returned'
            when coalesce({name}.left_on >= coalesce(case when c.consent_{name}_on <= $as_of then c.consent_{name}_on end, {name}.left_on), false) then 'refused'
            when c.consent_{name} is null or coalesce(c.consent_{name}_on > $as_of, false) then 'not_asked'
            when not c.consent_{name} then 'refused'
            else 'reached'
        end as {name}"""
VERDICTS_OF_EACH = ",".join(
    VERDICT.format(name=name, filled=one, valid=two, returned=three) for name, (one, two, three) in CHANNELS.items()
)
JOINED = "\n".join(f"    left join words as {name} on {name}.ck = c.ck and {name}.channel = '{name}'" for name in CHANNELS)
JUDGED = f"""
with words as (
    select ck, channel, max(date) filter (where outcome = 'unsubscribed') as left_on,
        max(date) filter (where direction = 'outbound' and outcome = 'bounced') as bounced_on,
        max(date) filter (where direction = 'outbound' and outcome not in ('bounced', 'none')) as arrived_on
    from (
        select ck, channel, date, outcome, direction from all_interactions
        union all
        select ck, way, returned_on, 'unsubscribed', 'inbound' from all_undeliverables where is_refused
    ) as told where ck is not null and date <= $as_of group by ck, channel
),
judged as (
    select c.by_value, c.ck, c.customer_id,{VERDICTS_OF_EACH}
    from customers as c
{JOINED}
    where c.known_from <= $as_of
)
"""
EACH = "\n    union all ".join(
    f"select by_value, {rank} as rank, '{name}' as channel, {name} as verdict, customers from alike"
    for rank, name in enumerate(CHANNELS, 1)
)
SQL = (
    JUDGED
    + f""",
-- Customers of the same verdicts are counted together, before they are told channel by channel.
alike as (select by_value, mail, email, phone, sms, count(*) as customers from judged group by by_value, mail, email, phone, sms),
each as (
    {EACH}
),
counted as (
    select by_value, rank, channel, sum(customers) as customers, sum(customers) filter (where verdict = 'reached') as reachable,
        sum(customers) filter (where verdict = 'missing') as missing, sum(customers) filter (where verdict = 'invalid') as invalid,
        sum(customers) filter (where verdict = 'returned') as returned, sum(customers) filter (where verdict = 'not_asked') as not_asked,
        sum(customers) filter (where verdict = 'refused') as refused
    from each group by by_value, rank, channel
)
select by_value, rank, channel, customers::bigint as customers, coalesce(reachable, 0)::bigint as reachable, coalesce(missing, 0)::bigint as missing,
    coalesce(invalid, 0)::bigint as invalid, coalesce(returned, 0)::bigint as returned, coalesce(not_asked, 0)::bigint as not_asked,
    coalesce(refused, 0)::bigint as refused
from counted
union all
select by_value, 5 as rank, 'any' as channel, sum(customers)::bigint as customers,
    coalesce(sum(customers) filter (where 'reached' in (mail, email, phone, sms)), 0)::bigint as reachable, null as missing, null as invalid,
    null as returned, null as not_asked, null as refused
from alike group by by_value
order by by_value, rank
"""
)
OF_ONE = " ".join(f"when '{name}' then {name}" for name in CHANNELS)
VERDICTS = f"{JUDGED} select customer_id, case $channel {OF_ONE} end as verdict from judged order by ck"


@indicator(
    title=N_("Reachable customers"),
    definition=N_(
        "Customers known at the as-of day who gave their consent for the channel and whose address for it is complete and valid: post (a line of address, postal "
        "code, town), e-mail, phone (landline or mobile), SMS (mobile). The others by the first reason that holds: missing, invalid, returned (mail came back, or the "
        "last message sent bounced), not asked (no consent on file on that day), refused (no consent, or unsubscribed or a letter refused since). Any: by at least one channel."
    ),
    formula=N_("reachable share = customers with consent and a valid address ÷ customers known; customers = reachable + missing + invalid + returned + not asked + refused"),
    source=N_("Consent for e-mail and SMS: article L34-5 of the French postal and electronic communications code; 95% interval: Wilson 1927"),
    sql=SQL,
    unit=Unit.SHARE,
    grain="row",
    better="up",
    needs=("customers",),
    value="reachable_share",
)  # fmt: skip
def reachable(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a channel (mail, email, phone, sms, then any): `channel`, `customers`, `reachable`, `reachable_share`, `missing`, `invalid`, `returned`, `not_asked`, `refused` (null for any), `n`, `low`, `high`."""
    rows = query(con, SQL, scope).drop("rank").with_columns(pl.col("customers").alias("n"))
    share = (pl.col("reachable") / pl.col("n")).alias("reachable_share")
    by = [scope.by] if scope.by else []
    told = rows.with_columns(share, *wilson("reachable", "n"))
    return told.select(
        *by, "channel", "customers", "reachable", "reachable_share", "missing", "invalid", "returned", "not_asked", "refused", "n", "low", "high"
    )  # fmt: skip


def verdicts(con: Connection, scope: Scope, channel: str) -> pl.DataFrame:
    """`customer_id` and `verdict` for one channel: reached, or the reason why not (missing, invalid, returned, not_asked, refused)."""
    return query(con, VERDICTS, scope, channel=channel)
