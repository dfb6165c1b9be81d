"""The three years of the demo company: days numbered from 0, and the pace at which people buy through the seasons."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import polars as pl
from holidays import country_holidays
from numpy.typing import NDArray

from crm_core.demo.truths import SEASON

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
YEAR = 365
HISTORY = 3 * YEAR + 1
WEEKDAYS = (0.80, 0.85, 1.05, 0.90, 1.10, 1.85, 0.45)


@dataclass(frozen=True)
class Timeline:
    until: date

    @property
    def start(self) -> date:
        return self.until - timedelta(days=HISTORY - 1)

    @property
    def last(self) -> int:
        return HISTORY - 1

    def day(self, when: date) -> int:
        return (when - self.start).days

    def at(self, day: int) -> date:
        return self.start + timedelta(days=day)

    def year_of(self, days: Ints) -> Ints:
        """0, 1 or 2: the 12 months that end on the last day are 2."""
        return np.clip(2 - (self.last - days) // YEAR, 0, 2)

    @cached_property
    def pace(self) -> Floats:
        """Relative activity of each day, 1 on average."""
        days = [self.at(day) for day in range(HISTORY)]
        closed = {(1, 1), (1, 5), (25, 12)}
        weights = [0.0 if (d.day, d.month) in closed else SEASON[d.month - 1] * WEEKDAYS[d.weekday()] for d in days]
        pace: Floats = np.array(weights) / np.mean(weights)
        return pace

    def to_days(self, activity: Floats) -> Ints:
        """Calendar days at which that much activity has passed since the start."""
        edges = np.concatenate([[0.0], np.cumsum(self.pace)])
        days: Ints = np.floor(np.interp(activity, edges, np.arange(HISTORY + 1.0), right=HISTORY + 1.0)).astype(np.int64)
        return days

    @cached_property
    def working(self) -> np.busdaycalendar:
        years = range(self.start.year - 1, self.until.year + 2)
        return np.busdaycalendar(holidays=sorted(country_holidays("FR", years=years)))

    def after_working_days(self, days: Ints, count: Ints) -> Ints:
        """The day that is `count` working days after `days`; a day off counts as the working day before it."""
        origin = np.datetime64(self.start)
        moved = np.busday_offset(origin + days, count, roll="backward", busdaycal=self.working)
        return np.maximum((moved - origin).astype(np.int64), days)

    def working_days_between(self, first: Ints, last: Ints) -> Ints:
        origin = np.datetime64(self.start)
        return np.busday_count(origin + first + 1, origin + last + 1, busdaycal=self.working)

    def dates(self, days: Ints, missing: Bools | None = None) -> pl.Series:
        """A date column; days beyond the history or flagged as missing are empty."""
        empty = days > self.last if missing is None else missing | (days > self.last)
        shown = pl.Series(days).cast(pl.Int32) + (self.start - date(1970, 1, 1)).days
        return pl.select(pl.when(pl.Series(~empty)).then(shown.cast(pl.Date)).alias("date")).to_series()


def pick(rng: np.random.Generator, words: list[str] | tuple[str, ...], size: int, weights: Floats | None = None) -> NDArray[np.str_]:
    p = None if weights is None else weights / weights.sum()
    return rng.choice(np.array(words), size, p=p)
