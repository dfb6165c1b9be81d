"""What was known of each customer at the end of a day, as columns that a model can learn from: nothing that happened after it is read.

It looks back from `$since` on, as many days for every day that is asked, so that a longer history does not make other customers of the same ones.
Whom it tells of: customers who had bought within the last `$active` days (`$contract` = false), or whose contract ran (true): known by then, and not gone.
A number that nobody knew is null, and models are told so; a count of events that did not happen is 0.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.engine.currencies import currencies
from crm_core.models.quality import Hits

ACTIVE = """
told as (
    select o.ck, o.date, o.amount::double as amount, o.is_purchase and coalesce(o.gap, 1) > 0 as is_visit, o.is_purchase, o.channel::varchar as channel,
        o.store::varchar as store, case when o.is_purchase and o.gap > 0 and o.previous_on > $since then o.gap end as gap, ($as_of - o.date)::integer as ago
    from all_occasions as o
    where o.ck is not null and o.date > $since and o.date <= $as_of and o.known_on <= $as_of
),
visits as (
    select ck, min(date) filter (where is_purchase) as first_on, max(date) filter (where is_purchase) as last_on,
        count(*) filter (where is_visit) as purchases, count(*) filter (where is_visit and ago < 365) as purchases_12m,
        count(*) filter (where is_visit and ago < 182) as half, count(*) filter (where is_visit and ago between 182 and 363) as half_before,
        count(*) filter (where is_purchase and ago < 365 and ago >= 365 - $d80) as last_year,
        sum(amount) as amount, sum(amount) filter (where ago < 365) as amount_12m,
        median(gap) as usual_gap, case when avg(gap) > 0 then stddev_samp(gap) / avg(gap) end as gap_variation,
        count(distinct channel) filter (where is_purchase) as channels, avg(case when channel = 'web' then 1.0 else 0.0 end) filter (where is_purchase) as web_share
    from told group by ck
),
active as (
    select k.ck, v.* exclude (ck), k.kind, k.sector, k.acquisition_channel, ($as_of - greatest(coalesce(v.first_on, k.first_known_on), $since))::integer as tenure,
        k.gender, k.title, k.family_status, k.children, left(k.postal_code, 2) as department, k.country, date_sub('year', k.birth_date, $as_of) as age
    from all_customers as k left join visits as v on v.ck = k.ck
    where (k.left_on is null or k.left_on > $as_of)
        and case when $contract then k.first_known_on <= $as_of or (k.first_known_on is null and k.known_from <= $as_of) else v.last_on > $as_of - $active end
)
"""
# Silent until the end of the horizon, they would still have been so for less than `$patience` times their own usual gap.
SLOW = "coalesce($patience * usual_gap > ($as_of - last_on) + $d80, false)"
SQL = f"""
with {ACTIVE},
people as (select * from active where not {SLOW}),
latest as (
    select t.ck, min(t.channel) as last_channel, min(t.store) as last_store
    from told as t join people as p on p.ck = t.ck and p.last_on = t.date
    where t.is_purchase group by t.ck
),
lines as (
    select t.ck, count(distinct t.category) as categories, avg(case when t.promotion is null then 0.0 else 1.0 end) as promotion_share
    from all_transactions as t join people as p on p.ck = t.ck
    where t.date > $since and t.date <= $as_of and t.in_turnover and t.is_sale group by t.ck
),
returned as (
    select t.ck, count(*) as returns_12m from all_transactions as t join people as p on p.ck = t.ck
    where t.date <= $as_of and t.date > $as_of - 365 and t.in_turnover and t.amount < 0 group by t.ck
),
cases as (
    select c.ck, c.received_on::date as day, case when c.closed_on::date <= $as_of then c.closed_on::date end as closed_day,
        lower(trim(c.satisfied)) in ('no', 'non', 'n', 'false', 'faux', 'insatisfait', 'insatisfaite', 'dissatisfied') as is_displeased
    from all_complaints as c join people as p on p.ck = c.ck
    where c.received_on::date <= $as_of and c.received_on::date > $as_of - 365
),
complaints_told as (
    select ck, count(*) as complaints_12m, count(*) filter (where closed_day is null) as complaints_open,
        max(coalesce(closed_day, $as_of) - day)::integer as complaint_days, count(*) filter (where is_displeased and closed_day is not null) as complaints_displeased
    from cases group by ck
),
rated as (
    select s.ck, s.date, (s.nps - case when s.nps_scale = '1-10' then 1 else 0 end) / case when s.nps_scale = '1-10' then 9 else 10 end as recommends,
        case s.csat_scale when '1-5' then (s.csat - 1) / 4 when '1-7' then (s.csat - 1) / 6 when '1-10' then (s.csat - 1) / 9 when '0-10' then s.csat / 10 when '0-20' then s.csat / 20 end as pleased
    from all_surveys as s join people as p on p.ck = s.ck
    where s.date > $since and s.date <= $as_of and s.company is null and (s.csat is not null or s.nps is not null)
),
answered as (
    select ck, max(date) as day from rated group by ck
),
surveyed as (
    select r.ck, avg(r.pleased) as satisfaction, avg(r.recommends) as recommendation, ($as_of - min(a.day))::integer as answered_ago
    from rated as r join answered as a on a.ck = r.ck and a.day = r.date
    group by r.ck
),
contacts as (
    select i.ck, count(*) filter (where i.direction = 'inbound') as contacts_in_12m, count(*) filter (where i.direction is distinct from 'inbound') as contacts_out_12m,
        count(*) filter (where i.outcome in ('opened', 'clicked', 'answered', 'converted')) as reactions_12m,
        count(*) filter (where i.outcome in ('unsubscribed', 'refused')) as refusals_12m
    from all_interactions as i join people as p on p.ck = i.ck
    where i.date::date <= $as_of and i.date::date > $as_of - 365 group by i.ck
),
mailings as (
    select m.ck, count(*) as mailings_12m from all_campaign_members as m join people as p on p.ck = m.ck
    where m.sent_on <= $as_of and m.sent_on > $as_of - 365 and m."group" is distinct from 'control' group by m.ck
)
select p.ck, ($as_of - p.last_on)::integer as recency, p.tenure, p.purchases, p.purchases_12m,
    case when p.half + p.half_before > 0 then (p.half - p.half_before) / (p.half + p.half_before)::double end as trend,
    p.last_year, p.amount_12m, p.amount / nullif(p.purchases, 0) as basket, p.usual_gap, p.gap_variation,
    ($as_of - p.last_on) / p.usual_gap as lateness, p.channels, p.web_share, l.categories, l.promotion_share,
    coalesce(r.returns_12m, 0) as returns_12m, coalesce(c.complaints_12m, 0) as complaints_12m, coalesce(c.complaints_open, 0) as complaints_open,
    c.complaint_days, coalesce(c.complaints_displeased, 0) as complaints_displeased, s.satisfaction, s.recommendation, s.answered_ago,
    coalesce(i.contacts_in_12m, 0) as contacts_in_12m, coalesce(i.contacts_out_12m, 0) as contacts_out_12m, coalesce(i.reactions_12m, 0) as reactions_12m,
    coalesce(i.refusals_12m, 0) as refusals_12m, coalesce(m.mailings_12m, 0) as mailings_12m, a.last_channel, a.last_store,
    p.kind, p.sector, p.acquisition_channel, p.gender, p.title, p.family_status, p.children, p.department, p.country, p.age
