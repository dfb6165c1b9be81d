"""A firm of any size: purchases with few large buyers and many small ones, orders of several lines, refunds."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import polars as pl

from crm_core.store.workspace import Change, Entry, Workspace
from crm_core.tables import TABLES

DAYS = 1400
FIRST = np.datetime64("2023-01-01")
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
KINDS = {"VARCHAR": pl.String, "DATE": pl.Date, "DOUBLE": pl.Float64, "DECIMAL(18,2)": pl.Decimal(18, 2), "BOOLEAN": pl.Boolean}


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


def firm(folder: Path, sold: pl.DataFrame, customers: int) -> Workspace:
    """A workspace that holds these lines and as many customers."""
    made = Workspace.open(folder)
    with made.writing() as base:
        changes = {"transactions": _change("transactions", sold), "customers": _change("customers", people(customers))}
        made.commit(base, changes, Entry("import", NOW, "benchmark"))
    return made


def _change(table: str, rows: pl.DataFrame) -> Change:
    declared = TABLES[table]
    missing = [pl.lit(None, KINDS[kind]).alias(name) for name, kind in declared.columns.items() if name not in rows.columns]
    return Change(rows.with_columns(missing).with_columns(pl.col(declared.key[0]).alias("row_key")).to_arrow(), False)
