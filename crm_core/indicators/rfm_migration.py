"""Who moved from which RFM segment to which, since the period before?"""

import polars as pl

from crm_core.engine import Connection, Scope
from crm_core.i18n import N_
from crm_core.indicators.migration import both_spans, pairs_of
from crm_core.indicators.registry import indicator
from crm_core.indicators.rfm import SEGMENTS
from crm_core.units import Unit

SQL = "select c.by_value, c.ck, s.rfm_segment, s.monetary::double as revenue from customers as c left join rfm_scores as s on s.ck = c.ck"


@indicator(
    title=N_("Moves between RFM segments"),
    definition=N_(
        "Customers by their RFM segment over the days right before the period, as many as it has, and by their segment over the period; with months of their own, the scores of both count "
        "as many months, up to the day before the period and up to its last day. Without a segment: nothing bought in those days. Each span has its own quintiles, unless cut points are fixed."
    ),
    formula=N_("customers in segment a before the period and in segment b over it"),
    sql=SQL,
    unit=Unit.COUNT,
    grain="row",
    needs=("transactions",),
    value="customers",
    own=("rfm_segment",),
)
def rfm_migration(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a pair of segments that occurs: `from`, `to` (null = did not buy), `customers`, `revenue_from`, `revenue_to`; in the order of the segments."""
    return pairs_of(both_spans(con, scope, SQL, "rfm_segment"), [scope.by] if scope.by else [], SEGMENTS)
