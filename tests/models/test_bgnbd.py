"""BG/NBD and MBG/NBD against published results on CDNOW, against the integrals that they stand for, and on a case small enough to follow."""

import numpy as np
import pytest
from scipy.special import roots_genlaguerre, roots_jacobi

from crm_core.models.bgnbd import Bgnbd, Likelihood, Lives, fit
from tests.models.cdnow import lives

# Fader, Hardie and Lee 2005; their spreadsheet and walkthrough of BTYD.
PUBLISHED = Bgnbd(0.2425967, 4.413659, 0.7929869, 2.426164)


def one(x: float, last: float, age: float) -> Lives:
    return Lives(*(np.array([value], dtype=float) for value in (x, last, age, 1)))


@pytest.fixture(scope="module")
def fitted() -> Bgnbd:
    return fit(lives())


def test_parameters_of_cdnow(fitted):
    assert [fitted.r, fitted.alpha, fitted.a, fitted.b] == pytest.approx([0.242595, 4.413602, 0.792922, 2.425907], rel=1e-5)
    assert fitted.log_likelihood == pytest.approx(-9582.4292, abs=1e-4)
    assert fitted.converged


def test_everyone_of_cdnow_together(fitted):
    customers = lives()
    assert customers.n @ fitted.alive(customers) == pytest.approx(1917.2777, abs=1e-3)
    assert customers.n @ fitted.ahead(customers, 39) == pytest.approx(1653.409, abs=5e-3)


def test_new_customers():
    weeks = {1 / 7: 0.00782, 1: 0.05318, 3: 0.15063, 31 + 6 / 7: 1.04049, 32: 1.04373, 52: 1.444, 78: 1.85794}
    assert PUBLISHED.expected(np.array(list(weeks))) == pytest.approx(list(weeks.values()), abs=1e-5)


def test_known_customers():
    assert PUBLISHED.ahead(one(2, 30.43, 38.86), 39) == pytest.approx(1.2259, abs=1e-4)
    assert PUBLISHED.alive(one(2, 30.43, 38.86)) == pytest.approx(0.72661, abs=1e-5)
    assert PUBLISHED.ahead(one(26, 216 / 7, 31), 52) == pytest.approx(25.75658, abs=1e-4)
    assert PUBLISHED.alive(one(26, 216 / 7, 31)) == pytest.approx(0.968852, abs=1e-6)


def test_the_more_one_came_the_surer_one_is_gone():
    ahead = [float(PUBLISHED.ahead(one(x, 20, 39), 52)[0]) for x in (10, 15, 20, 25)]
    assert ahead == pytest.approx([0.34746063, 0.04283391, 0.00415897, 0.00035837], abs=1e-8)


def by_integral(model: Bgnbd, life: tuple[float, float, float], weeks: float) -> tuple[float, float, float]:
    """Likelihood, probability of being alive and purchases ahead, straight from what the model says of one customer's rate and probability of leaving:
    Gauss's quadrature over the gamma of the rates and the beta of the probabilities."""
    x, last, age = life
    y = x + model.first
    rates, of_rates = roots_genlaguerre(80, model.r - 1)
    nodes, of_nodes = roots_jacobi(80, model.b - 1, model.a - 1)
    rate, p = np.meshgrid(rates / model.alpha, (nodes + 1) / 2)
    weight = np.outer(of_nodes / of_nodes.sum(), of_rates / of_rates.sum())
    alive = (1 - p) ** y * rate**x * np.exp(-rate * age)
    left = p * (1 - p) ** (y - 1) * rate**x * np.exp(-rate * last) if y else 0.0
    ahead = -np.expm1(-rate * p * weeks) / p
    everything = (weight * (alive + left)).sum()
    return everything, (weight * alive).sum() / everything, (weight * alive * ahead).sum() / everything


@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize("life", [(0.0, 0.0, 12.0), (3.0, 7.0, 12.0)])
def test_formulas_are_the_integrals(first, life):
    model = Bgnbd(1.7, 6.0, 1.4, 2.2, first)
    likelihood, alive, ahead = by_integral(model, life, 20)
    assert Likelihood(one(*life), first)(model.theta)[0] == pytest.approx(np.log(likelihood), abs=1e-5)
    assert model.alive(one(*life)) == pytest.approx(alive, abs=1e-5)
    assert model.ahead(one(*life), 20) == pytest.approx(ahead, rel=1e-5)


@pytest.mark.parametrize("first", [0, 1])
def test_the_slope_is_that_of_the_likelihood(first):
    likelihood, theta, step = Likelihood(lives(), first), np.array([0.1, 0.7, -0.3, 0.4]), 1e-5
    counted = [(likelihood(theta + step * way)[0] - likelihood(theta - step * way)[0]) / (2 * step) for way in np.eye(4)]
    assert likelihood(theta)[1] == pytest.approx(counted, rel=1e-5)


def test_one_buyer_by_hand():
    """r = alpha = a = b = 1, nothing bought again after a week: L = alpha^r ÷ (alpha + T)^r = 1/2; after one purchase at half time (B(1,2) = 1/2):
    L = 1/2 · 1/4 + 1/2 · 1/(1.5)² = 0.125 + 0.2222; alive = 0.125 ÷ 0.3472 = 0.36."""
    model = Bgnbd(1.0, 1.0, 1.0, 1.0)
    assert np.exp(Likelihood(one(0, 0, 1), 0)(model.theta)[0]) == pytest.approx(0.5)
    assert np.exp(Likelihood(one(1, 0.5, 1), 0)(model.theta)[0]) == pytest.approx(0.125 + 2 / 9)
    assert model.alive(one(1, 0.5, 1)) == pytest.approx(0.36)
    assert model.alive(one(0, 0, 1)) == 1.0


def test_groups_weigh_as_much_as_their_customers():
    grouped = Lives(*(np.array(part, dtype=float) for part in ([0, 2], [0, 5], [9, 9], [3, 2])))
    apart = Lives(*(np.array(part, dtype=float) for part in ([0, 0, 0, 2, 2], [0, 0, 0, 5, 5], [9] * 5, [1] * 5)))
    theta = np.array([0.2, 0.5, 0.1, -0.2])
    (value, slope), (other, others) = Likelihood(grouped, 0)(theta), Likelihood(apart, 0)(theta)
    assert value == pytest.approx(other)
    assert slope == pytest.approx(others)


@pytest.mark.parametrize(("a", "b"), [(1.0, 2.0), (0.4, 0.6), (0.3, 0.4)])
def test_nothing_breaks_where_the_formula_divides_by_zero(a, b):
    model, beside = Bgnbd(0.5, 4.0, a, b), Bgnbd(0.5, 4.0, a * 1.0005, b * 1.0005)
    assert model.expected(np.array([30.0])) == pytest.approx(beside.expected(np.array([30.0])), rel=1e-3)
    assert model.ahead(one(0, 0, 10), 30) == pytest.approx(beside.ahead(one(0, 0, 10), 30), rel=1e-3)


def test_the_most_frequent_buyers_do_not_overflow():
    ahead = PUBLISHED.ahead(one(900, 199.9, 200), 52)
    assert np.isfinite(ahead).all()
    assert 150 < ahead[0] < 52 * 900 / 200
