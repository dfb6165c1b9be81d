"""Who was active on which days: worked out once for all the spans of a curve and of the one a year before it, read by all that asks who is active or lost."""

from dataclasses import replace
from typing import Any

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.engine.prepared import PREPARED

# One row a customer who was active on some of `$days`: the bit of each day on which it was, 1 for the first of them.
# A purchase keeps its customer active until the next one, D80 days at most: all days before that less those before the purchase.
# On the last day of a month the last purchase of each month tells it, so that the others need not be read.
PREPARED["standing"] = """
with days as (select unnest($days)::date as day),
edges as (select min(day) - $d80 as first_on, max(day) as last_on from days),
each as (select first_on + unnest(range((last_on - first_on + 2)::bigint))::integer as day from edges),
passed as (
    select list(1::bigint << n order by day) as before
    from (select e.day, (select count(*) from days as d where d.day < e.day)::integer as n from each as e) as counted
),
visits as (
    select ck, last_on as bought_on, next_on from all_customer_months where $month_ends
    union all
    select ck, date as bought_on, next_on from all_occasions where is_purchase and ck is not null and not $month_ends
),
spells as (
    select v.ck, p.before[least(v.next_on, v.bought_on + $d80 + 1, e.last_on + 1) - e.first_on + 1] - p.before[v.bought_on - e.first_on + 1] as days
    from visits as v cross join passed as p cross join edges as e
    where v.bought_on between e.first_on and e.last_on
)
select ck, bit_or(days) as days from spells group by ck having bit_or(days) > 0
"""
# The windows, with the places of the eve of each (`eve`) and of its last day (`last`) among those days.
ASKED = """asked as (
    select w, start_on, end_on, (list_position($days::date[], start_on - 1) - 1)::integer as eve, (list_position($days::date[], end_on) - 1)::integer as last
    from windows
)"""
# A number has as many bits as the days of so many spans may need.
MOST_SPANS = 31


def by_spans(con: Connection, sql: str, scope: Scope, /, **values: Any) -> pl.DataFrame:
    """`query`, of so many spans at a time as the bits of `standing` can tell: one row a value of the breakdown and span, in this order."""
    starts = range(0, max(len(scope.windows), 1), MOST_SPANS)
    rows = pl.concat(query(con, sql, replace(scope, windows=scope.windows[one : one + MOST_SPANS]), **values) for one in starts)
    return rows.sort(scope.by, nulls_last=True, maintain_order=True) if scope.by and len(starts) > 1 else rows
