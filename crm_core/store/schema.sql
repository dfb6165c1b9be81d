-- The serving file: what every page, screen and command reads. Built once per version from the Delta tables, never written again.
-- `source_*` are the imported tables with all declared columns; unknown columns of the files follow under their own names.
-- `raw_*` are the same once the records that were decided to be one customer are one: `aliases` (customer_id, kept_id), see golden.py.
-- Text keys are met once, here: everything after counts on the integer `ck`. The numbers of lines and orders stay in the Delta tables.
-- `channel_name` and `store_name` are types made before: the few names there are, so that millions of rows hold small integers.

create temp table people as
with seen as (
    select customer_id from raw_customers union
    select coalesce(a.kept_id, e.customer_id) from event_ids as e left join aliases as a on a.customer_id = e.customer_id
)
select (row_number() over (order by customer_id))::integer as ck, customer_id from seen where customer_id is not null;

-- What a line is. A kind that the model does not know ("Paiement", "Comptant") says nothing: the amount does.
create temp macro sort_of(kind, amount) as
    case when kind in ('sale', 'return', 'quote', 'order', 'dispute', 'cancelled') then kind when amount < 0 then 'return' else 'sale' end;

create temp table invoiced as
select distinct order_id from raw_transactions
where sort_of(kind, amount) = 'sale'
    and order_id in (select order_id from raw_transactions where kind = 'order' and order_id is not null);

create temp view lines as
select p.ck, t.* exclude (row_key, customer_id, transaction_id, order_id),
    t.row_key as line_key, t.order_id as order_number,
    sort_of(t.kind, t.amount) in ('sale', 'return') or (t.kind is not distinct from 'order' and i.order_id is null) as in_turnover,
    sort_of(t.kind, t.amount) in ('sale', 'order') and t.amount >= 0 as is_sale
from raw_transactions as t
left join people as p on p.customer_id = t.customer_id
left join invoiced as i on i.order_id = t.order_id;

-- Orders that never sold anything: what they refund falls on the day it happens.
create temp table orphans as
with told as (
    select customer_id, order_id, amount >= 0 and (sort_of(kind, amount) = 'sale' or kind is not distinct from 'order' and order_id not in (select order_id from invoiced)) as is_sold
    from raw_transactions where order_id is not null
),
others as (select distinct customer_id, order_id from told where not is_sold),
alone as (
    select customer_id, order_id from others
    except
    select customer_id, order_id from told where is_sold and order_id in (select order_id from others)
)
select p.ck, a.order_id as order_number from alone as a left join people as p on p.customer_id = a.customer_id;

-- An occasion is an order that sold something, with everything that bears its number; else the customer's day; without customer, the line.
-- `occasion` tells the occasions of a customer apart.
create table transactions as
select l.* exclude (line_key, order_number) replace (
        coalesce(l.kind, case when l.amount < 0 then 'return' else 'sale' end) as kind, l.channel::channel_name as channel, l.store::store_name as store
    ),
    case
        when l.order_number is not null and o.order_number is null then hash('order', l.order_number)
        when l.ck is null then hash('line', l.line_key)
        else hash('day', l.date)
    end as occasion
from lines as l left join orphans as o on o.order_number = l.order_number and o.ck is not distinct from l.ck;

-- What came back, and whose it was: by the number, else by the e-mail, else by the address (with the name, where it is said).
-- It may hold for the address that the customer has now (`is_of_now`).
create temp table returns as
with said as (
    select u.*, coalesce(u.way, case when u.email is not null then 'email' else 'mail' end) as sent_by, lower(trim(u.email)) as box,
        nullif(regexp_replace(lower(strip_accents(u.address_1)), '[^a-z0-9]', '', 'g'), '') || trim(u.postal_code) as place,
        regexp_replace(lower(strip_accents(u.last_name)), '[^a-z]', '', 'g') as named
    from raw_undeliverables as u
),
homes as (
    select customer_id, lower(trim(email)) as box, nullif(regexp_replace(lower(strip_accents(address_1)), '[^a-z0-9]', '', 'g'), '') || trim(postal_code) as place,
        regexp_replace(lower(strip_accents(last_name)), '[^a-z]', '', 'g') as named
    from raw_customers
),
found as (
    select s.row_key, s.customer_id as whose from said as s where s.customer_id is not null
    union all
    select s.row_key, h.customer_id from said as s join homes as h on h.box = s.box where s.customer_id is null
    union all
    select s.row_key, h.customer_id from said as s join homes as h on h.place = s.place and (s.named is null or h.named = s.named)
    where s.customer_id is null and s.box is null
)
select s.* exclude (sent_by, box, place, named) replace (f.whose as customer_id, s.sent_by as way),
    f.whose is not null and case when s.sent_by = 'email' then coalesce(s.box = h.box, true) and h.box is not null else coalesce(s.place = h.place, true) and h.place is not null end as is_of_now
