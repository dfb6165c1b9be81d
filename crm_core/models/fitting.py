"""Maximum likelihood over parameters that are all positive: they are sought on the scale of their logarithms."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

Array = NDArray[np.float64]
EDGE = 8.0  # of a logarithm: a parameter beyond e^±8 means that the data do not tell it


def dot(weights: Array, values: Array) -> float:
    """The weighted sum, in the thread that asks: the product of numpy's own library wakes others, which on a busy machine costs a thousand times the sum."""
    return float(np.einsum("i,i->", weights, values))


@cache
def _threads() -> ThreadpoolController:
    """The libraries under numpy: on a busy machine their threads wait for each other a thousand times longer than four parameters take."""
    return ThreadpoolController()


@dataclass(frozen=True)
class Found:
    """The logarithms of the parameters, the log-likelihood there, and whether the search came to an end inside its bounds."""

    theta: Array
    log_likelihood: float
    converged: bool


def maximum(
    score: Callable[[Array], tuple[float, Array]], start: Array, weight: float, sharp: bool = True, most: Array | float = EDGE
) -> Found:
    """Where the log-likelihood `score` (value and gradient) is highest, from `start` (logarithms); `weight` is the number of customers. Not `sharp`: to three digits or so.

    A parameter may come to rest at a `most` under the edge: beyond, it would say the same.
    """
    from scipy.optimize import minimize

    highest = np.broadcast_to(np.asarray(most, dtype=np.float64), start.shape)

    def down(theta: Array) -> tuple[float, Array]:
        value, slope = score(theta)
        return -value / weight, -slope / weight

    options: Any = {"maxiter": 500, "maxfun": 1000, "ftol": 1e-13 if sharp else 1e-9, "gtol": 1e-7 if sharp else 1e-5, "maxcor": 20}
    search: Any = minimize
    with _threads().limit(limits=1):
        found = search(down, start, jac=True, method="L-BFGS-B", bounds=[(-EDGE, one) for one in highest], options=options)
    inside = bool(np.all(np.abs(found.x) < EDGE - 1e-6))
    flat = bool(np.abs(np.where(found.x < highest - 1e-9, found.jac, 0.0)).max() < 1e-4)
    return Found(np.asarray(found.x), -float(found.fun) * weight, bool(np.isfinite(found.fun)) and inside and flat)
