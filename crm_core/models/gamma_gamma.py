"""What customers spend at each purchase: Gamma-Gamma, by maximum likelihood on the mean of their repeat purchases.

A customer's purchases vary around a mean of its own (gamma with shape p), and the means around that of everyone (inverse gamma with shape q, scale v).
It takes amounts that do not depend on how often one comes. Source: Fader, Hardie and Lee 2005 (JMR 42), Hardie's note 025.
"""

from dataclasses import dataclass

import numpy as np

from crm_core.models.fitting import Array, dot, maximum


@dataclass(frozen=True)
class GammaGamma:
    p: float
    q: float
    v: float
    log_likelihood: float = float("nan")
    converged: bool = True

    @property
    def theta(self) -> Array:
        theta: Array = np.log(np.array([self.p, self.q, self.v]))
        return theta

    @property
    def mean(self) -> float:
        """What a purchase of anyone brings; it takes q > 1."""
        return self.p * self.v / (self.q - 1)

    def spend(self, x: Array, m: Array) -> Array:
        """What the next purchase should bring of customers whose `x` repeat purchases brought `m` each; `m` is not read where `x` is 0."""
        spend: Array = self.p * (self.v + x * np.where(x > 0, m, 0.0)) / (self.p * x + self.q - 1)
        return spend

    def slopes(self, x: Array, m: Array) -> Array:
        """How the logarithm of `spend` changes with those of p, q, v: one row a customer."""
        below, own = self.p * x + self.q - 1, self.v + x * np.where(x > 0, m, 0.0)
        return np.column_stack([1 - self.p * x / below, -self.q / below, self.v / own])


def fit(x: Array, m: Array, n: Array, start: Array | None = None) -> GammaGamma:
    """The most likely model of customers with `x` > 0 repeat purchases of mean `m` > 0, each counted `n` times; roughly, from a `start` that is near."""
    unit = float(np.average(m, weights=n))
    shift = np.array([0.0, 0.0, np.log(unit)])
    begin = np.log(np.array([2.0, 3.0, 1.0])) if start is None else start - shift
    found = maximum(_Likelihood(x, m / unit, n), begin, float(n.sum()), sharp=start is None)
    p, q, v = (float(one) for one in np.exp(found.theta + shift))
    return GammaGamma(p, q, v, found.log_likelihood - float(n.sum()) * float(np.log(unit)), found.converged)


class _Likelihood:
    """The log-likelihood and its gradient over the logarithms of p, q, v."""

    def __init__(self, x: Array, m: Array, n: Array) -> None:
        self.x, self.n, self.total, self.log_m = x, n, x * m, np.log(m)
        self.base = np.log(x) + self.log_m
        self.numbers, place = np.unique(x, return_inverse=True)
        self.counts = np.bincount(place, weights=n).astype(np.float64)

    def __call__(self, theta: Array) -> tuple[float, Array]:
        from scipy.special import digamma, gammaln

        p, q, v = np.exp(theta)
        x, n, numbers, counts, everyone = self.x, self.n, self.numbers, self.counts, float(self.n.sum())
        upto = np.log(self.total + v)
        power = p * x + q
        value = dot(counts, gammaln(p * numbers + q) - gammaln(p * numbers) - gammaln(q)) + everyone * q * theta[2]
        value += dot(n, p * x * self.base - self.log_m - power * upto)
        grown = digamma(p * numbers + q)
        by_p = dot(counts * numbers, grown - digamma(p * numbers)) + dot(n * x, self.base - upto)
        by_q = dot(counts, grown - digamma(q)) + everyone * theta[2] - dot(n, upto)
        by_v = everyone * q / v - dot(n, power / (self.total + v))
        return value, np.array([by_p, by_q, by_v]) * np.exp(theta)