from said as s left join found as f on f.row_key = s.row_key left join homes as h on h.customer_id = f.whose;

-- The days on which temporary failures have become lasting: the third in a row or a later one, 15 days or more after the first of the row. A full mailbox or a
-- server that is down is over within days; senders try again for two weeks. An e-mail that arrived, then or later, ends a row: one that was opened or answered, or
-- noted as delivered and not back within 3 days (many tools note as delivered what has left).
create temp table worn_out as
with failed as (
    select distinct customer_id, returned_on as day from returns where is_of_now and way = 'email' and severity = 'soft'
),
arrived as (
    select distinct i.customer_id, i.date::date as day from raw_interactions as i
    where i.channel = 'email' and i.direction = 'outbound' and i.customer_id in (select customer_id from failed) and (
        i.outcome in ('opened', 'clicked', 'answered', 'converted', 'unsubscribed')
        or i.outcome = 'delivered' and not exists (
            select 1 from failed as f where f.customer_id = i.customer_id and f.day between i.date::date and i.date::date + 3::integer
        )
    )
),
told as (select customer_id, day, 0 as good from failed union all select customer_id, day, 1 as good from arrived),
runs as (
    select customer_id, day, good, sum(good) over (partition by customer_id order by day, good desc rows unbounded preceding) as run,
        sum(good) over (partition by customer_id) as last_run
    from told
),
ranked as (
    select customer_id, day, run = last_run as is_last, row_number() over (partition by customer_id, run order by day) as rank,
        min(day) over (partition by customer_id, run) as first_day
    from runs where good = 0
)
select customer_id, day from ranked where is_last and rank >= 3 and day - first_day >= 15;

-- It holds (`is_held`) for good; a temporary failure only when it has become lasting. A letter that its addressee refused ("Pli refusé par le destinataire")
-- found the address: it is a refusal of post (`is_refused`), whatever the address is by now.
create temp table came_back as
with judged as (
    select *, way = 'mail' and coalesce(contains(strip_accents(lower(reason)), 'refus'), false) as is_refused from returns
)
select r.* exclude (is_of_now), not r.is_refused and r.is_of_now and (r.severity is distinct from 'soft' or w.customer_id is not null) as is_held
from judged as r left join worn_out as w on w.customer_id = r.customer_id and w.day = r.returned_on and r.way = 'email';

create table customers as
with returned as (
    select customer_id, min(returned_on) filter (where is_held and way = 'mail') as mail_on, min(returned_on) filter (where is_held and way = 'email') as email_on,
        max(returned_on) filter (where is_refused) as refused_on
    from came_back where is_held or is_refused group by customer_id
),
everyone as (
    select p.ck, k.* replace (p.customer_id as customer_id, least(k.undeliverable_on, r.mail_on) as undeliverable_on), r.email_on as email_bounced_on, r.refused_on as mail_refused_on,
        k.customer_id is null as is_stub
    from people as p left join raw_customers as k on k.customer_id = p.customer_id left join returned as r on r.customer_id = p.customer_id
),
bought_in as (
    select ck, store, count(*) as lines, max(date) as last_on
    from transactions where store is not null and ck in (select ck from everyone where store is null)
    group by ck, store
),
home as (
    select ck, store as home_store from bought_in
    qualify row_number() over (partition by ck order by lines desc, last_on desc, store) = 1
),
-- A customer is known from its date of entry or its first event on; always, when its record has no date of entry.
-- A campaign that does not say when it was sent has always been.
touched as (
    select customer_id, date as day from raw_interactions
    union all select customer_id, date from raw_surveys where company is null
    union all select customer_id, received_on::date from raw_complaints
    union all select customer_id, coalesce(sent_on, date '1900-01-01') from raw_campaign_members
),
met as (select customer_id, min(day) as met_on from touched group by customer_id),
first_lines as (select ck, min(date) as bought_on from transactions where ck is not null group by ck)
select e.* replace (coalesce(e.store, h.home_store::varchar) as store),
    case when e.is_stub or e.first_known_on is not null then least(e.first_known_on, m.met_on, f.bought_on) else date '1900-01-01' end as known_from
from everyone as e
left join home as h on h.ck = e.ck
left join met as m on m.customer_id = e.customer_id
left join first_lines as f on f.ck = e.ck
order by e.ck;

