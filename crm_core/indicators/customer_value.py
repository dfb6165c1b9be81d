"""What should each customer bring in the next twelve months?"""

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.registry import indicator
from crm_core.units import Unit

SQL = "select c.by_value, c.ck, c.customer_id from customer_lives as l join customers as c on c.ck = l.ck order by c.ck"


@indicator(
    title=N_("Customer value"),
    definition=N_(
        "What a customer who has bought should bring in the 365 days after the as-of day: the purchases to expect times what each should bring times the margin, discounted month by "
        "month. It is a mean over customers with the same past, not a promise; the interval (95%) is that of this mean. Past value is what the customer has brought, and is not in it. "
        "Purchases are counted by distinct days, everyone's, whatever the period; models are those of the indicator Models of the customer value."
    ),
    formula=N_("value = Σ over 12 months of (purchases expected in the month) × (expected amount) × (margin rate) ÷ (1 + annual rate)^(month ÷ 12)"),
    source=N_("Fader, Hardie and Lee 2005 (BG/NBD, Gamma-Gamma); interval: bootstrap of customers, 120 samples, carried to each value to the first order"),
    sql=SQL,
    unit=Unit.MONEY,
    grain="customer",
    needs=("transactions",),
    value="customer_value",
)  # fmt: skip
def customer_value(con: Connection, scope: Scope) -> pl.DataFrame:
    """One row a customer who has bought, by customer_id: `frequency` (repeat purchases), `recency_age`, `age` (days from the first purchase to the last one and to the as-of day),
    `p_alive` (0 to 1), `expected_purchases`, `expected_spend`, `customer_value`, `low`, `high` (null without an interval), `past_value`.

    Filters choose customers, they do not change what is fitted. Raises MissingData when the data do not carry a model.
    """
    from crm_core.models.value import scored

    values = scored(con, scope.as_of)
    return query(con, SQL, scope).join(values, on="ck", how="left", maintain_order="left")
