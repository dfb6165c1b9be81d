"""Records that may be one customer: found once for the records of a version, read by all that is said of duplicates and of uniqueness."""

from crm_core.engine.lasting import LASTING
from crm_core.engine.prepared import PREPARED, REFERENCES
from crm_core.quality.duplicates import LIKELY_PAIRS
from crm_core.quality.first_names import given_names

REFERENCES["given_names"] = given_names
PREPARED["likely_pairs"] = LIKELY_PAIRS
LASTING["likely_pairs"] = "customers"
# One row a record with a sure double that nobody told apart: since when both are known.
PREPARED["doubled_customers"] = """
with sure as (
    select p.left_id, p.right_id, greatest(l.known_from, r.known_from) as doubled_on
    from likely_pairs as p
    join all_customers as l on l.customer_id = p.left_id join all_customers as r on r.customer_id = p.right_id
    left join all_pair_decisions as d on d.left_id = least(p.left_id, p.right_id) and d.right_id = greatest(p.left_id, p.right_id)
    where p.zone = 'sure' and d.decision is distinct from 'apart'
),
sides as (select left_id as customer_id, doubled_on from sure union all select right_id, doubled_on from sure)
select c.ck, min(s.doubled_on) as doubled_on from sides as s join all_customers as c on c.customer_id = s.customer_id group by c.ck
"""
