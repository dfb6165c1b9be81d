"""What do the risks of leaving rest on, and how far can they be trusted?"""

import polars as pl

from crm_core.engine import Connection, Scope
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.models import features
from crm_core.units import Unit

SQL = features.SQL


@indicator(
    title=N_("Model of the departures"),
    definition=N_(
        "The rung of the ladder that speaks (rules only, BG/NBD, learned), and its quality on customers that it had not seen. Learned from 500 customers, 18 months and 100 departures on, at a day "
        "whose next D80 days end before the last quarter of the history; judged at the latest day whose next D80 days are known. It has to rank better than recency alone and than purchases of the "
        "same days a year before, and its probabilities have to say more than the mean. Learned from and judged on those who may leave alone, so without the customers of a slow rhythm."
    ),
    formula=N_(
        "AUC = chance that one who left is ranked before one who stayed; Brier = mean of (probability − 0 or 1)²; gain = share of departures in the tenth at highest risk ÷ share of all"
    ),
    source=N_("Brier 1950; Hanley and McNeil 1982 (AUC)"),
    sql=SQL,
    unit=Unit.SCORE,
    grain="row",
    needs=("customers",),
    value="auc",
    divides=False,
)  # fmt: skip
def churn_model(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row: `kind` (purchases, contract, column), `rung`, `shown`, `why`, `why_not_above`, `model`, `auc`, `brier`, `flat_brier` (of giving all the mean), `top_decile_lift`,
    `baseline_auc`, `rate`, `baseline`, `n_train`, `n_test`, `hits_train`, `horizon` and `looks_back` (days), `learned_at`, `judged_at`, `columns`, `auc_logistic`,
    `auc_boosting` (out of five folds), `parameters`, and the columns left out: `leaky` (they give the answer away), `protected`, `constant`, `named`.

    Filters change nothing. Raises WrongChoice for a breakdown, or when the column that should say who left does not.
    """
    from crm_core.models.churn import fitted
    from crm_core.models.churn_told import row

    return row(fitted(con, scope.as_of))
