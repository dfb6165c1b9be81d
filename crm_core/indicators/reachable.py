"""Whom may and can we reach, by post, e-mail, phone and SMS, and why not the others?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.indicators.statistics import wilson
from crm_core.units import Unit

JUDGED = """
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
ways as (
    select by_value, ck, 1 as rank, 'mail' as channel, consent_mail as consent, consent_mail_on as consent_on,
        coalesce(address_1, address_2, address_3, address_4) is not null and postal_code is not null and city is not null as is_filled,
        coalesce(postal_code_ok, true) as is_valid, coalesce(undeliverable_on <= $as_of, false) as is_returned
    from customers where known_from <= $as_of
    union all
    select by_value, ck, 2 as rank, 'email' as channel, consent_email, consent_email_on, email is not null, coalesce(email_ok, true), coalesce(email_bounced_on <= $as_of, false)
    from customers where known_from <= $as_of
    union all
    select by_value, ck, 3 as rank, 'phone' as channel, consent_phone, consent_phone_on, coalesce(phone, mobile) is not null,
        (phone is not null and coalesce(phone_ok, true)) or (mobile is not null and coalesce(mobile_ok, true)), false
    from customers where known_from <= $as_of
    union all
    select by_value, ck, 4 as rank, 'sms' as channel, consent_sms, consent_sms_on, mobile is not null, coalesce(mobile_ok, true), false
    from customers where known_from <= $as_of
),
judged as (
    select w.by_value, w.ck, w.rank, w.channel,
        case
            when not w.is_filled then 'missing'
            when not w.is_valid then 'invalid'
            when w.is_returned or (s.bounced_on is not null and s.bounced_on > coalesce(s.arrived_on, date '1900-01-01')) then 'returned'
            when coalesce(s.left_on >= coalesce(case when w.consent_on <= $as_of then w.consent_on end, s.left_on), false) then 'refused'
            when w.consent is null or coalesce(w.consent_on > $as_of, false) then 'not_asked'
            when not w.consent then 'refused'
            else 'reached'
        end as verdict
    from ways as w left join words as s on s.ck = w.ck and s.channel = w.channel
)
"""
SQL = (
    JUDGED
    + """,
counted as (
    select by_value, rank, channel, count(*) as customers, count(*) filter (where verdict = 'reached') as reachable,
        count(*) filter (where verdict = 'missing') as missing, count(*) filter (where verdict = 'invalid') as invalid,
        count(*) filter (where verdict = 'returned') as returned, count(*) filter (where verdict = 'not_asked') as not_asked,
        count(*) filter (where verdict = 'refused') as refused
    from judged group by by_value, rank, channel
),
somehow as (select by_value, ck, max(case when verdict = 'reached' then 1 else 0 end) as reached from judged group by by_value, ck)
select by_value, rank, channel, customers::bigint as customers, reachable::bigint as reachable, missing::bigint as missing, invalid::bigint as invalid,
    returned::bigint as returned, not_asked::bigint as not_asked, refused::bigint as refused
from counted
union all
select by_value, 5 as rank, 'any' as channel, count(*)::bigint as customers, sum(reached)::bigint as reachable, null as missing, null as invalid,
    null as returned, null as not_asked, null as refused
from somehow group by by_value
order by by_value, rank
"""
)
VERDICTS = (
    JUDGED + " select c.customer_id, j.verdict from judged as j join customers as c on c.ck = j.ck where j.channel = $channel order by c.ck"
)


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
