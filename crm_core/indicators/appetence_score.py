"""Who will buy it in the next 90 days, and why?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.errors import MissingData, Words
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.models.appetence import Target, fitted, scored, usual
from crm_core.models.churn_told import why
from crm_core.units import Unit

SQL = "select c.by_value, c.ck, c.customer_id from customers as c order by c.ck"


@indicator(
    title=N_("Appetence"),
    definition=N_(
        "Probability that a customer who bought anything in the last year buys a given category or product, or by a given channel, in the next 90 days. Learned as the risk of leaving is, from "
        "what was known at a past day and what each had bought of it; not shown when it does not beat that alone. What it is for is chosen on the page, or by the setting scoring.appetence."
    ),
    formula=N_("probability = isotonic(score); reason = score − score with the typical value of one column"),
    source=N_("Zadrozny and Elkan 2002 (isotonic calibration)"),
    sql=SQL,
    unit=Unit.SHARE,
    grain="customer",
    needs=("transactions",),
    value="appetence",
)  # fmt: skip
def appetence_score(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a customer who bought in the last year, the likeliest first: `customer_id`, `appetence` (0.001 to 0.999), `bought_before`, `reason_1`, `value_1` … as in churn_score.

    Filters choose customers, they change no probability. Raises MissingData, in words, when no score is shown, WrongChoice for a setting that names nothing.
    """
    return of_target(con, scope, usual(con, scope.as_of))


def of_target(con: Connection, scope: Scope, target: Target) -> pl.DataFrame:
    """The same for what is chosen."""
    found = fitted(con, scope.as_of, target)
    if not found.shown:
        raise MissingData(N_("No appetence is shown. {why}"), why=Words(why(found)))
    chosen = query(con, SQL, scope)
    rows = scored(con, scope.as_of, target).join(chosen, on="ck", how="inner", maintain_order="left")
    return rows.select(*chosen.columns, pl.exclude(chosen.columns)).drop("ck")
