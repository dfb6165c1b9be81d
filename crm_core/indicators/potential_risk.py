"""How much is at stake, and where: what customers should bring by the risk that they leave."""

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
    title=N_("Potential and risk"),
    definition=N_(
        "Customers who may leave, by what they should bring in the next 12 months (potential: high for the best fifth, middle down to the median, low below) and by their risk of leaving "
        "(high from twice the mean risk of all on, middle from the mean on, low below): how many, what they should bring, and what of it is at stake."
    ),
    formula=N_("at stake = Σ over customers of value of the next 12 months × probability of leaving"),
    source=N_("Value: Fader, Hardie and Lee 2005; risk: see Risk of leaving"),
    sql=SQL,
    unit=Unit.MONEY,
    grain="row",
    needs=("transactions",),
    value="at_stake",
)  # fmt: skip
def potential_risk(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a cell that has customers: `potential`, `risk` (low, middle, high), `customers`, `customer_value`, `at_stake`, `mean_risk`; the best and most at risk last.

    Levels are those of everyone, filters choose customers. Raises MissingData when the data carry no value or no risk.
    """
    by = [scope.by] if scope.by else []
    ours = churn_score(con, scope).select(*by, "customer_id")
    rows = ours.join(levelled(con, scope.everyone()), on="customer_id", how="inner")
    grouped = rows.group_by(*by, "potential", "risk").agg(
        pl.len().cast(pl.Int64).alias("customers"), pl.col("customer_value").sum(), (pl.col("customer_value") * pl.col("churn_probability")).sum().alias("at_stake"),
        pl.col("churn_probability").mean().alias("mean_risk"),
    )  # fmt: skip
    order = [pl.col(name).replace_strict(LEVELS, [0, 1, 2], return_dtype=pl.Int8) for name in ("potential", "risk")]
    return grouped.sort(*by, *order, nulls_last=True)


def levelled(con: Connection, everyone: Scope) -> pl.DataFrame:
    """One row a customer that has both: `customer_id`, `churn_probability`, `customer_value`, `potential`, `risk`."""
    values, risks = customer_value(con, everyone), churn_score(con, everyone)
    rows = risks.select("customer_id", "churn_probability").join(
        values.select("customer_id", "customer_value"), on="customer_id", how="inner"
    )
    place = pl.col("customer_value").rank("average", descending=True) / pl.len()
    potential = pl.when(place <= BEST).then(pl.lit("high")).when(place <= HALF).then(pl.lit("middle")).otherwise(pl.lit("low"))
    ratio = pl.col("churn_probability") / pl.col("churn_probability").mean()
    risk = pl.when(ratio >= TWICE).then(pl.lit("high")).when(ratio >= 1).then(pl.lit("middle")).otherwise(pl.lit("low"))
    return rows.with_columns(potential.alias("potential"), risk.alias("risk"))
