"""Which active customers buy too seldom for their silence to say that they leave?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.churn_score import SQL
from crm_core.indicators.registry import indicator
from crm_core.units import Unit


@indicator(
    title=N_("Customers of a slow rhythm"),
    definition=N_(
        "Customers who bought within the last D80 days, and so seldom that without a purchase until the end of the next D80 days they would have been silent for less than their own limit, which "
        "is to their usual gap what D80 is to D50 (at most twice it): that would not say that they leave. They have no risk of leaving; from the day given here on, their silence would count."
    ),
    formula=N_("days since the last purchase + D80 < limit; limit = usual gap × D80 ÷ D50, at most 2 × usual gap (median of the days between two days of purchase, as far as the model looks back); day = last purchase + limit"),
    sql=SQL,
    unit=Unit.DAYS,
    grain="customer",
    needs=("transactions",),
    value="usual_gap",
)  # fmt: skip
def slow_buyers(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a customer, those whose silence will count first on top: `customer_id`, `recency`, `purchases` (days of purchase), `usual_gap`, `counts_from`; no rows when no risk is shown."""
    from crm_core.models.churn import patience, slow

    chosen = query(con, SQL, scope)
    rows = slow(con, scope.as_of).join(chosen, on="ck", how="inner")
    ahead = (patience(con, scope.as_of) * pl.col("usual_gap") - pl.col("recency")).ceil().cast(pl.Int32)
    counts_from = pl.lit(scope.as_of).dt.offset_by(pl.format("{}d", ahead)).alias("counts_from")
    told = rows.with_columns(pl.col("recency", "purchases").cast(pl.Int64), counts_from).sort("counts_from", "customer_id")
    return told.select(*(name for name in chosen.columns if name != "ck"), "recency", "purchases", "usual_gap", "counts_from")
