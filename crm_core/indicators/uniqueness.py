"""What share of the records has no sure double?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.indicators.statistics import wilson
from crm_core.quality.duplicates import PAIRS_OF_RECORDS, REVIEW, ZONE
from crm_core.units import Unit

SQL = (
    PAIRS_OF_RECORDS
    + f""",
sure as materialized (
    select j.by_value, j.a, j.b from judged as j
    left join pair_decisions as d on d.left_id = least(j.left_id, j.right_id) and d.right_id = greatest(j.left_id, j.right_id)
    where score >= {REVIEW} and is_named and {ZONE} = 'sure' and d.decision is distinct from 'apart'
),
doubled as (select a as ck from sure union select b as ck from sure)
select p.by_value, count(*)::bigint as n, (count(*) - count(d.ck))::bigint as ok
from people as p left join doubled as d on d.ck = p.ck
group by p.by_value order by p.by_value
"""
)


@indicator(
    title=N_("Uniqueness of the base"),
    definition=N_(
        "Records of customers known at the as-of day that make no sure pair with another one (see the probable duplicates). Records that were merged are one; pairs "
        "told apart do not count."
    ),
    formula=N_("share = records without a sure double ÷ records"),
    sql=SQL,
    unit=Unit.SHARE,
    grain="row",
    better="up",
    needs=("customers",),
    value="share",
)
def uniqueness(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row: `n` (records), `ok` (those without a sure double), `share` (0 to 1), `low`, `high`; no row without a record."""
    return query(con, SQL, scope).with_columns((pl.col("ok") / pl.col("n")).alias("share"), *wilson("ok", "n"))
