-- The serving file: what every page, screen and command reads. Built once per version from the Delta tables, never written again.
-- `raw_*` are the imported tables with all declared columns; unknown columns of the files follow under their own names.

create table customers as
with known as (select * from raw_customers),
seen as (
    select customer_id from raw_transactions union
    select customer_id from raw_interactions union
    select customer_id from raw_surveys union
    select customer_id from raw_complaints union
    select customer_id from raw_campaign_members
),
stubs as (
    select s.customer_id from seen as s
    where s.customer_id is not null and not exists (select 1 from known as k where k.customer_id = s.customer_id)
),
everyone as (
    select *, false as is_stub from known
    union all by name
    select customer_id, true as is_stub from stubs
),
bought_in as (
    select customer_id, store, count(*) as lines, max(date) as last_on
    from raw_transactions where customer_id is not null and store is not null
    group by all
),
home as (
    select customer_id, store as home_store from bought_in
    qualify row_number() over (partition by customer_id order by lines desc, last_on desc, store) = 1
)
select
    (row_number() over (order by e.customer_id))::integer as ck,
    e.* replace (coalesce(e.store, h.home_store) as store)
from everyone as e left join home as h using (customer_id)
order by ck;

create table transactions as
with turned as (
    select t.*, c.ck,
        coalesce(t.kind, case when t.amount < 0 then 'return' else 'sale' end) as line_kind
    from raw_transactions as t left join customers as c on c.customer_id = t.customer_id
),
invoiced as (select distinct order_id from turned where line_kind = 'sale' and order_id is not null),
marked as (
    select t.*,
        case
            when t.line_kind in ('sale', 'return') then true
            when t.line_kind = 'order' then i.order_id is null
            else false
        end as in_turnover,
        t.line_kind in ('sale', 'order') and t.amount >= 0 as is_sale
    from turned as t left join invoiced as i on i.order_id = t.order_id
),
ordered as (
    select ck, order_id, min(date) as ordered_on
    from marked where in_turnover and is_sale and order_id is not null
    group by all
)
select m.* exclude (kind, line_kind),
    m.line_kind as kind,
    coalesce(o.ordered_on, m.date) as occasion_on,
    case
        when o.order_id is not null then 'o' || m.order_id
        when m.ck is null then 'l' || m.row_key
        else 'd' || m.date
    end as occasion
from marked as m left join ordered as o on o.order_id = m.order_id and o.ck is not distinct from m.ck
order by m.ck, occasion_on, occasion, m.date;

-- One row a purchase occasion and day on which something of it became known: refunds of a later day are rows of their own.
create table occasions as
with days as (
    select ck, occasion, occasion_on as date, date as known_on, any_value(order_id) as order_id,
        sum(amount)::decimal(18, 2) as amount, sum(margin)::decimal(18, 2) as margin,
        bool_or(is_sale) as has_sale, min(channel) as channel, min(store) as store
    from transactions where in_turnover
    group by all
),
ranked as (
    select *, has_sale and row_number() over (partition by ck, occasion order by has_sale desc, known_on) = 1 as is_purchase
    from days
),
-- The neighbours are sought among purchases alone: a refund between two purchases is no visit.
purchases as (
    select ck, occasion,
        lag(date) over w as previous_on,
        lead(date) over w as next_on
    from ranked where is_purchase and ck is not null
    window w as (partition by ck order by date, occasion)
)
select r.ck, r.date, r.known_on, r.occasion, r.order_id, r.amount, r.margin, r.is_purchase, r.channel, r.store,
    case when r.is_purchase then p.previous_on end as previous_on,
    case when r.is_purchase then p.next_on end as next_on,
    case when r.is_purchase then r.date - p.previous_on end as gap
from ranked as r left join purchases as p on p.ck = r.ck and p.occasion = r.occasion
order by r.ck, r.date, r.occasion, r.known_on;

create table customer_months as
with months as (
    select ck, date_trunc('month', date)::date as month, count(*)::integer as orders,
        min(date) as first_on, max(date) as last_on
    from occasions where is_purchase and ck is not null
    group by all
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
