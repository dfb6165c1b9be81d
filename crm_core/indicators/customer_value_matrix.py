"""How often do customers have to have bought, and how recently, to be still there and to buy again?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.units import Unit

SQL = "select c.by_value, c.ck from customer_lives as l join customers as c on c.ck = l.ck order by c.ck"
PURCHASES = (1, 2, 3, 4, 5, 7, 10)
SILENT = (0, 31, 92, 183, 274, 366, 548, 731)


@indicator(
    title=N_("Customers still there, by purchases and silence"),
    definition=N_(
        "Customers who have bought, by the days of purchase they have made and the days since the last one: how many there are, the mean probability that they are still there, the mean "
        "purchases to expect of them in the 365 days after the as-of day, and the value of all of them. Models are those of the indicator Models of the customer value."
    ),
    formula=N_("mean of a group = sum over its customers ÷ its customers"),
    source=N_("Fader, Hardie and Lee 2005 (probability of being alive, conditional expectation)"),
    sql=SQL,
    unit=Unit.SHARE,
    grain="row",
    needs=("transactions",),
    value="p_alive",
)  # fmt: skip
def customer_value_matrix(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a group that has customers: `purchases` (the least of its band: 1, 2, 3, 4, 5, 7, 10), `silent` (least days since the last one: 0, 31, 92, 183, 274, 366, 548, 731),
    `customers`, `p_alive`, `expected_purchases` (means), `customer_value` (sum).

    Filters choose customers, they do not change what is fitted. Raises MissingData when the data do not carry a model.
    """
    from crm_core.models.value import scored

    chosen = query(con, SQL, scope)
    by = [name for name in chosen.columns if name != "ck"]
    rows = chosen.join(scored(con, scope.as_of), on="ck", how="inner").with_columns(
        _band(pl.col("frequency") + 1, PURCHASES).alias("purchases"), _band(pl.col("age") - pl.col("recency_age"), SILENT).alias("silent")
    )
    means = [pl.col(name).mean() for name in ("p_alive", "expected_purchases")]
    grouped = rows.group_by(*by, "purchases", "silent").agg(
        pl.len().cast(pl.Int64).alias("customers"), *means, pl.col("customer_value").sum()
    )
    return grouped.sort(*by, "purchases", "silent", nulls_last=True)


def _band(number: pl.Expr, least: tuple[int, ...]) -> pl.Expr:
    """The highest of `least` that each number reaches."""
    found: pl.Expr = pl.max_horizontal(pl.when(number >= one).then(pl.lit(one, dtype=pl.Int64)) for one in least)
    return found
