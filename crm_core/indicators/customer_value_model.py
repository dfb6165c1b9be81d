"""What do the values of customers rest on, and how far can they be trusted?"""

import polars as pl

from crm_core.engine import Connection, Scope
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.units import Unit

# The rows on which everything is fitted.
SQL = "select x, last, age, count(*) as customers from customer_lives group by x, last, age order by x, last, age"
SCHEMA = {"parameter": pl.String, "value": pl.Float64, "words": pl.String}


@indicator(
    title=N_("Models of the customer value"),
    definition=N_(
        "The models behind the customer value, fitted by maximum likelihood to everyone who has bought by the as-of day: BG/NBD (or MBG/NBD where it fails, or MBG/CNBD-k where both do because customers buy at even intervals) on the purchases, Gamma-Gamma (or "
        "own means drawn towards that of everyone) on the amounts. With fewer than 100 repeat buyers, a history under 2 × D80, parameters that mean nothing, or a model that "
        "loses on the last quarter of the history (against supposing that everyone buys as in as many days before, or as those who had been silent as long did "
        "then), there is no model, and the reason is said."
    ),
    formula=N_("parameters that make the purchases seen the most likely; error = square root of the mean squared difference between the purchases of each customer and those predicted"),
    source=N_("Fader, Hardie and Lee 2005; Batislam, Denizel and Filiztekin 2007 (MBG/NBD); Reutterer, Platzer and Schröder 2020 (MBG/CNBD-k); Bühlmann and Straub 1970 (own means)"),
    sql=SQL,
    unit=Unit.SCORE,
    grain="row",
    needs=("transactions",),
    value="value",
    divides=False,
)  # fmt: skip
def customer_value_model(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a figure, then one a warning: `parameter`, `value` (null for a word), `words` (which model it is; for a warning, what is wrong).

    Filters change nothing: the models are everyone's. Raises WrongChoice for a breakdown.
    """
    from crm_core.models.told import rows
    from crm_core.models.value import fitted

    return pl.DataFrame(rows(fitted(con, scope.as_of)), schema=SCHEMA, orient="row")
