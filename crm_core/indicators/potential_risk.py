"""How much is at stake, and where: what customers should bring by the risk that they leave."""

import polars as pl

from crm_core.engine import Connection, Scope
from crm_core.i18n import N_
from crm_core.indicators.churn_score import SQL
from crm_core.indicators.customers_at_stake import LEVELS, customers_at_stake
from crm_core.indicators.registry import indicator
from crm_core.units import Unit


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
    grouped = customers_at_stake(con, scope).group_by(*by, "potential", "risk").agg(
        pl.len().cast(pl.Int64).alias("customers"), pl.col("customer_value").sum(), pl.col("at_stake").sum(), pl.col("churn_probability").mean().alias("mean_risk"),
    )  # fmt: skip
    order = [pl.col(name).replace_strict(LEVELS, [0, 1, 2], return_dtype=pl.Int8) for name in ("potential", "risk")]
    return grouped.sort(*by, *order, nulls_last=True)
