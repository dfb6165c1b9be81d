"""What customers spend at each purchase, when Gamma-Gamma does not hold: their own mean, drawn towards that of everyone.

The fewer its purchases, and the more they vary beside what sets customers apart, the less a customer's own mean counts.
Source: Bühlmann and Straub 1970 (credibility), with their estimators of both variances.
"""

from dataclasses import dataclass

import numpy as np

from crm_core.models.fitting import Array, dot

MOST = 1e6  # purchases: nothing sets customers apart


@dataclass(frozen=True)
class OwnMean:
    """`mean` of everyone counts as much as `weight` purchases of one's own."""

    mean: float
    weight: float

    @property
    def theta(self) -> Array:
        theta: Array = np.log(np.array([self.mean, self.weight]))
        return theta

    def spend(self, purchases: Array, own: Array) -> Array:
        """What the next purchase should bring of customers whose `purchases` brought `own` each; nothing, where that is negative."""
        spend: Array = np.maximum((self.weight * self.mean + purchases * own) / (self.weight + purchases), 0.0)
        return spend

    def slopes(self, purchases: Array, own: Array) -> Array:
        """How the logarithm of `spend` changes with those of mean and weight: one row a customer."""
        everyone, all_of = self.weight * self.mean, self.weight * self.mean + purchases * own
        share = np.divide(everyone, all_of, out=np.zeros_like(all_of), where=all_of > 0)
        return np.column_stack([share, np.where(all_of > 0, share - self.weight / (self.weight + purchases), 0.0)])


def fit(purchases: Array, own: Array, squares: Array, n: Array) -> OwnMean | None:
    """From customers with `purchases` of mean `own` and sum of squares `squares`, each counted `n` times; None when there is no positive mean or nobody bought twice."""
    total = dot(n, purchases)
    mean, again = dot(n, purchases * own) / total, dot(n, purchases - 1)
    if mean <= 0 or again <= 0:
        return None
    within = max(dot(n, squares - purchases * own**2) / again, 0.0)
    apart = dot(n, purchases * (own - mean) ** 2) - (float(n.sum()) - 1) * within
    between = apart / (total - dot(n, purchases**2) / total)
    weight = within / between if between > 0 else MOST
    return OwnMean(mean, float(np.clip(weight, 1 / MOST, MOST)))
