"""Which columns does the score of departures rest on?"""

import polars as pl

from crm_core.engine import Connection, Scope
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.models import features
from crm_core.units import Unit


@indicator(
    title=N_("Weight of each column in the departures"),
    definition=N_(
        "By how much the AUC falls when one column is shuffled among customers that the model had not seen: what the model would lose without it, all others as they are. Two columns that say "
        "the same share their weight. A weight says what the score rests on, not what makes customers leave."
    ),
    formula=N_("weight = AUC − AUC with the column shuffled; mean and 95% of twenty draws of customers"),
    source=N_("Breiman 2001 (permutation importance)"),
    sql=features.SQL,
    unit=Unit.SCORE,
    grain="row",
    needs=("customers",),
    value="importance",
    divides=False,
)  # fmt: skip
def churn_importance(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a column, the weightiest first: `column`, `importance`, `low`, `high`. Filters change nothing.

    Raises MissingData without a learned score, WrongChoice for a breakdown.
    """
    from crm_core.models.churn import fitted
    from crm_core.models.churn_told import importance

    return importance(fitted(con, scope.as_of))
