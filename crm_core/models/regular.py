"""Customers whose gaps are more even than chance makes them: each k-th tick of a clock of their own is a purchase (CNBD-k).

Ticks come at the rate of the customer; since the last purchase fewer than k have come, or the customer has left. With k = 1 this is BG/NBD. All is exact: sums of
negative binomial probabilities, which the published approximation of the purchases to expect replaces by those of k = 1.

Source: Reutterer, Platzer and Schröder 2020 (International Journal of Research in Marketing 37), R package BTYDplus.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from math import lgamma, log

import numpy as np
from numpy.typing import NDArray

from crm_core.engine import Connection, Scope, query
from crm_core.models.fitting import Array

TOGETHER, SURE, MOST_TICKS, FAINTEST, WEEK = 4096, 1e-10, 100_000, -500.0, 7


@dataclass(frozen=True)
class Waiting:
    """Σ over j < k of C(power + j - 1, j) share^j: its logarithm, the slope of that by `power`, and the mean of j (the ticks since the last purchase)."""

    logarithm: Array
    by_power: Array
    ticks: Array


def waiting(power: Array, share: Array, k: int) -> Waiting:
    term, total = np.ones_like(power), np.ones_like(power)
    harmonic, by_power, ticks = np.zeros_like(power), np.zeros_like(power), np.zeros_like(power)
    for j in range(1, k):
        term *= share * (power + j - 1) / j
        harmonic += 1 / (power + j - 1)
        total += term
        by_power += term * harmonic
        ticks += j * term
    return Waiting(np.log(total), by_power / total, ticks / total)


def ahead(theta: Array, k: int, x: Array, last: Array, age: Array, weeks: Array) -> Array:
    """The purchases in `weeks` of customers with this past who have not left, who may also leave after their first purchase."""
    r, alpha, a, b = np.exp(theta)
    power, silent = r + k * x, age - last
    until = alpha + age + weeks
    share = (silent + weeks) / until
    expected: Array = np.zeros_like(power)
    for part in _parts(power * share / (1 - share), weeks > 0):
        few = waiting(power[part], silent[part] / (alpha + age[part]), k).logarithm
        known = np.maximum(few - power[part] * np.log1p(silent[part] / (alpha + last[part])), FAINTEST)
        quiet = silent[part] / (silent[part] + weeks[part])
        expected[part] = _summed(k, power[part], share[part], quiet, known, a, b + x[part] + 1)
    return expected


def _parts(ticks: Array, asked: NDArray[np.bool_]) -> Iterator[NDArray[np.intp]]:
    """The places of those who are asked about, a few thousand at a time, those with as many ticks to come together."""
    places = np.flatnonzero(asked)
    places = places[np.argsort(ticks[places], kind="stable")]
    yield from (places[begin : begin + TOGETHER] for begin in range(0, len(places), TOGETHER))


def _summed(k: int, power: Array, share: Array, quiet: Array, known: Array, a: float, b: Array) -> Array:
    """Σ over m of P(m ticks since the last purchase by the end, fewer than k of them by now) × the purchases among m ticks, ÷ P(fewer than k by now).

    `known` is the logarithm of that; given m ticks, each came before now with probability `quiet`. All terms are positive: nothing cancels.
    """
    from scipy.special import comb

    chance = np.exp(power * np.log1p(-share) - known)
    ticks = np.arange(k)[:, None]
    before = comb(k - 1, ticks) * quiet**ticks * (1 - quiet) ** (k - 1 - ticks)  # of k - 1 ticks: j came before now
    few, bought, stays, total = np.ones_like(power), np.zeros_like(power), np.ones_like(power), np.zeros_like(power)
    for m in range(MOST_TICKS):
        if m >= k:
            before *= (1 - quiet) * (m / (m - ticks))
            few = before.sum(axis=0)
        if m and m % k == 0:
            bought = bought + stays
            stays = stays * (b + m // k - 1) / (a + b + m // k - 1)
        total += chance * few * bought
        ratio = share * (power + m) / (m + 1)
        chance = chance * ratio
        if m >= k and bool((chance * few * (bought + 1) <= (1 - ratio) * SURE * (total + SURE)).all()):
            break
    return total


GAPS = """
with days as (
    select distinct ck, date from all_occasions where is_purchase and ck is not null and date <= $as_of and known_on <= $as_of
),
gaps as (
    select date - lag(date) over (partition by ck order by date) as gap from days
)
select coalesce(sum(ln(gap)), 0.0) as total, count(gap) as gaps from gaps where gap is not null
"""


def evenness(con: Connection, day: date) -> Callable[[int], float]:
    """What the gaps add to the log-likelihood of k, which depends on no parameter; they are asked for once somebody wants it."""

    @cache
    def of_all() -> tuple[float, int]:
        total, gaps = query(con, GAPS, Scope.to(day)).row(0)
        return total - gaps * log(WEEK), gaps

    return lambda k: (k - 1) * of_all()[0] - of_all()[1] * lgamma(k)
