"""Who ever bought, and what each customer bought in the period as it was known on its last day: many indicators begin with it."""

from crm_core.engine.prepared import PREPARED, like

# One row a customer with a purchase or a refund: `first_on`, the day of its first purchase; null where there are refunds alone.
PREPARED["ever_bought"] = """
with bought as (select ck, first_on from all_customer_months where previous_on is null),
refunded as (select distinct ck from all_occasions where not is_purchase and ck is not null)
select ck, first_on from bought
union all
select r.ck, null::date as first_on from refunded as r left join bought as b on b.ck = r.ck where b.ck is null
"""

# One row a customer with a purchase or a refund in the period: `revenue` (net), `orders` (purchases), `last_on` (the last purchase).
PREPARED["period_sales"] = """
select ck, sum(amount) as revenue, count(*) filter (where is_purchase) as orders, max(date) filter (where is_purchase) as last_on
from all_occasions where ck is not null and date between $start and $as_of and known_on <= $as_of
group by ck
"""
# The same over the days that the RFM scores count.
like("rfm_sales", "period_sales", start="rfm_start")
# Over as many days right before the period.
like("sales_before", "period_sales", start="start_before", as_of="eve")
