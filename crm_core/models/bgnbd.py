"""How often customers come and when they stop: BG/NBD, MBG/NBD and MBG/CNBD-k, by maximum likelihood on grouped customers.

A customer buys at a rate of its own (gamma with shape r and scale 1/alpha, per week) and after each purchase leaves for good with a probability of
its own (beta of a and b). Under MBG/NBD it may leave after the first purchase too (`first` = 1). Under MBG/CNBD-k only each k-th tick of that rate
is a purchase (`regular`): the gaps of a customer are then more even than chance makes them.

Sources: Fader, Hardie and Lee 2005 (Marketing Science 24); Batislam, Denizel and Filiztekin 2007; Hoppe and Wagner 2007; Reutterer, Platzer and Schröder 2020 (IJRM 37).
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from crm_core.models import regular
from crm_core.models.fitting import EDGE, Array, Found, dot, maximum

NUDGE = 1e-6
MOST = np.array([EDGE, EDGE, EDGE, np.log(500.0)])  # beyond that b, everyone has the same chance of leaving


@dataclass(frozen=True)
class Lives:
    """Groups of equal customers: repeat purchases `x`, weeks from the first purchase to the last one `last` and to today `age`, customers `n`."""

    x: Array
    last: Array
    age: Array
    n: Array

    def of(self, groups: NDArray[np.intp], n: Array) -> "Lives":
        """Those groups alone, with `n` customers."""
        return Lives(self.x[groups], self.last[groups], self.age[groups], n)


@dataclass(frozen=True)
class Bgnbd:
    """A fitted model. `first` is 1 when a customer may leave after its first purchase (MBG/NBD), else 0; each `k`-th tick is a purchase."""

    r: float
    alpha: float
    a: float
    b: float
    first: int = 0
    k: int = 1
    log_likelihood: float = float("nan")
    converged: bool = True

    @property
    def theta(self) -> Array:
        theta: Array = np.log(np.array([self.r, self.alpha, self.a, self.b]))
        return theta

    @property
    def leaving(self) -> float:
        """The mean probability of leaving after a purchase."""
        return self.a / (self.a + self.b)

    def at(self, theta: Array) -> "Bgnbd":
        """The same kind of model with other parameters, given by their logarithms."""
        r, alpha, a, b = (float(one) for one in np.exp(theta))
        return replace(self, r=r, alpha=alpha, a=a, b=b)

    def again(self, lives: Lives) -> "Bgnbd":
        """The same kind of model fitted to other customers, roughly, from here."""
        return fit(lives, self.first, self.theta, self.k)

    def alive(self, lives: Lives) -> Array:
        """The probability that customers with this past have not left."""
        return 1 - _left(_odds(self.theta, lives, self.first, self.k, _waiting(self.theta, lives, self.k)))[0]

    def expected(self, weeks: Array | float) -> Array:
        """The repeat purchases of a new customer in its first `weeks`."""
        since = np.asarray(weeks, dtype=np.float64)
        none = np.zeros_like(since)
        if self.k > 1:
            return self.b / (self.a + self.b) * regular.ahead(self.theta, self.k, none, none, none, since)
        stays = self.b / (self.a + self.b) if self.first else 1.0
        return stays * self._ahead(
            np.full_like(since, self.r), np.full_like(since, self.alpha), np.full_like(since, self.b + self.first), since
        )

    def silent(self, lives: Lives, weeks: float) -> Array:
        """The probability that customers with this past buy nothing in the next `weeks`: they have left, or fewer than `k` ticks come since the last purchase."""
        alive, power = self.alive(lives), self.r + self.k * lives.x
        waited, now, then = lives.age - lives.last, self.alpha + lives.age, self.alpha + lives.age + weeks
        still, longer = (regular.waiting(power, share, self.k).logarithm for share in (waited / now, (waited + weeks) / then))
        none: Array = 1 - alive + alive * np.exp(longer - still + power * (np.log(now) - np.log(then)))
        return none

    def ahead(self, lives: Lives, weeks: float) -> Array:
        """The purchases to expect in the next `weeks` of customers with this past."""
        return self.alive(lives) * self.ahead_alive(lives, weeks)

    def ahead_alive(self, lives: Lives, weeks: float) -> Array:
        """The same for those of them who have not left."""
        if self.k > 1:
            return regular.ahead(self.theta, self.k, lives.x, lives.last, lives.age, np.full_like(lives.x, weeks))
        return self._ahead(self.r + lives.x, self.alpha + lives.age, self.b + lives.x + self.first, np.full_like(lives.x, weeks))

    def _ahead(self, r: Array, alpha: Array, b: Array, weeks: Array) -> Array:
        """Purchases in `weeks` of someone alive. Euler's transformation of ₂F₁ leaves terms that do not grow with the purchases made."""
        from scipy.special import hyp2f1

        a = self.a + NUDGE if abs(self.a - 1) < NUDGE else self.a
        c = a + b - 1
        c = np.where(np.abs(c) < NUDGE, NUDGE, c)
        kept = (alpha / (alpha + weeks)) ** (a - 1) * hyp2f1(c - r, a - 1, c, weeks / (alpha + weeks))
        found: Array = np.maximum(c / (a - 1) * (1 - kept), 0.0)
        return found


