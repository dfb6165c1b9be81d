"""Which of two scores ranks those who came back before those who did not, more often than chance makes: areas under the curve, compared on the same customers.

Source: DeLong, DeLong and Clarke-Pearson 1988 (Biometrics 44).
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from crm_core.models.fitting import Array


@dataclass(frozen=True)
class Ranking:
    """The areas under the curve of a score and of another one, and the standard error of their difference."""

    auc: float
    other: float
    error: float

    @property
    def loses(self) -> bool:
        """Whether the score ranks worse than the other, beyond chance (one side, 2.5 %)."""
        return self.auc - self.other < -1.96 * self.error


def compare(came: NDArray[np.bool_], score: Array, other: Array) -> Ranking | None:
    """Both scores on who `came` back; None when everyone did, or nobody."""
    if came.all() or not came.any():
        return None
    (up, down), (up_other, down_other) = _places(came, score), _places(came, other)
    spread = _variance(up - up_other) + _variance(down - down_other)
    return Ranking(float(up.mean()), float(up_other.mean()), float(np.sqrt(spread)))


def _places(came: NDArray[np.bool_], score: Array) -> tuple[Array, Array]:
    """For each who came, the share of the others below it; for each of the others, the share of those who came above it; ties count half."""
    every, up, down = _ranks(score), _ranks(score[came]), _ranks(score[~came])
    return (every[came] - up) / len(down), 1 - (every[~came] - down) / len(up)


def _ranks(values: Array) -> Array:
    ranks: Array = pl.Series(values).rank().to_numpy()
    return ranks


def _variance(values: Array) -> float:
    """Of their mean."""
    return float(values.var(ddof=1)) / len(values) if len(values) > 1 else 0.0