from people as p
left join latest as a on a.ck = p.ck left join lines as l on l.ck = p.ck left join returned as r on r.ck = p.ck
left join complaints_told as c on c.ck = p.ck left join surveyed as s on s.ck = p.ck left join contacts as i on i.ck = p.ck
left join mailings as m on m.ck = p.ck
order by p.ck
"""
SLOW_ONES = f"with {ACTIVE} select ck, ($as_of - last_on)::integer as recency, purchases, usual_gap from active where {SLOW} order by ck"
# Who bought in the D80 days after the day, and who left by contract in them.
STAYED = (
    "select distinct ck from all_occasions where is_purchase and ck is not null and date > $as_of and date <= $as_of + $d80 order by ck"
)
LEFT = "select ck from all_customers where left_on > $as_of and left_on <= $as_of + $d80 order by ck"


OF_AMOUNTS = ("amount_12m", "basket")


@dataclass(frozen=True)
class View:
    """How customers are looked at: how many days ahead (`horizon`, D80 for departures) and back (`back`), whether they leave by contract, the days within which they had bought (the horizon, unless
    `active` says more), and those left out because they buy too seldom: silent until the end of the horizon, they would have been so for less than `patience` times their own usual gap (0: nobody).
    """

    horizon: int
    back: int
    contract: bool = False
    active: int = 0
    patience: float = 0.0

    def asked(self, day: date) -> dict[str, Any]:
        """The values that the statements bind."""
        return {
            "d80": self.horizon, "active": self.active or self.horizon, "since": day - timedelta(days=self.back), "contract": self.contract, "patience": self.patience,
        }  # fmt: skip


def features(con: Connection, day: date, view: View) -> pl.DataFrame:
    """One row a customer, by `ck`, as known at the end of `day`. Whole numbers and shares become floats, everything else words.

    Where the amounts are in several currencies there are no columns of amounts.
    """
    rows = typed(query(con, SQL, Scope.to(day), **view.asked(day)))
    return rows.drop(OF_AMOUNTS) if len(currencies(con)) > 1 else rows


def slow_ones(con: Connection, day: date, view: View) -> pl.DataFrame:
    """`ck`, `recency`, `purchases`, `usual_gap` of those whom `features` leaves out for their slow rhythm."""
    return query(con, SLOW_ONES, Scope.to(day), **view.asked(day))


def typed(rows: pl.DataFrame) -> pl.DataFrame:
    """Numbers as floats, texts as they are, beside `ck`."""
    numbers = [name for name, kind in rows.schema.items() if name != "ck" and (kind.is_numeric() or kind == pl.Null)]
    words = [name for name, kind in rows.schema.items() if kind == pl.String]
    return rows.select("ck", pl.col(numbers).cast(pl.Float64), pl.col(words))


def lost(con: Connection, people: pl.DataFrame, day: date, view: View) -> Hits:
    """For each of `people`, whether no purchase followed in the D80 days after `day`; by contract, whether the customer left in them."""
    met = query(con, LEFT if view.contract else STAYED, Scope.to(day), d80=view.horizon)["ck"]
    found = people["ck"].is_in(met.implode()).to_numpy()
    return found if view.contract else ~found
