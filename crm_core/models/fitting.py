"""Maximum likelihood over parameters that are all positive: they are sought on the scale of their logarithms."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Array = NDArray[np.float64]
EDGE = 10.0  # of a logarithm: a parameter beyond e^±10 means that the data do not tell it


@dataclass(frozen=True)
class Found:
    """The logarithms of the parameters, the log-likelihood there, and whether the search came to an end inside its bounds."""

    theta: Array
    log_likelihood: float
    converged: bool


def maximum(score: Callable[[Array], tuple[float, Array]], start: Array, weight: float) -> Found:
    """Where the log-likelihood `score` (value and gradient) is highest, from `start` (logarithms); `weight` is the number of customers."""

    def down(theta: Array) -> tuple[float, Array]:
        value, slope = score(theta)
        return -value / weight, -slope / weight

    options: Any = {"maxiter": 500, "maxfun": 1000, "ftol": 1e-13, "gtol": 1e-7, "maxcor": 20}
    search: Any = minimize
    found = search(down, start, jac=True, method="L-BFGS-B", bounds=[(-EDGE, EDGE)] * len(start), options=options)
    inside, flat = bool(np.all(np.abs(found.x) < EDGE - 1e-6)), bool(np.abs(found.jac).max() < 1e-4)
    return Found(np.asarray(found.x), -float(found.fun) * weight, bool(np.isfinite(found.fun)) and inside and flat)
