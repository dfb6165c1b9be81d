"""The life of each customer as it was known on a day: what the models of purchases and amounts are fitted to."""

from crm_core.engine.prepared import PREPARED

# One row a customer who bought, by distinct days of purchase: `x` (days after the first), `last` and `age` (days from the first purchase to the last one and to
# today), `repeat_mean` (net amount of the days after the first; 0 without), `mean` and `squares` (mean and sum of squares of all), what was bought with its margin.
PREPARED["customer_lives"] = """
with days as (
    select ck, date, sum(amount) as amount, sum(margin) as margin, bool_or(is_purchase) as bought
    from all_occasions where ck is not null and date <= $as_of and known_on <= $as_of
    group by ck, date
),
lives as (
    select ck, count(*) filter (where bought) - 1 as x, min(date) filter (where bought) as first_on, max(date) filter (where bought) as last_on,
        sum(amount) filter (where bought)::double as bought_for, arg_min(amount, date) filter (where bought)::double as first_amount,
        sum(amount::double * amount::double) filter (where bought) as squares,
        sum(amount)::double as past_sales, sum(margin)::double as past_margin,
        coalesce(sum(amount) filter (where margin is null), 0)::double as without_margin
    from days group by ck
)
select ck, x::integer as x, (last_on - first_on)::integer as last, ($as_of - first_on)::integer as age,
    case when x > 0 then (bought_for - first_amount) / x else 0.0 end as repeat_mean, bought_for / (x + 1) as mean, squares,
    past_sales, past_margin, without_margin
from lives where first_on is not null
"""
