"""Learning from the past what customers will do, and being judged on what the model has not seen.

Three days: customers as they were at `train`, with what they did in the horizon after it, are learned from; those of `test` judge; those of today are foreseen, by the
same model learned once more from `test`. What is learned ends before the last quarter of the history begins, and at `test` at the latest; what judges lies within it.
Every look goes back equally far.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from crm_core.models import why
from crm_core.models.columns import Columns, choose
from crm_core.models.fitting import Array
from crm_core.models.learners import SEED, Learned, fit
from crm_core.models.quality import Hits, brier, lift, ranking

QUARTER, LONGEST_BACK = 0.25, 730
FEWEST, SHORTEST, FEWEST_HITS, FEWEST_JUDGED = 500, 548, 100, 30
MOST_FITTED, MOST_JUDGED = 30_000, 100_000


@dataclass(frozen=True)
class Days:
    """The day whose customers are learned from, the one whose customers judge, today, and how far each looks back."""

    train: date
    test: date
    now: date
    back: int

    @property
    def seen(self) -> date:
        """The last day of which the judged model may know anything."""
        return self.train + (self.now - self.test)

    @classmethod
    def of(cls, as_of: date, history: int, horizon: int) -> "Days":
        """`history`: days since the first event of all."""
        train = as_of - timedelta(days=max(horizon, int(QUARTER * history)) + horizon)
        return cls(train, as_of - timedelta(days=horizon), as_of, min(LONGEST_BACK, history - (as_of - train).days))


@dataclass(frozen=True)
class Aim:
    """What is foreseen: the customers known on a day, by `ck`, and to whom of them it happened within `horizon` days; `naive` columns have to be beaten alone."""

    horizon: int
    rows: Callable[[date, int], pl.DataFrame]
    hit: Callable[[pl.DataFrame, date], Hits]
    naive: tuple[str, ...]


@dataclass(frozen=True)
class Judged:
    """Probabilities beside what happened, to customers that the model had not seen; `baseline` is the best of the naive guesses and `baseline_auc` its AUC."""

    predicted: Array
    hit: Hits
    baseline: str
    baseline_auc: float

    @property
    def auc(self) -> float:
        return ranking(self.hit, self.predicted)

    @property
    def brier(self) -> float:
        return brier(self.hit, self.predicted)

    @property
    def lift(self) -> float | None:
        return lift(self.hit, self.predicted)

    @property
    def flat(self) -> float:
        """The Brier score of giving everyone the share to whom it happened."""
        rate = float(self.hit.mean())
        return rate * (1 - rate)

    @property
    def wins(self) -> bool:
        """Whether it ranks better than the naive guesses and its probabilities say more than the mean."""
        return self.auc > self.baseline_auc and self.brier < self.flat


@dataclass(frozen=True)
class Attempt:
    """What learning came to: `wrong` is the code of what stood in the way, "" when nothing did."""

    wrong: str = ""
    n_train: int = 0
    hits_train: int = 0
    columns: Columns | None = None
    judged: Judged | None = None
    model: Learned | None = None
    importance: pl.DataFrame | None = None


def attempt(aim: Aim, days: Days, protected: bool) -> Attempt:
    """Learn, judge, and learn again from the latest customers when the judgement is good."""
    if (days.now - days.train).days + days.back < SHORTEST or days.back < aim.horizon:
        return Attempt("short_learning")
    rows, hit = _sampled(aim, days.train, days.back, MOST_FITTED)
    if too_few := few(hit):
        return Attempt(too_few, len(hit), int(hit.sum()))
    columns = choose(rows, hit, protected)
    if not columns.names:
        return Attempt("no_columns", len(hit), int(hit.sum()), columns)
    return _judged(aim, days, Attempt("", len(hit), int(hit.sum()), columns, model=fit(rows, hit, columns)), rows, hit)


def few(hit: Hits) -> str:
    """The code of why these are too few to learn from; "" when they are not."""
    if len(hit) < FEWEST:
        return "few_customers"
    return "few_hits" if min(int(hit.sum()), int((~hit).sum())) < FEWEST_HITS else ""


def _judged(aim: Aim, days: Days, so_far: Attempt, rows: pl.DataFrame, hit: Hits) -> Attempt:
    model, columns = so_far.model, so_far.columns
    later, happened = _sampled(aim, days.test, days.back, MOST_JUDGED)
    if model is None or columns is None or min(int(happened.sum()), int((~happened).sum())) < FEWEST_JUDGED:
        return Attempt("one_sided", so_far.n_train, so_far.hits_train, columns)
    sides = {name: sided(rows[name], hit) for name in aim.naive}
    judged = judge(model.probability(later), happened, later, sides)
    counted = (so_far.n_train, so_far.hits_train, columns, judged)
    if not judged.wins:
        return Attempt("loses", *counted)
    drawn = _drawn(later.height, MOST_FITTED)
    again = fit(later[drawn], happened[drawn], columns, (model.name,))
    return Attempt("", *counted, again, why.importance(model, later, happened))


def judge(predicted: Array, hit: Hits, rows: pl.DataFrame, sides: dict[str, int]) -> Judged:
    """Beside the best of the naive guesses: one column alone, on the side (1: the more, the likelier; -1) that was seen before."""
    found = {name: ranking(hit, side * rows[name].fill_null(rows[name].mean()).fill_null(0.0).to_numpy()) for name, side in sides.items()}
    best = max(found, key=lambda name: found[name])
    return Judged(predicted, hit, best, found[best])


def sided(column: pl.Series, hit: Hits) -> int:
    return 1 if ranking(hit, column.fill_null(column.mean()).fill_null(0.0).to_numpy()) >= 0.5 else -1


def _sampled(aim: Aim, day: date, back: int, most: int) -> tuple[pl.DataFrame, Hits]:
    """The customers of that day and to whom it happened; when they are too many, some of them, drawn once and for all."""
    rows = aim.rows(day, back)
    kept = rows[_drawn(rows.height, most)]
    return kept, aim.hit(kept, day)


def _drawn(size: int, most: int) -> NDArray[np.intp]:
    """The places of all, or of `most` of them, in order."""
    if size <= most:
        return np.arange(size)
    return np.sort(np.random.default_rng(SEED).choice(size, most, replace=False))


def foreseen(model: Learned, rows: pl.DataFrame, name: str) -> pl.DataFrame:
    """`ck`, the probability under `name`, and the reasons of the likeliest 10,000, the likeliest first; of equal ones the one of the higher score."""
    ranked = rows.select("ck", pl.Series(name, model.probability(rows)), pl.Series("score", model.score(rows)))
    made = ranked.sort(name, "score", "ck", descending=[True, True, False]).drop("score")
    told = rows.join(made.head(why.MOST_TOLD).select("ck"), on="ck", how="semi")
    return made.join(why.reasons(model, told), on="ck", how="left", maintain_order="left")
