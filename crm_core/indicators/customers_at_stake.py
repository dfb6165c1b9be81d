"""Who is in each cell of potential and risk, and what is at stake with each?"""

import polars as pl

from crm_core.engine import Connection, Scope
from crm_core.i18n import N_
from crm_core.indicators.churn_score import SQL, churn_score
from crm_core.indicators.customer_value import customer_value
from crm_core.indicators.registry import indicator
from crm_core.units import Unit

LEVELS = ("low", "middle", "high")
BEST, HALF = 0.2, 0.5
TWICE = 2.0


@indicator(
    title=N_("Customers at stake"),
    definition=N_(
        "The customers of Potential and risk, one by one: what each should bring in the next 12 months, its risk of leaving, the levels of both, and what is at stake, the most first."
    ),
    formula=N_("at stake = value of the next 12 months × probability of leaving"),
    source=N_("Value: Fader, Hardie and Lee 2005; risk: see Risk of leaving"),
    sql=SQL,
    unit=Unit.MONEY,
    grain="customer",
    needs=("transactions",),
    value="at_stake",
)  # fmt: skip
def customers_at_stake(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a customer with a value and a risk, the most at stake first: `customer_id`, `potential`, `risk` (low, middle, high), `customer_value`, `churn_probability`, `at_stake`.

    Levels are those of everyone, filters choose customers. Raises MissingData when the data carry no value or no risk.
    """
    by = [scope.by] if scope.by else []
    ours = churn_score(con, scope).select(*by, "customer_id")
    rows = ours.join(_levelled(con, scope.everyone()), on="customer_id", how="inner")
    at_stake = (pl.col("customer_value") * pl.col("churn_probability")).alias("at_stake")
    return rows.select(*by, "customer_id", "potential", "risk", "customer_value", "churn_probability", at_stake).sort(
        "at_stake", "customer_id", descending=[True, False]
    )


def _levelled(con: Connection, everyone: Scope) -> pl.DataFrame:
    values, risks = customer_value(con, everyone), churn_score(con, everyone)
    rows = risks.select("customer_id", "churn_probability").join(
        values.select("customer_id", "customer_value"), on="customer_id", how="inner"
    )
    place = pl.col("customer_value").rank("average", descending=True) / pl.len()
    potential = pl.when(place <= BEST).then(pl.lit("high")).when(place <= HALF).then(pl.lit("middle")).otherwise(pl.lit("low"))
    ratio = pl.col("churn_probability") / pl.col("churn_probability").mean()
    risk = pl.when(ratio >= TWICE).then(pl.lit("high")).when(ratio >= 1).then(pl.lit("middle")).otherwise(pl.lit("low"))
    return rows.with_columns(potential.alias("potential"), risk.alias("risk"))
