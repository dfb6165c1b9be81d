"""Gamma-Gamma against the published results on CDNOW, against the density it stands for, and by hand."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import gamma

from crm_core.models.gamma_gamma import GammaGamma, _Likelihood, fit
from tests.models.cdnow import spent

PUBLISHED = GammaGamma(6.25, 3.74, 15.44)


def test_parameters_of_cdnow():
    """Means are published to the cent: parameters to 3 places of the ones computed on whole means."""
    x, m = spent()
    found = fit(x, m, np.ones_like(x))
    assert [found.p, found.q, found.v] == pytest.approx([6.24957, 3.74422, 15.44352], abs=5e-3)
    assert found.log_likelihood == pytest.approx(-4055.9177, abs=0.01)
    assert found.mean == pytest.approx(35.1704, abs=1e-3)
    assert found.converged
    assert len(x) == 946


def test_first_ten_customers():
    """Hardie's note 025: x and mean of customers 1 to 10; who never came back is expected to spend as everyone."""
    x = np.array([2, 1, 0, 0, 0, 7, 1, 0, 2, 0], dtype=float)
    m = np.array([22.35, 11.77, 0, 0, 0, 73.74, 11.77, 0, 25.55, 0])
    expected = [24.664, 18.917, 35.219, 35.219, 35.219, 71.47, 18.917, 35.219, 27.288, 35.219]
    assert PUBLISHED.spend(x, m) == pytest.approx(expected, abs=0.01)


def test_the_likelihood_is_the_integral():
    """The mean of x purchases is gamma of shape p·x and rate nu·x, nu itself gamma of shape q and rate v."""
    p, q, v, x, m = 2.0, 3.0, 5.0, 4.0, 7.0
    density = quad(lambda nu: gamma.pdf(m, p * x, scale=1 / (nu * x)) * gamma.pdf(nu, q, scale=1 / v), 0, np.inf)[0]
    value, _slope = _Likelihood(np.array([x]), np.array([m]), np.ones(1))(np.log([p, q, v]))
    assert value == pytest.approx(np.log(density))


def test_the_slopes_are_right():
    x, m = spent()
    likelihood, theta, step = _Likelihood(x, m, np.full_like(x, 2.0)), np.array([0.4, 0.6, 2.0]), 1e-5
    counted = [(likelihood(theta + step * way)[0] - likelihood(theta - step * way)[0]) / (2 * step) for way in np.eye(3)]
    assert likelihood(theta)[1] == pytest.approx(counted, rel=1e-5)
    few, many = (
        np.log(GammaGamma(*np.exp(np.log([2, 3, 5]) + way)).spend(np.array([0.0, 3.0]), np.array([0.0, 4.0])))
        for way in (np.zeros(3), np.full(3, 1e-6))
    )
    assert (many - few) / 1e-6 == pytest.approx(
        GammaGamma(2, 3, 5).slopes(np.array([0.0, 3.0]), np.array([0.0, 4.0])).sum(axis=1), abs=1e-4
    )


def test_by_hand():
    """p = 2, q = 3, v = 10: everyone 2·10 ÷ 2 = 10; two purchases of 30: 2·(10 + 60) ÷ (4 + 2) = 23.33."""
    model = GammaGamma(2.0, 3.0, 10.0)
    assert model.mean == 10.0
    assert model.spend(np.array([0.0, 2.0]), np.array([99.0, 30.0])) == pytest.approx([10.0, 70 / 3])
