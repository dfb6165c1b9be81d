"""Who moved from which ABC class to which, since the period before?"""

import polars as pl

from crm_core.engine import Connection, Scope
from crm_core.i18n import N_
from crm_core.indicators.migration import both_spans, pairs_of
from crm_core.indicators.registry import indicator
from crm_core.units import Unit

SQL = "select c.by_value, c.ck, s.abc, s.revenue::double as revenue from customers as c left join abc_of_customers as s on s.ck = c.ck"


@indicator(
    title=N_("Moves between ABC classes"),
    definition=N_(
        "Customers by their ABC class over the days right before the period, as many as it has, and by their class over the period. "
        "Without a class: nothing bought in those days. Each span has its own classes: their limits are shares of its sales."
    ),
    formula=N_("customers in class a before the period and in class b over it"),
    sql=SQL,
    unit=Unit.COUNT,
    grain="row",
    needs=("transactions",),
    value="customers",
    own=("abc",),
)
def abc_migration(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a pair of classes that occurs: `from`, `to` (null = did not buy), `customers`, `revenue_from`, `revenue_to`; A first, none last."""
    return pairs_of(both_spans(con, scope, SQL, "abc"), [scope.by] if scope.by else [], ("A", "B", "C"))
