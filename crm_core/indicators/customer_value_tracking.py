"""Week after week, do customers buy again as often as the model said?"""

from datetime import timedelta

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.units import Unit

SQL = """
with firsts as (
    select ck, min(date) as first_on from all_occasions
    where is_purchase and ck is not null and date <= $cut and known_on <= $as_of
    group by ck
),
days as (
    select distinct o.ck, o.date, f.first_on from all_occasions as o join firsts as f on f.ck = o.ck
    where o.is_purchase and o.date <= $as_of and o.known_on <= $as_of
)
select date, count(*) filter (where date = first_on) as begun, count(*) filter (where date > first_on) as again
from days group by date order by date
"""


@indicator(
    title=N_("Repeat purchases predicted and made, by week"),
    definition=N_(
        "Repeat purchases, cumulated by week and on the day of the cut, of the customers known on the last day of the first three quarters of the history (the cut), beside those that the model fitted on that day expects of "
        "new customers since the first purchase of each. After that day the model has seen nothing."
    ),
    formula=N_("predicted by a day = Σ over customers of the repeat purchases to expect in the time since their first purchase"),
    source=N_("Fader, Hardie and Lee 2005, figure 2"),
    sql=SQL,
    unit=Unit.COUNT,
    grain="row",
    needs=("transactions",),
    value="predicted",
    divides=False,
)  # fmt: skip
def customer_value_tracking(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a week, the last one ending on the as-of day, and one on the day of the cut: `day` (its last), `actual`, `predicted` (cumulated), `seen` (whether the model was fitted to it).

    Filters change nothing. Raises MissingData when there was too little to fit on the day of the cut, WrongChoice for a breakdown.
    """
    from crm_core.models.value import cumulated, fitted

    checked = fitted(con, scope.as_of).judge
    made = query(con, SQL, scope.whole().everyone(), cut=checked.cut)
    weeks = (scope.as_of - made["date"].item(0)).days // 7
    ends = {scope.as_of - timedelta(days=7 * back) for back in range(weeks, -1, -1)}
    return cumulated(checked, made, sorted(ends | {checked.cut}))
