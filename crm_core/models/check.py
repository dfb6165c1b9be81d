"""Does the model beat the naive guess? It is fitted to the first three quarters of the history and judged on the last one."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from crm_core.engine import Connection
from crm_core.models import regular
from crm_core.models.bgnbd import Bgnbd
from crm_core.models.customers import WEEK, Customers
from crm_core.models.fitting import Array
from crm_core.models.ladder import FEWEST_REPEATS, climb

PART = 0.75


@dataclass(frozen=True)
class Check:
    """The model as it would have been on the day `cut`, and what it made of the purchases after it, beside the guess that everyone buys as in as many days before."""

    cut: date
    model: Bgnbd
    actual: float
    predicted: float
    naive: float
    error: float
    naive_error: float

    @property
    def wins(self) -> bool:
        return self.error <= self.naive_error


def cut_day(as_of: date, history: int) -> date:
    """The last day of the first three quarters."""
    return as_of - timedelta(days=history - int(PART * history))


def check(con: Connection, as_of: date, history: int) -> Check | None:
    """The check of the model that would have been used; None when there was too little to fit on that day."""
    cut = cut_day(as_of, history)
    then = Customers.on(con, cut)
    model = climb(then.lives, regular.evenness(con, cut))[0] if then.repeat_buyers >= FEWEST_REPEATS else None
    if model is None:
        return None
    rows = judgement(con, as_of, cut, model)
    actual, predicted, naive = (rows[name].to_numpy() for name in ("actual", "predicted", "naive"))
    errors = (float(np.sqrt(np.mean((guess - actual) ** 2))) for guess in (predicted, naive))
    return Check(cut, model, float(actual.sum()), float(predicted.sum()), float(naive.sum()), *errors)


def judgement(con: Connection, as_of: date, cut: date, model: Bgnbd) -> pl.DataFrame:
    """What the model of the day `cut` predicted for each customer known then, beside what it did until `as_of` and what it had done in as many days before."""
    days = as_of - cut
    then, now, before = (Customers.on(con, day) for day in (cut, as_of, cut - days))
    return outcomes(then, now, before, model.ahead(then.lives, days.days / WEEK)[then.group])


def outcomes(then: Customers, now: Customers, before: Customers, predicted: Array) -> pl.DataFrame:
    """One row a customer known `then`: `x` then, purchases since (`actual`), those `predicted`, and those of as many days before (`naive`)."""
    joined = (
        then.rows.select("ck", "x", pl.Series("predicted", predicted))
        .join(now.rows.select("ck", pl.col("x").alias("later")), on="ck", how="left")
        .join(before.rows.select("ck", (pl.col("x") + 1).alias("earlier")), on="ck", how="left")
    )
    naive = (pl.col("x") + 1 - pl.col("earlier").fill_null(0)).cast(pl.Float64).alias("naive")
    actual = (pl.col("later").fill_null(pl.col("x")) - pl.col("x")).cast(pl.Float64).alias("actual")
    return joined.select("ck", "x", actual, "predicted", naive).sort("ck")
