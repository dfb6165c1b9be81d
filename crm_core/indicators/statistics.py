"""Intervals and tests shared by the indicators, as polars expressions and SQL fragments."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

import polars as pl

from crm_core.columns import each

Z = 1.959963984540054


def wilson(successes: str, trials: str) -> list[pl.Expr]:
    """`low`, `high`: the 95 % Wilson interval of a proportion; null when there is no trial. Source: Wilson 1927."""
    k, n = pl.col(successes).cast(pl.Float64), pl.col(trials).cast(pl.Float64)
    centre = (k + Z * Z / 2) / (n + Z * Z)
    half = Z / (n + Z * Z) * (k * (n - k) / n + Z * Z / 4).sqrt()
    none = n == 0
    return [
        pl.when(none).then(None).when(k == 0).then(0.0).otherwise((centre - half).clip(0, 1)).alias("low"),
        pl.when(none).then(None).when(k == n).then(1.0).otherwise((centre + half).clip(0, 1)).alias("high"),
    ]


def poisson_interval(count: int) -> tuple[float, float]:
    """The exact 95% interval of a Poisson count (Garwood 1936)."""
    from scipy.special import gammaincinv

    low = float(gammaincinv(count, 0.025)) if count else 0.0
    return low, float(gammaincinv(count + 1, 0.975))


def poisson_rate(rows: pl.DataFrame, count: str, exposure: str, *, per: float, name: str) -> list[pl.Expr]:
    """`name`, `low`, `high`: events for `per` units of exposure with their exact 95% interval; null when there is no exposure."""
    exposed = pl.when(pl.col(exposure) > 0).then(pl.col(exposure) / per)
    low = pl.lit(each(rows[count], lambda events: poisson_interval(events)[0], pl.Float64))
    high = pl.lit(each(rows[count], lambda events: poisson_interval(events)[1], pl.Float64))
    return [(pl.col(count) / exposed).alias(name), (low / exposed).alias("low"), (high / exposed).alias("high")]


def proportions_differ(k1: float, n1: float, k2: float, n2: float) -> bool:
    """Whether two proportions differ at 5 %: two-sided z-test with pooled variance."""
    if not n1 or not n2:
        return False
    pooled = (k1 + k2) / (n1 + n2)
    spread = sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
    return bool(spread) and abs(k1 / n1 - k2 / n2) / spread > Z


def rates_differ(k1: float, e1: float, k2: float, e2: float) -> bool:
    """Whether two Poisson rates (events, exposure) differ at 5 %: exact conditional test, twice the smaller tail (Przyborowski and Wilenski 1940)."""
    from scipy.special import bdtr, bdtrc

    n, share = k1 + k2, e1 / (e1 + e2) if e1 + e2 else 0.0
    if not n or not 0 < share < 1:
        return False
    below = float(bdtr(k1, int(n), share))
    above = float(bdtrc(k1 - 1, int(n), share)) if k1 else 1.0
    return 2 * min(below, above) < 0.05


def means_differ(m1: float, variance1: float, m2: float, variance2: float) -> bool:
    """Whether two independent estimates with these variances differ at 5 % (z-test)."""
    spread = sqrt(variance1 + variance2)
    return abs(m1 - m2) > Z * spread if spread else m1 != m2


@dataclass(frozen=True)
class Survival:
    """A Kaplan–Meier curve: at each time with events, the share still waiting and its 95% interval (log-log, variance of Greenwood)."""

    points: tuple[tuple[float, float, float | None, float | None], ...]

    @classmethod
    def of(cls, counts: Sequence[tuple[float | None, int, int]]) -> "Survival":
        """From (time, events, censored); those censored at a time were still at risk at it. Counts without a time are skipped when empty."""
        at_risk, share, greenwood = sum(events + censored for _, events, censored in counts), 1.0, 0.0
        points = []
        for time, events, censored in sorted((time, events, censored) for time, events, censored in counts if time is not None):
            if events:
                share *= 1 - events / at_risk
                greenwood += events / (at_risk * (at_risk - events)) if at_risk > events else 0.0
                points.append((float(time), share, *_loglog(share, greenwood)))
            at_risk -= events + censored
        return cls(tuple(points))

    def quantile(self, share: float) -> float | None:
        """The first time at which at most `share` are still waiting; null when the curve stays above."""
        return next((time for time, left, _, _ in self.points if left <= share + 1e-12), None)

    def interval(self, share: float) -> tuple[float | None, float | None]:
        """The 95% interval of that time: where the bounds of the curve pass `share`."""
        low = next((time for time, _, bound, _ in self.points if bound is not None and bound <= share), None)
        high = next((time for time, _, _, bound in self.points if bound is not None and bound <= share), None)
        return low, high


def _loglog(share: float, greenwood: float) -> tuple[float | None, float | None]:
    if not 0 < share < 1:
        return None, None
    half = Z * sqrt(greenwood) / -log(share)
    return share ** exp(half), share ** exp(-half)
