"""What share of the records has no sure double?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.indicators.statistics import wilson
from crm_core.units import Unit

SQL = """
select c.by_value, count(*)::bigint as n, (count(*) - count(d.ck))::bigint as ok
from customers as c left join doubled_customers as d on d.ck = c.ck and d.doubled_on <= $as_of
where not c.is_stub and c.known_from <= $as_of
group by c.by_value order by c.by_value
"""


@indicator(
    title=N_("Uniqueness of the base"),
    definition=N_(
        "Records of customers known at the as-of day that make no sure pair with another one of the whole base (see the probable duplicates). Records that were merged "
        "are one; pairs told apart do not count."
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
