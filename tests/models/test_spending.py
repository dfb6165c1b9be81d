"""Where Gamma-Gamma does not hold, own means take over, and say why."""

import numpy as np
import pytest

from crm_core.models.gamma_gamma import GammaGamma
from crm_core.models.own_mean import OwnMean
from crm_core.models.spending import Amounts, choose, correlation
from tests.models.cdnow import spent


def amounts(x, m):
    purchases, own = x + 1, np.where(x > 0, m, 10.0)
    return Amounts(np.where(m > 0, x, 0.0), m, purchases, own, purchases * own**2 + 5.0)


def test_cdnow_holds():
    x, m = spent()
    found, reasons = choose(amounts(x, m), 0.2)
    assert isinstance(found, GammaGamma)
    assert reasons == ()


def test_correlation_is_that_of_the_ranks():
    x, m = np.repeat(np.arange(1.0, 6.0), 10), np.repeat(np.array([10.0, 20.0, 30.0, 50.0, 40.0]), 10)
    assert correlation(amounts(x, m)) == pytest.approx(0.9)
    assert correlation(amounts(x[:20], m[:20])) is None
    assert correlation(amounts(np.ones(40), np.linspace(1, 2, 40))) is None


def test_frequency_that_goes_with_the_amount():
    x, m = spent()
    found, reasons = choose(amounts(x, m), 0.31)
    assert isinstance(found, OwnMean)
    assert reasons == ("correlated",)


def test_amounts_without_a_finite_mean():
    """Drawn with q = 0.6: no mean of everyone exists."""
    generator = np.random.default_rng(5)
    x = generator.integers(1, 8, 3000).astype(float)
    rate = generator.gamma(0.6, 1 / 15.0, 3000)
    found, reasons = choose(amounts(x, generator.gamma(6 * x) / (x * rate)), 0.0)
    assert isinstance(found, OwnMean)
    assert reasons == ("infinite_mean",)


def test_returns_that_exceed_the_purchases():
    x, m = spent()
    m = np.where(np.arange(len(m)) < 3, -4.0, m)
    found, reasons = choose(amounts(x, m), 0.0)
    assert isinstance(found, GammaGamma)
    assert reasons == ("negative",)
    assert amounts(x, m).spend(found)[:3] == pytest.approx([found.mean] * 3)
    assert choose(amounts(np.full(40, 2.0), np.full(40, -1.0)), None) == (None, ("no_amounts",))
