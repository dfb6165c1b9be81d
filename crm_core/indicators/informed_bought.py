"""Through which channel were customers informed before they bought, and through which did they buy?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.units import Unit

SQL = """
with bought as (
    select by_value, ck, occasion, date, channel::varchar as bought, amount
    from occasions where is_purchase and ck is not null and channel is not null and date between $start and $as_of and known_on <= $as_of
),
ranked as (
    select b.ck, b.occasion, c.channel, row_number() over (partition by b.ck, b.occasion order by c.date desc, c.channel) as rank
    from bought as b join all_interactions as c on c.ck = b.ck and c.date between b.date - 30 and b.date
    where c.channel is not null
),
last_contact as (select ck, occasion, channel as informed from ranked where rank = 1),
paired as (
    select b.by_value, b.ck, b.bought, b.amount, l.informed
    from bought as b left join last_contact as l on l.ck = b.ck and l.occasion = b.occasion
)
select by_value, informed, bought, count(*)::bigint as purchases, count(distinct ck)::bigint as customers, sum(amount)::double as revenue,
    count(*) / sum(count(*)) over (partition by by_value)::double as share
from paired
group by by_value, informed, bought
order by by_value, informed is null, informed, purchases desc, bought
"""


@indicator(
    title=N_("Informed here, bought there"),
    definition=N_(
        "Purchases of the period by known customers with a known channel, by the channel of the last contact, in either direction, in the 30 days before "
        "them or on their day (of several on the same day, the first by name); empty when there was no contact on file in those days. Who was in touch through one channel and bought through another went across."
    ),
    formula=N_("share = purchases of the pair ÷ all purchases with a channel"),
    sql=SQL,
    unit=Unit.COUNT,
    grain="row",
    needs=("transactions",),
    value="purchases",
)
def informed_bought(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a pair that occurs: `informed` (channel of the last contact, null = none), `bought` (channel of the purchase), `purchases`, `customers`, `revenue`, `share`."""
    return query(con, SQL, scope)