-- One row an occasion, whole. A purchase happened on the first day that sold.
create temp table visits as
select ck, occasion, min(date) as date, max(date) as last_on,
    sum(amount)::decimal(18, 2) as amount, sum(margin)::decimal(18, 2) as margin,
    bool_or(is_sale) as has_sale, min(channel) as channel, min(store) as store
from transactions where in_turnover
group by ck, occasion;

-- Those of several days are told day by day: refunds become known on a later day than the purchase.
create temp table spread_days as
with spread as (
    select ck, occasion from visits where date < last_on
),
days as (
    select t.ck, t.occasion, t.date as known_on,
        sum(t.amount)::decimal(18, 2) as amount, sum(t.margin)::decimal(18, 2) as margin,
        bool_or(t.is_sale) as has_sale, min(t.channel) as channel, min(t.store) as store
    from transactions as t join spread as s on s.occasion = t.occasion and s.ck is not distinct from t.ck
    where t.in_turnover
    group by t.ck, t.occasion, t.date
)
select *, min(known_on) filter (where has_sale) over (partition by ck, occasion) as date from days;

-- One row a purchase occasion and day on which something of it became known: refunds of a later day are rows of their own.
create table occasions as
with days as (
    select ck, date, date as known_on, occasion, amount, margin, has_sale, channel, store from visits where date = last_on
    union all by name
    select * from spread_days
),
-- The purchase is the first day that sold; its neighbours are sought among purchases alone: a refund between two of them is no visit.
purchases as (
    select ck, date, known_on, occasion, amount, margin, true as is_purchase, channel, store,
        lag(date) over w as previous_on, lead(date) over w as next_on
    from days where has_sale and known_on = date and ck is not null
    window w as (partition by ck order by date, occasion)
),
every as (
    select * from purchases
    union all by name
    select ck, date, known_on, occasion, amount, margin, has_sale and known_on = date as is_purchase, channel, store
    from days where not (has_sale and known_on = date) or ck is null
)
select ck, date, known_on, occasion, amount, margin, is_purchase, channel, store, previous_on, next_on, date - previous_on as gap
from every;

-- How many gaps between two purchases ended on each day, by their length in days: the thresholds of any day are read from it.
create table gaps as select date, gap::integer as gap, count(*)::integer as n from occasions where gap is not null group by all;

create table customer_months as
with months as (
    select ck, date_trunc('month', date)::date as month, count(*)::integer as orders,
        min(date) as first_on, max(date) as last_on
    from occasions where is_purchase and ck is not null
    group by ck, month
)
select *,
    lag(last_on) over w as previous_on,
    lead(first_on) over w as next_on,
    first_value(month) over w as cohort
from months
window w as (partition by ck order by month);

create table interactions as
select i.* replace (
        coalesce(i.channel, p.channel) as channel, coalesce(i.store, c.store) as store, coalesce(i.region, c.region) as region
    ), c.ck
from raw_interactions as i
left join customers as c on c.customer_id = i.customer_id
left join raw_campaigns as p on p.campaign_id = i.campaign_id
order by c.ck, i.date;

create table surveys as
select s.* replace (coalesce(s.store, c.store) as store, coalesce(s.region, c.region) as region), c.ck
from raw_surveys as s left join customers as c on c.customer_id = s.customer_id
order by s.date;

create table complaints as
select m.* replace (coalesce(m.store, c.store) as store, coalesce(m.region, c.region) as region), c.ck
from raw_complaints as m left join customers as c on c.customer_id = m.customer_id
order by m.received_on;

create table campaigns as select * from raw_campaigns;

create table campaign_members as
select m.*, c.ck from raw_campaign_members as m left join customers as c on c.customer_id = m.customer_id;

create table undeliverables as
select u.*, c.ck from came_back as u left join customers as c on c.customer_id = u.customer_id order by u.returned_on, u.row_key;

create table reference_values as select * from raw_references;

-- The records as they were brought of customers that several of them make, and the pairs told apart (apart) or left for later (later), by the ids kept.
create table merged_records as
select m.kept_id, s.* replace (m.customer_id as customer_id) from merges as m left join source_customers as s on s.customer_id = m.customer_id
order by m.kept_id, m.customer_id;

create table pair_decisions as
with named as (
    select coalesce(l.kept_id, t.left_id) as a, coalesce(r.kept_id, t.right_id) as b, t.decision
    from told as t left join merges as l on l.customer_id = t.left_id left join merges as r on r.customer_id = t.right_id
)
select least(a, b) as left_id, greatest(a, b) as right_id, min(decision) as decision from named where a <> b group by all order by all;
