"""What each purchase should bring: Gamma-Gamma where it holds, else each customer's own mean drawn towards that of everyone; what was wrong is told by its code."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from crm_core.models import gamma_gamma, own_mean
from crm_core.models.customers import Customers
from crm_core.models.fitting import Array
from crm_core.models.gamma_gamma import GammaGamma
from crm_core.models.own_mean import OwnMean

MOST_CORRELATED, FEWEST = 0.3, 30
Spend = GammaGamma | OwnMean


@dataclass(frozen=True)
class Amounts:
    """One row a customer: repeat purchases `x` and their mean `m`; all `purchases`, their mean `own` and the sum of their squares."""

    x: Array
    m: Array
    purchases: Array
    own: Array
    squares: Array

    @classmethod
    def of(cls, customers: Customers) -> "Amounts":
        m, x = customers.column("repeat_mean"), customers.column("x")
        return cls(np.where(m > 0, x, 0.0), m, x + 1, customers.column("mean"), customers.column("squares"))

    @property
    def negative(self) -> bool:
        return bool(((self.purchases > 1) & (self.x == 0)).any())

    def at(self, places: NDArray[np.intp]) -> "Amounts":
        """Those customers alone."""
        return Amounts(*(one[places] for one in (self.x, self.m, self.purchases, self.own, self.squares)))

    def spend(self, model: Spend) -> Array:
        return model.spend(self.x, self.m) if isinstance(model, GammaGamma) else model.spend(self.purchases, self.own)

    def slopes(self, model: Spend) -> Array:
        return model.slopes(self.x, self.m) if isinstance(model, GammaGamma) else model.slopes(self.purchases, self.own)

    def again(self, model: Spend, n: Array) -> Spend | None:
        """The same kind of model fitted to `n` of each customer; None when that means nothing."""
        if isinstance(model, OwnMean):
            return own_mean.fit(self.purchases, self.own, self.squares, n)
        kept = self.x > 0
        found = gamma_gamma.fit(self.x[kept], self.m[kept], n[kept], model.theta) if kept.any() else None
        return found if found and found.converged and found.q > 1 else None


def correlation(amounts: Amounts) -> float | None:
    """Spearman's correlation of the number of repeat purchases and their mean; None under 30 customers, or when either does not vary."""
    back = amounts.x > 0
    if int(back.sum()) < FEWEST:
        return None
    x, m = (pl.Series(one[back]).rank().to_numpy() for one in (amounts.x, amounts.m))
    return float(np.corrcoef(x, m)[0, 1]) if x.std() and m.std() else None


def choose(amounts: Amounts, correlated: float | None) -> tuple[Spend | None, tuple[str, ...]]:
    """The model of the amounts and the codes of what has to be said about it; None when the mean amount is not positive."""
    found, wrong = (None, "correlated") if correlated is not None and abs(correlated) > MOST_CORRELATED else _gamma_gamma(amounts)
    chosen: Spend | None = found or own_mean.fit(amounts.purchases, amounts.own, amounts.squares, np.ones_like(amounts.x))
    if chosen is None:
        return None, ("no_amounts",)
    negative = ("negative",) if found and amounts.negative else ()
    return chosen, (*((wrong,) if wrong else ()), *negative)


def _gamma_gamma(amounts: Amounts) -> tuple[GammaGamma | None, str]:
    back = amounts.x > 0
    if int(back.sum()) < FEWEST:
        return None, "spend_lost"
    model = gamma_gamma.fit(amounts.x[back], amounts.m[back], np.ones(int(back.sum())))
    if model.q <= 1:
        return None, "infinite_mean"
    return (model, "") if model.converged else (None, "spend_lost")
