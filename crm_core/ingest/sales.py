"""What a line of sales is worth and whether it counts, where its file says so in other columns than an amount.

The amount of unit price and quantity, less the discount, or of debit and credit; returns written without a minus; orders cancelled or refunded.
"""

from __future__ import annotations

from dataclasses import replace

from crm_core.i18n import N_
from crm_core.ingest.order_totals import count_orders_once, product
from crm_core.ingest.readings import Context, Formats, Reading
from crm_core.ingest.request import Option, Question
from crm_core.ingest.source import Doubt
from crm_core.ingest.words import normal
from crm_core.tables import Table

SUBTRACT, ADD = "subtract", "add"
RETURNS = (Option(SUBTRACT, N_("they are taken off the sales")), Option(ADD, N_("they are added as they are written")))
PERCENT, MONEY = "percent", "money"
DISCOUNTS = (Option(PERCENT, N_("a part of the price, in percent")), Option(MONEY, N_("an amount taken off the line")))
MIRRORED = ("amount", "margin", "cost")
RATES, AMOUNTS = frozenset({"taux", "pourcentage", "rate", "percent"}), frozenset({"montant", "amount", "eur", "euro"})
VOID = "('cancelled', 'refunded')"
# The fields of which an amount can be made, each set enough alone.
INSTEAD = (frozenset({"unit_price", "quantity"}), frozenset({"debit", "credit"}))


def settle_sales(context: Context, found: Formats) -> None:
    """Complete the readings of a file of purchases: its amounts, their signs, and the kind of lines whose order came to nothing."""
    if context.table.name != "transactions":
        return
    if found.named("amount"):
        count_orders_once(context, found)
    else:
        _add_amount(context, found)
    _turn_returns(context, found)
    _count_states(context, found)


def _add_amount(context: Context, found: Formats) -> None:
    price, quantity, debit, credit = map(found.named, ("unit_price", "quantity", "debit", "credit"))
    if price and quantity:
        discount = found.named("discount")
        words = N_("unit price × quantity, less the discount") if discount else N_("unit price × quantity")
        whole = product(price, quantity)
        left = _less(context, found, whole, discount) if discount else whole
        _append(context.table, found, f"try_cast({left} as decimal(18, 2))", words, price, quantity, discount)
        note = N_("The file has no amount: unit price × quantity was taken.")
        found.notes.append(Doubt(N_("The file has no amount: unit price × quantity, less the discount, was taken.") if discount else note))
    elif debit and credit:
        difference = (
            f"case when coalesce({debit.sql}, {credit.sql}) is not null then coalesce({debit.sql}, 0) - coalesce({credit.sql}, 0) end"
        )
        _append(context.table, found, difference, N_("debit − credit"), debit, credit)
        text = N_("The file has no amount: debit − credit was taken, so that a credit counts as a return. Payments among the lines have to be left out first.")  # fmt: skip
        found.notes.append(Doubt(text))


def _append(table: Table, found: Formats, sql: str, words: str, *parts: Reading | None) -> None:
    joins = tuple(dict.fromkeys(join for one in parts if one for join in one.joins))
    found.readings.append(Reading("amount", "DECIMAL(18,2)", sql, field=table["amount"], words=words, derived=True, joins=joins))


def _less(context: Context, found: Formats, price: str, discount: Reading) -> str:
    """What is left of a price once `discount` is taken off, as percent or as money: what its header does not say is asked."""
    header = discount.profile.key if discount.profile else ""
    largest = context.con.execute(
        f"select coalesce(max({discount.sql}), 0) from {context.staged.table} as s {' '.join(discount.joins)}"
    ).fetchall()[0][0]
    question, proposal = f"discount:{header}", MONEY if largest > 100 else PERCENT
    kind = context.answers.get(question) or _said(header)
    if kind is None:
        text = N_("“{column}”, the discount on each line, goes up to {largest}: in percent, or an amount?")
        found.questions.append(Question(question, text, DISCOUNTS, proposal, {"column": header, "largest": f"{largest:g}"}))
    taken = f"coalesce({discount.sql}, 0)"
    if (kind or proposal) == MONEY:
        return f"{price} - try_cast({taken} as decimal(18, 6))"
    return f"{price} * try_cast(1 - {taken} / {1 if largest <= 1 else 100} as decimal(18, 6))"


def _said(header: str) -> str | None:
    """What a header says of its discounts."""
    if "%" in header or RATES & set(normal(header).split()):
        return PERCENT
    return MONEY if "€" in header or AMOUNTS & set(normal(header).split()) else None


def _turn_returns(context: Context, found: Formats) -> None:
    """A file that writes none of its returns with a minus means that they are to be taken off: asked, since it may have turned its other figures."""
    kind, amount = found.named("kind"), found.named("amount")
    if not (kind and kind.profile and amount):
        return
    joins = " ".join(dict.fromkeys((*kind.joins, *amount.joins)))
    above, below = context.con.execute(
        f"select count(*) filter (a > 0), count(*) filter (a < 0) "
        f"from (select {amount.sql} as a from {context.staged.table} as s {joins} where {kind.sql} = 'return') as returns"
    ).fetchall()[0]
    if not above or below:
        return
    question = f"returns:{kind.profile.key}"
    if question not in context.answers:
        text = N_("None of the {n} returns has a minus: are they taken off the sales?")
        found.questions.append(Question(question, text, RETURNS, SUBTRACT, {"n": above}))
    if context.answers.get(question, SUBTRACT) == SUBTRACT:
        for k, one in enumerate(found.readings):
            if one.name in MIRRORED:
                sql = f"case when {kind.sql} = 'return' then -({one.sql}) else {one.sql} end"
                found.readings[k] = replace(one, sql=sql, joins=tuple(dict.fromkeys((*one.joins, *kind.joins))))


def _count_states(context: Context, found: Formats) -> None:
    """A line whose order was cancelled or refunded sold nothing, one whose order is waited for is an order; all others are what they were."""
    state, kind, amount = map(found.named, ("status", "kind", "amount"))
    if not (state and state.profile and amount):
        return
    said = kind.sql if kind else "null"
    natural = f"coalesce({said}, case when {amount.sql} < 0 then 'return' when {state.sql} = 'pending' then 'order' else 'sale' end)"
    sql = f"case when {state.sql} in {VOID} then 'cancelled' when {state.sql} is null then {said} else {natural} end"
    joins = tuple(dict.fromkeys(join for one in (state, amount, kind) if one for join in one.joins))
    counted = (
        replace(kind, sql=sql, joins=joins)
        if kind
        else Reading(
            "kind", "VARCHAR", sql, field=context.table["kind"], words=N_("from the state of the order"), derived=True, joins=joins
        )
    )
    found.readings = [one for one in found.readings if one is not kind] + [counted]
    n = context.con.execute(
        f"select count(*) from {context.staged.table} as s {' '.join(state.joins)} where {state.sql} in {VOID}"
    ).fetchall()[0][0]
    if n:
        text = N_("“{column}”: lines of orders that were cancelled or refunded, kept without counting as sales: {n}.")
        found.notes.append(Doubt(text, column=state.profile.key, n=n))
