"""What does the appetence rest on, and how far can it be trusted?"""

import polars as pl

from crm_core.engine import Connection, Scope
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.models.appetence import OWN, Target, fitted, usual
from crm_core.models.churn_told import row
from crm_core.units import Unit


@indicator(
    title=N_("Model of the appetence"),
    definition=N_(
        "The quality of the appetence on customers that the model had not seen. Learned from 500 customers, 18 months and 100 purchases of it on; it has to rank better than its purchases of the "
        "last 12 months alone and than those of the same days a year before, and its probabilities have to say more than the mean."
    ),
    formula=N_("AUC = chance that one who bought it is ranked before one who did not; Brier = mean of (probability − 0 or 1)²; gain = share of buyers in the first tenth ÷ share of all"),
    source=N_("Brier 1950; Hanley and McNeil 1982 (AUC)"),
    sql=OWN,
    unit=Unit.SCORE,
    grain="row",
    needs=("transactions",),
    value="auc",
    divides=False,
)  # fmt: skip
def appetence_model(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row: `field`, `value` (what it is for), then the columns of churn_model. Filters change nothing. Raises WrongChoice for a breakdown."""
    return of_target(con, scope, usual(con, scope.as_of))


def of_target(con: Connection, scope: Scope, target: Target) -> pl.DataFrame:
    """The same for what is chosen."""
    told = row(fitted(con, scope.as_of, target))
    return told.select(pl.lit(target.field).alias("field"), pl.lit(target.value).alias("value"), pl.all())
