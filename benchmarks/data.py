"""A firm of any size: purchases with few large buyers and many small ones, orders of several lines, refunds."""

import numpy as np
import polars as pl

DAYS = 1400
FIRST = np.datetime64("2023-01-01")


def lines(rows: int, customers: int) -> pl.DataFrame:
    """`rows` purchase lines of at most `customers` customers over 1,400 days: half of them in orders of two lines, 3 % refunds; the same at every call."""
    chance = np.random.default_rng(7)
    who = (chance.pareto(1.2, rows) * customers / 50).astype(np.int64) % customers
    day = chance.integers(0, DAYS, rows)
    pair = np.arange(rows) // 2 * 2
    in_order = np.repeat(chance.random((rows + 1) // 2) < 0.5, 2)[:rows]
    who, day = np.where(in_order, who[pair], who), np.where(in_order, day[pair], day)
    sign = np.where(chance.random(rows) < 0.03, -1, 1)
    return pl.DataFrame(
        {
            "customer_id": _names("C", who),
            "date": FIRST + day,
            "amount": np.round(chance.lognormal(3.5, 0.8, rows), 2) * sign,
            "order_id": pl.select(pl.when(pl.Series(in_order)).then(_names("O", pair))).to_series(),
            "channel": np.array(["store", "web", "phone"])[chance.integers(0, 3, rows)],
            "store": _names("S", chance.integers(0, 30, rows)),
        }
    ).with_columns(pl.col("amount").round(2).cast(pl.Decimal(18, 2)), _names("T", np.arange(rows)).alias("transaction_id"))


def people(customers: int) -> pl.DataFrame:
    """Every customer, named, with its store."""
    number = np.arange(customers)
    return pl.DataFrame({"customer_id": _names("C", number), "last_name": _names("N", number), "store": _names("S", number % 30)})


def _names(letter: str, numbers: np.ndarray) -> pl.Series:
    return pl.select(letter + pl.Series(numbers).cast(pl.String).str.zfill(8)).to_series()
