"""How far the parameters would move with other customers of the same kind: the bootstrap of cases.

Customers are drawn with replacement and both models fitted again. Of large bases fewer are drawn than there are, and the spread is scaled by the square root of the
share (m out of n: Bickel, Götze and van Zwet 1997).
"""

import numpy as np

from crm_core.models.bgnbd import Bgnbd
from crm_core.models.customers import Customers
from crm_core.models.fitting import Array
from crm_core.models.spending import Amounts, Spend

DRAWS, MOST_DRAWN, KEPT = 120, 10_000, 0.8
SEED = 1997


def covariance(customers: Customers, purchases: Bgnbd, amounts: Amounts, spend: Spend) -> Array | None:
    """The covariance of the logarithms of all parameters, those of the purchases first; None when more than a fifth of the samples give no fit."""
    generator, n = np.random.default_rng(SEED), len(customers.group)
    drawn = min(n, MOST_DRAWN)
    found = [_fitted(customers, purchases, amounts, spend, generator.integers(0, n, drawn)) for _ in range(DRAWS)]
    kept = [one for one in found if one is not None]
    if len(kept) < KEPT * DRAWS:
        return None
    spread: Array = np.cov(np.array(kept), rowvar=False) * (drawn / n)
    return spread


def _fitted(
    customers: Customers, purchases: Bgnbd, amounts: Amounts, spend: Spend, drawn: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> Array | None:
    """The parameters for the customers of these places; None when either fit means nothing."""
    places, times = np.unique(drawn, return_counts=True)
    groups, n = np.unique(customers.group[drawn], return_counts=True)
    again = purchases.again(customers.lives.of(groups, n.astype(np.float64)))
    spent = amounts.at(places).again(spend, times.astype(np.float64))
    return np.concatenate([again.theta, spent.theta]) if again.converged and spent else None
