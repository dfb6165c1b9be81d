-- The serving file: what every page, screen and command reads. Built once per version from the Delta tables, never written again.
-- `raw_*` are the imported tables with all declared columns; unknown columns of the files follow under their own names.
-- Text keys are met once, here: everything after counts on the integer `ck`.

create temp table people as
with seen as (
    select customer_id from raw_customers union
    select customer_id from raw_transactions union
    select customer_id from raw_interactions union
    select customer_id from raw_surveys union
    select customer_id from raw_complaints union
    select customer_id from raw_campaign_members
),
sorted as (select customer_id from seen where customer_id is not null order by customer_id)
select (row_number() over ())::integer as ck, customer_id from sorted;

create temp view lines as
select t.* exclude (kind), p.ck, coalesce(t.kind, case when t.amount < 0 then 'return' else 'sale' end) as kind
from raw_transactions as t left join people as p on p.customer_id = t.customer_id;

create temp table invoiced as
select distinct order_id from lines
where kind = 'sale' and order_id in (select order_id from raw_transactions where kind = 'order' and order_id is not null);

create temp view marked as
select l.*,
    l.kind in ('sale', 'return') or (l.kind = 'order' and i.order_id is null) as in_turnover,
    l.kind in ('sale', 'order') and l.amount >= 0 as is_sale
from lines as l left join invoiced as i on i.order_id = l.order_id;

-- Orders whose lines are not all sales of one day, and the day on which they first sold something.
create temp table spread as
select ck, order_id, min(date) filter (where in_turnover and is_sale) as ordered_on
from marked where order_id is not null
group by ck, order_id
having bool_or(in_turnover and is_sale) and (min(date) < max(date) or not bool_and(in_turnover and is_sale));

-- An occasion is an order that sold something, with everything that bears its number; else the customer's day; without customer, the line.
-- It happened when the order first sold something. `occasion` tells the occasions of a customer apart; lines stay in the order of the files.
create table transactions as
select m.*, coalesce(s.ordered_on, m.date) as occasion_on,
    case
        when s.order_id is not null or (m.in_turnover and m.is_sale and m.order_id is not null) then hash('order', m.order_id)
        when m.ck is null then hash('line', m.row_key)
        else hash('day', m.date)
    end as occasion
from marked as m left join spread as s on s.order_id = m.order_id and s.ck is not distinct from m.ck;

create table customers as
with everyone as (
    select p.ck, k.* replace (p.customer_id as customer_id), k.customer_id is null as is_stub
    from people as p left join raw_customers as k on k.customer_id = p.customer_id
),
bought_in as (
    select ck, store, count(*) as lines, max(date) as last_on
    from transactions where store is not null and ck in (select ck from everyone where store is null)
    group by ck, store
),
home as (
    select ck, store as home_store from bought_in
    qualify row_number() over (partition by ck order by lines desc, last_on desc, store) = 1
)
select e.* replace (coalesce(e.store, h.home_store) as store)
from everyone as e left join home as h on h.ck = e.ck
order by e.ck;

-- One row a purchase occasion and day on which something of it became known: refunds of a later day are rows of their own.
create table occasions as
with days as (
    select ck, occasion, any_value(occasion_on) as date, date as known_on, any_value(order_id) as order_id,
        sum(amount)::decimal(18, 2) as amount, sum(margin)::decimal(18, 2) as margin,
        bool_or(is_sale) as has_sale, min(channel) as channel, min(store) as store
    from transactions where in_turnover
    group by ck, occasion, known_on
),
-- The purchase is the first day that sold; its neighbours are sought among purchases alone: a refund between two of them is no visit.
purchases as (
    select *, lag(date) over w as previous_on, lead(date) over w as next_on
    from days where has_sale and known_on = date and ck is not null
    window w as (partition by ck order by date, order_id nulls first, occasion)
),
every as (
    select *, true as is_purchase from purchases
    union all by name
    select *, has_sale and known_on = date as is_purchase from days where not (has_sale and known_on = date) or ck is null
)
select ck, date, known_on, occasion, order_id, amount, margin, is_purchase, channel, store, previous_on, next_on, date - previous_on as gap
from every
order by ck, date, occasion, known_on;

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
window w as (partition by ck order by month)
order by ck, month;

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

create table reference_values as select * from raw_references;