def fit(lives: Lives, first: int = 0, start: Array | None = None, k: int = 1) -> Bgnbd:
    """The most likely BG/NBD (`first` = 0), MBG/NBD (1) or MBG/CNBD-k (1, `k`) of these customers; roughly, from a `start` that is near."""
    begin = np.log(np.array([0.5, max(float(np.average(lives.age, weights=lives.n)) / 4, 0.1), 1.0, 2.0])) if start is None else start
    likelihood = Likelihood(lives, first, k)
    found = maximum(likelihood, begin, float(lives.n.sum()), sharp=start is None, most=MOST)
    return _named(found, first, k)


def _named(found: Found, first: int, k: int) -> Bgnbd:
    r, alpha, a, b = (float(one) for one in np.exp(found.theta))
    return Bgnbd(r, alpha, a, b, first, k, found.log_likelihood, found.converged)


def _waiting(theta: Array, lives: Lives, k: int) -> regular.Waiting | None:
    """What is known of the ticks since the last purchase; nothing where each tick is a purchase."""
    r, alpha = np.exp(theta[:2])
    return regular.waiting(r + k * lives.x, (lives.age - lives.last) / (alpha + lives.age), k) if k > 1 else None


def _odds(theta: Array, lives: Lives, first: int, k: int, waited: regular.Waiting | None) -> Array:
    """The logarithm of the odds that each has left; -∞ where nobody can have."""
    r, alpha, a, b = np.exp(theta)
    y = lives.x + first
    begun = np.where(y > 0, np.log(a) - np.log(np.where(y > 0, b + y - 1, 1.0)), -np.inf)
    odds: Array = begun + (r + k * lives.x) * (np.log(alpha + lives.age) - np.log(alpha + lives.last))
    return odds - waited.logarithm if waited else odds


def _left(odds: Array) -> tuple[Array, Array]:
    """The probability of these log-odds, and the logarithm of one more than the odds: both from one exponential that cannot overflow."""
    small = np.exp(-np.abs(odds))
    return np.where(odds > 0, 1.0, small) / (1 + small), np.maximum(odds, 0.0) + np.log1p(small)


class Likelihood:
    """The log-likelihood of some customers and its gradient, both over the logarithms of r, alpha, a, b.

    What depends on the number of purchases alone is worked out once for each number. What depends on the gaps and on no parameter is left out (`regular.gaps`).
    """

    def __init__(self, lives: Lives, first: int, k: int = 1) -> None:
        self.lives, self.first, self.k = lives, first, k
        self.x, place = np.unique(lives.x, return_inverse=True)
        self.n = np.bincount(place, weights=lives.n).astype(np.float64)

    def __call__(self, theta: Array) -> tuple[float, Array]:
        lives, n = self.lives, self.lives.n
        r, alpha, a, b = np.exp(theta)
        age, last, power = np.log(alpha + lives.age), np.log(alpha + lives.last), r + self.k * lives.x
        waited = _waiting(theta, lives, self.k)
        gone, either = _left(_odds(theta, lives, self.first, self.k, waited))
        left = n * gone
        value = self._purchases(theta) + dot(n, either - power * age)
        by_r = dot(left, age - last) - dot(n, age)
        by_alpha = dot(left * power, 1 / (alpha + lives.age) - 1 / (alpha + lives.last)) - dot(n, power / (alpha + lives.age))
        if waited:
            value += dot(n, waited.logarithm)
            by_r += dot(n - left, waited.by_power)
            by_alpha -= dot(n - left, waited.ticks / (alpha + lives.age))
        y = lives.x + self.first
        by_b = -dot(left, 1 / np.where(y > 0, b + y - 1, 1.0))
        return value, (self._slope(theta) + np.array([by_r, by_alpha, float(left.sum()) / a, by_b])) * np.exp(theta)

    def _purchases(self, theta: Array) -> float:
        from scipy.special import gammaln

        (r, _alpha, a, b), y = np.exp(theta), self.x + self.first
        one = gammaln(r + self.k * self.x) - gammaln(r) + r * theta[1] + gammaln(a + b) + gammaln(b + y) - gammaln(b) - gammaln(a + b + y)
        return dot(self.n, one)

    def _slope(self, theta: Array) -> Array:
        from scipy.special import digamma

        (r, alpha, a, b), y, n = np.exp(theta), self.x + self.first, self.n
        total, all_of = n.sum(), digamma(a + b) - digamma(a + b + y)
        by_r = dot(n, digamma(r + self.k * self.x) - digamma(r) + theta[1])
        return np.array([by_r, total * r / alpha, dot(n, all_of), dot(n, all_of + digamma(b + y) - digamma(b))])
