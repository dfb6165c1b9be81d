"""Who is about to leave, and why?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.errors import MissingData, Words
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.units import Unit

SQL = "select c.by_value, c.ck, c.customer_id from customers as c order by c.ck"


@indicator(
    title=N_("Risk of leaving"),
    definition=N_(
        "Probability that a customer who bought within the last D80 days buys nothing in the next D80 days (or that a contract ends in them, or what a column of the file of customers says). "
        "Customers who have not bought for longer are lost already and have no risk; those who buy so seldom that they would then have been silent for less than their own limit have none "
        "either: their silence would not say that they leave (see Customers of a slow rhythm). Learned by logistic regression or gradient boosting from what was known at a past day, with isotonic "
        "calibration; BG/NBD when there is too little to learn from; not shown when it does not beat the naive guesses. Reasons: the three columns that raise the score the most above that of the "
        "typical customer. Gender, age, title, family, nationality and address are not used unless a setting says so."
    ),
    formula=N_("probability = isotonic(score); reason = score − score with the typical value of one column"),
    source=N_("Zadrozny and Elkan 2002 (isotonic calibration); Fader, Hardie and Lee 2005 (BG/NBD)"),
    sql=SQL,
    unit=Unit.SHARE,
    grain="customer",
    needs=("customers",),
    value="churn_probability",
)  # fmt: skip
def churn_score(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a customer who may leave, the likeliest first: `customer_id`, `churn_probability` (0.001 to 0.999), `reason_1`, `value_1` … `reason_3`, `value_3`.

    A reason is a column and how it differs from typical (`recency:high`, `:low`, `:unknown`; `:is` for words), with the customer's value as text; null when nothing more raises the
    score, or beyond the likeliest 10,000. Filters choose customers, they change no probability. Raises MissingData, in words, when there are rules only.
    """
    from crm_core.models.churn import fitted, scored
    from crm_core.models.churn_told import NOT_SHOWN, why

    found = fitted(con, scope.as_of)
    if not found.shown:
        raise MissingData(NOT_SHOWN, why=Words(why(found)))
    chosen = query(con, SQL, scope)
    rows = scored(con, scope.as_of).join(chosen, on="ck", how="inner", maintain_order="left")
    return rows.select(*chosen.columns, pl.exclude(chosen.columns)).drop("ck")
