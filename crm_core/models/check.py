"""Does the model beat the naive guesses? It is fitted to the first three quarters of the history and judged on the last one."""

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
from crm_core.models.ranking import Ranking, compare

PART, BANDS = 0.75, 10


@dataclass(frozen=True)
class Check:
    """The model as it would have been on the day `cut`, and what it made of the purchases after it, beside two guesses: that everyone buys as in as many days before
    (`naive`), and as those who had been silent as long did then (`recency`, one of ten bands of silence).

    `ranking`: does it tell those who came back from the others better than the days since the last purchase alone?
    """

    cut: date
    model: Bgnbd
    actual: float
    predicted: float
    naive: float
    error: float
    naive_error: float
    recency: float = 0.0
    recency_error: float = float("inf")
    ranking: Ranking | None = None

    @property
    def lost(self) -> str:
        """The code of the guess against which the model lost; "" when it did not."""
        if self.error > self.naive_error:
            return "loses"
        return "loses_recency" if self.error > self.recency_error else ""

    @property
    def said(self) -> tuple[str, ...]:
        """The code of what has to be said of a model that did not lose."""
        return ("ranks_worse",) if self.ranking and self.ranking.loses else ()


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
    actual, predicted, naive, recency = (rows[name].to_numpy() for name in ("actual", "predicted", "naive", "recency"))
    error, naive_error, recency_error = (float(np.sqrt(np.mean((guess - actual) ** 2))) for guess in (predicted, naive, recency))
    ranking = compare(actual > 0, predicted, -rows["silent"].cast(pl.Float64).to_numpy())
    made, expected, guessed, silence = (float(one.sum()) for one in (actual, predicted, naive, recency))
    return Check(cut, model, made, expected, guessed, error, naive_error, silence, recency_error, ranking)


def judgement(con: Connection, as_of: date, cut: date, model: Bgnbd) -> pl.DataFrame:
    """What the model of the day `cut` predicted for each customer known then, beside what it did until `as_of` and what it had done in as many days before."""
    days = as_of - cut
    then, now, before = (Customers.on(con, day) for day in (cut, as_of, cut - days))
    return outcomes(then, now, before, model.ahead(then.lives, days.days / WEEK)[then.group])


def outcomes(then: Customers, now: Customers, before: Customers, predicted: Array) -> pl.DataFrame:
    """One row a customer known `then`: `x` and the days since the last purchase (`silent`) then, purchases since (`actual`), those `predicted`, those of as many days
    before (`naive`), and the mean of those that customers silent as long made in those days (`recency`).
    """
    joined = (
        then.rows.select("ck", "x", (pl.col("age") - pl.col("last")).alias("silent"), pl.Series("predicted", predicted))
        .join(now.rows.select("ck", pl.col("x").alias("later")), on="ck", how="left")
        .join(before.rows.select("ck", (pl.col("x") + 1).alias("earlier")), on="ck", how="left")
    )
    naive = (pl.col("x") + 1 - pl.col("earlier").fill_null(0)).cast(pl.Float64).alias("naive")
    actual = (pl.col("later").fill_null(pl.col("x")) - pl.col("x")).cast(pl.Float64).alias("actual")
    found = joined.select("ck", "x", "silent", actual, "predicted", naive).sort("ck")
    return found.with_columns(pl.Series("recency", by_recency(before, then, found["silent"].cast(pl.Float64).to_numpy())))


def by_recency(before: Customers, then: Customers, silent: Array) -> Array:
    """For each of these silences, the mean purchases that customers silent as long `before` made until `then`; 0 when there was nobody."""
    pairs = before.rows.select("ck", "x", (pl.col("age") - pl.col("last")).alias("silent")).join(
        then.rows.select("ck", pl.col("x").alias("later")), on="ck", how="inner"
    )
    if not pairs.height:
        return np.zeros_like(silent)
    known, made = pairs["silent"].to_numpy(), (pairs["later"] - pairs["x"]).cast(pl.Float64).to_numpy()
    edges = np.unique(np.quantile(known, np.arange(1, BANDS) / BANDS))
    band = np.searchsorted(edges, known, side="right")
    n = np.bincount(band, minlength=len(edges) + 1)
    means: Array = np.bincount(band, weights=made, minlength=len(edges) + 1) / np.maximum(n, 1)
    return means[np.searchsorted(edges, silent, side="right")]
