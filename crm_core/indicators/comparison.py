"""Better, worse or the same? Pure functions on figures: the light against a target, the verdict against a named period."""

from dataclasses import dataclass
from typing import Literal

from crm_core.indicators.statistics import Z, means_differ, proportions_differ, rates_differ

FEW = 30
PER = 1000

Kind = Literal["share", "rate", "count", "mean"]
Better = Literal["up", "down", ""]
Verdict = Literal["up", "down", "stable", "too_few"]
Light = Literal["good", "watch", "bad", "too_few", "none"]
Tone = Literal["better", "worse", "same", "unknown"]


@dataclass(frozen=True)
class Reading:
    """A figure over one span: `value` with its 95% interval; `n` cases it rests on, null when its table is missing.

    `variance` is that of a mean, a median or a score, by default what its interval says; shares are judged by `n`, rates by `n` / 1000 units
    of exposure, counts by themselves.
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None
    n: int | None = None
    variance: float | None = None

    @property
    def spread(self) -> float | None:
        """The variance; null when neither it nor an interval is known."""
        if self.variance is not None or self.low is None or self.high is None:
            return self.variance
        return ((self.high - self.low) / (2 * Z)) ** 2

    @property
    def too_few(self) -> bool:
        return self.value is None or (self.n or 0) < FEW


def differ(kind: Kind, now: Reading, before: Reading) -> bool:
    """Whether two readings differ at 5 %. Shares: z-test; rates and counts: exact Poisson comparison; means and scores: z-test, never when a variance is unknown."""
    v1, v2, n1, n2 = now.value or 0.0, before.value or 0.0, now.n or 0, before.n or 0
    if kind == "share":
        return proportions_differ(v1 * n1, n1, v2 * n2, n2)
    if kind == "rate":
        return rates_differ(round(v1 * n1 / PER), n1, round(v2 * n2 / PER), n2)
    if kind == "count":
        return rates_differ(round(v1), 1, round(v2), 1)
    if now.spread is None or before.spread is None:
        return False
    return means_differ(v1, now.spread, v2, before.spread)


def verdict(kind: Kind, now: Reading, before: Reading) -> Verdict:
    """Up or down when the change is real at 5%, else stable; too_few when one of the two rests on fewer than 30 cases."""
    if now.too_few or before.too_few:
        return "too_few"
    if not differ(kind, now, before):
        return "stable"
    return "up" if (now.value or 0.0) > (before.value or 0.0) else "down"


def light(now: Reading, target: float | None, better: Better) -> Light:
    """The light against a target: good = reached, watch = missed but the interval holds the target, bad = missed and real."""
    if target is None or now.n is None or not better:
        return "none"
    if now.value is None or now.n < FEW:
        return "too_few"
    if now.value >= target if better == "up" else now.value <= target:
        return "good"
    held = now.low is not None and now.high is not None and now.low <= target <= now.high
    return "watch" if held else "bad"


def tone(change: Verdict, better: Better) -> Tone:
    """What a change means: up is worse where down is better."""
    if change in ("stable", "too_few") or not better:
        return "same" if change != "too_few" else "unknown"
    return "better" if change == better else "worse"


@dataclass(frozen=True)
class Figure:
    """One card: a reading, the previous period's, last year's, the target, and what follows from them."""

    kind: Kind
    better: Better
    now: Reading
    previous: Reading = Reading()
    last_year: Reading = Reading()
    target: float | None = None

    @property
    def light(self) -> Light:
        return light(self.now, self.target, self.better)

    @property
    def verdict(self) -> Verdict:
        return verdict(self.kind, self.now, self.previous)

    @property
    def verdict_year(self) -> Verdict:
        return verdict(self.kind, self.now, self.last_year)

    @property
    def tone(self) -> Tone:
        return tone(self.verdict, self.better)

    @property
    def tone_year(self) -> Tone:
        return tone(self.verdict_year, self.better)
