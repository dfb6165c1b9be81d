"""Exports of shops often repeat the total of an order on each of its lines: added up, it would count as often as the order has lines."""

from __future__ import annotations

from dataclasses import dataclass, replace

from crm_core.i18n import N_
from crm_core.ingest.readings import Context, Formats, Reading
from crm_core.ingest.request import Option, Question

OF_ORDER, OF_LINE = "order", "line"
TOTALS = (Option(OF_ORDER, N_("the total of the order, counted once")), Option(OF_LINE, N_("the amount of each line")))
LOOKED_AT, ENOUGH, NEARLY_ALL, MOST = 100_000, 5, 0.98, 0.9
FIRSTS = "first_lines_of_orders"

# Orders of several lines: how many, on how many the amount is one and the same, how many amounts there are, on how many unit price × quantity adds up to it.
SEEN = """
with lines as (select {order} as order_id, {amount} as amount, {worth} as worth from {staged} as s {joins} where s.line < {limit} + (select min(line) from {staged})),
orders as (
    select count(distinct amount) = 1 and count(amount) = count(*) as is_same, min(amount) as amount, sum(worth) as worth from lines
    where order_id is not null group by order_id having count(*) > 1
)
select count(*), count(*) filter (is_same), count(distinct amount) filter (is_same),
    count(*) filter (is_same and abs(worth - amount) <= 0.02 * abs(amount)) from orders
"""


@dataclass(frozen=True)
class Seen:
    """What the first lines show of orders of several lines."""

    orders: int
    same: int
    amounts: int
    adding_up: int

    @property
    def repeats(self) -> bool:
        return self.orders >= ENOUGH and self.amounts >= ENOUGH and self.same >= NEARLY_ALL * self.orders


def count_orders_once(context: Context, found: Formats) -> None:
    """Where an amount is the same on all lines of an order, ask whether it is the order's: then its lines have their own worth, if they add up to it, or the first has it all."""
    order, amount = found.named("order_id"), found.named("amount")
    if not (order and order.profile and amount and amount.profile) or order.unique:
        return
    worth = _worth(found)
    seen = Seen(*context.con.execute(_seen(context, order, amount, worth)).fetchall()[0])
    if not seen.repeats:
        return
    question = f"total:{amount.profile.key}"
    if question not in context.answers:
        text = N_("“{column}” is the same on all lines of an order ({n} orders of several lines looked at): is it the total of the order?")
        found.questions.append(Question(question, text, TOTALS, OF_ORDER, {"column": amount.profile.key, "n": seen.orders}))
    if context.answers.get(question, OF_ORDER) == OF_ORDER:
        by_line = worth and seen.adding_up >= MOST * seen.orders
        found.readings[found.readings.index(amount)] = (
            replace(amount, sql=worth.sql, joins=worth.joins, given="null") if by_line and worth else _once(context, order, amount)
        )


def product(price: Reading, quantity: Reading) -> str:
    """SQL: unit price × quantity, exact to the twelfth decimal; null where one of them is not read."""
    return f"try_cast({price.sql} as decimal(18, 6)) * try_cast({quantity.sql} as decimal(18, 6))"


def _worth(found: Formats) -> Reading | None:
    """Unit price × quantity, as a reading."""
    price, quantity = found.named("unit_price"), found.named("quantity")
    if not (price and quantity):
        return None
    return replace(
        price, sql=f"try_cast({product(price, quantity)} as decimal(18, 2))", joins=tuple(dict.fromkeys((*price.joins, *quantity.joins)))
    )


def _seen(context: Context, order: Reading, amount: Reading, worth: Reading | None) -> str:
    joins = dict.fromkeys(join for one in (order, amount, worth) if one for join in one.joins)
    return SEEN.format(
        order=order.sql,
        amount=amount.sql,
        worth=worth.sql if worth else "null::double",
        staged=context.staged.table,
        joins=" ".join(joins),
        limit=LOOKED_AT,
    )


def _once(context: Context, order: Reading, amount: Reading) -> Reading:
    """The amount on the first line of each order, nothing on the others."""
    source = f"{context.staged.table} as s {' '.join(order.joins)}"
    context.con.execute(
        f"create or replace table {FIRSTS} as select min(s.line) as line from {source} where {order.sql} is not null group by {order.sql}"
    )
    sql = f"case when {FIRSTS}.line is not null or {order.sql} is null then {amount.sql} when {amount.sql} is not null then 0 end"
    joins = (*amount.joins, *order.joins, f"left join {FIRSTS} on {FIRSTS}.line = s.line")
    return replace(amount, sql=sql, joins=tuple(dict.fromkeys(joins)))
