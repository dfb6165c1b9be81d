"""Do as many leave as the probabilities say?"""

import polars as pl

from crm_core.engine import Connection, Scope
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.models import features
from crm_core.units import Unit


@indicator(
    title=N_("Departures predicted and observed"),
    definition=N_(
        "The customers on whom the model was judged, in tenths by the probability that it gave them, equal ones together: the mean probability beside the share who left. "
        "Where both are equal, the probabilities can be taken at their word."
    ),
    formula=N_("observed = customers who left ÷ customers of the tenth"),
    source=N_("95% interval: Wilson 1927"),
    sql=features.STAYED,
    unit=Unit.SHARE,
    grain="row",
    needs=("customers",),
    value="happened",
    divides=False,
)  # fmt: skip
def churn_calibration(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a tenth, the least likely first: `customers`, `predicted`, `happened` (shares), `low`, `high`. Filters change nothing.

    Raises MissingData when nothing was judged, WrongChoice for a breakdown.
    """
    from crm_core.models.churn import fitted
    from crm_core.models.churn_told import calibration

    return calibration(fitted(con, scope.as_of))
