"""Did customers buy as the model said they would, for each number of purchases they had made?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.units import Unit

SQL = "select c.by_value, c.ck from customer_lives as l join customers as c on c.ck = l.ck order by c.ck"
MOST = 7


@indicator(
    title=N_("Purchases predicted and made, by frequency"),
    definition=N_(
        "The model of the purchases as it would have been fitted on the last day of the first three quarters of the history, judged on the last quarter: for customers known on that day, by "
        "the number of purchases they had then made after their first, the mean number of purchases made since, predicted, and made in as many days before that day (the naive guess)."
    ),
    formula=N_("mean of a group = purchases of its customers ÷ its customers"),
    source=N_("Fader, Hardie and Lee 2005, figure 4"),
    sql=SQL,
    unit=Unit.COUNT,
    grain="row",
    needs=("transactions",),
    value="predicted",
)  # fmt: skip
def customer_value_check(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a number of repeat purchases on the day of the cut (`frequency`; 7 stands for 7 and more): `customers`, `actual`, `predicted`, `naive` (means).

    Filters choose customers, they do not change what is fitted. Raises MissingData when there was too little to fit on that day.
    """
    from crm_core.models.value import judged

    chosen = query(con, SQL, scope)
    by = [name for name in chosen.columns if name != "ck"]
    rows = chosen.join(judged(con, scope.as_of), on="ck", how="inner").with_columns(
        pl.col("x").clip(upper_bound=MOST).cast(pl.Int64).alias("frequency")
    )
    means = [pl.col(name).mean() for name in ("actual", "predicted", "naive")]
    return rows.group_by(*by, "frequency").agg(pl.len().cast(pl.Int64).alias("customers"), *means).sort(*by, "frequency", nulls_last=True)
