"""MBG/CNBD-k: likelihood and expectations against integrals, simulations and BG/NBD, which it is with k = 1."""

from datetime import date, timedelta
from math import exp, factorial, lgamma, log
from pathlib import Path

import numpy as np
import pytest
from scipy.integrate import dblquad
from scipy.stats import beta, gamma

from crm_core.models import regular
from crm_core.models.bgnbd import Bgnbd, Likelihood, Lives, fit
from crm_core.models.fitting import Array
from crm_core.models.ladder import climb, regular_buyers
from tests.indicators.cases import buy
from tests.support import connection

SOME = Lives(np.array([0.0, 3, 10, 2]), np.array([0.0, 30, 50, 10]), np.array([60.0, 40, 52, 80]), np.ones(4))


def simulated(model: Bgnbd, customers: int, age: float, beyond: float, seed: int = 4) -> tuple[Lives, Array, Array]:
    """Customers who live by the model: what is known of them at `age` (weeks), the purchases of the weeks `beyond`, the logarithm of their gaps summed."""
    chance = np.random.default_rng(seed)
    rate, leaves = chance.gamma(model.r, 1 / model.alpha, customers), chance.beta(model.a, model.b, customers)
    there, now = chance.random(customers) >= leaves, np.zeros(customers)
    x, last, later, gaps = (np.zeros(customers) for _ in range(4))
    while there.any():
        gap = chance.gamma(model.k, 1 / rate)
        now = np.where(there, now + gap, now)
        seen, ahead = there & (now <= age), there & (now > age) & (now <= age + beyond)
        gaps += np.where(seen, np.log(gap), 0.0)
        x, last, later = x + seen, np.where(seen, now, last), later + ahead
        there &= (now <= age + beyond) & (chance.random(customers) >= leaves)
    return Lives(x, last, np.full(customers, age), np.ones(customers)), later, gaps


def test_with_one_tick_it_is_mbgnbd():
    model = Bgnbd(1.7, 6.0, 1.4, 2.2, 1)
    weeks = np.full(4, 52.0)
    assert regular.ahead(model.theta, 1, SOME.x, SOME.last, SOME.age, weeks) == pytest.approx(model.ahead_alive(SOME, 52.0), rel=1e-8)
    assert regular.waiting(np.array([3.0]), np.array([0.4]), 1).logarithm.tolist() == [0.0]


def test_the_likelihood_is_that_of_the_story():
    """Three purchases after the first in 40 weeks, integrated over every rate and every chance of leaving."""
    r, alpha, a, b, k = 2.0, 8.0, 1.5, 6.0, 3
    gaps, age = (6.0, 9.0, 8.0), 40.0
    silent = age - sum(gaps)

    def story(leaves: float, rate: float) -> float:
        density = np.prod([rate**k * gap ** (k - 1) * exp(-rate * gap) / factorial(k - 1) for gap in gaps])
        still = (1 - leaves) ** 4 * exp(-rate * silent) * sum((rate * silent) ** j / factorial(j) for j in range(k))
        gone = (1 - leaves) ** 3 * leaves
        return float(density * (still + gone) * gamma.pdf(rate, r, scale=1 / alpha) * beta.pdf(leaves, a, b))

    one = Lives(np.array([3.0]), np.array([sum(gaps)]), np.array([age]), np.ones(1))
    got = Likelihood(one, 1, k)(np.log([r, alpha, a, b]))[0] + (k - 1) * sum(map(log, gaps)) - 3 * lgamma(k)
    assert exp(got) == pytest.approx(dblquad(story, 0, 6, 0, 1)[0], rel=1e-6)


@pytest.mark.parametrize("k", [2, 6])
def test_the_gradient_is_the_slope(k: int):
    score, theta = Likelihood(SOME, 1, k), np.log([1.7, 6.0, 1.4, 2.2])
    slope = [(score(theta + 1e-6 * way)[0] - score(theta - 1e-6 * way)[0]) / 2e-6 for way in np.eye(4)]
    assert score(theta)[1] == pytest.approx(slope, rel=1e-5)


def test_what_is_expected_happens():
    """Among 200,000 simulated customers, those of like pasts do as the model says."""
    model = Bgnbd(2.0, 8.0, 1.0, 6.0, 1, 3)
    lives, later, _gaps = simulated(model, 200_000, 40.0, 30.0)
    assert model.expected(np.array([0.0, 40.0])) == pytest.approx([0.0, lives.x.mean()], rel=0.01)
    for x, since, until in ((0, 0, 0), (1, 5, 15), (2, 15, 25), (4, 30, 40)):
        alike = (lives.x == x) & (lives.last >= since) & (lives.last <= until)
        some = lives.of(np.flatnonzero(alike), np.ones(int(alike.sum())))
        assert model.ahead(some, 30.0).mean() == pytest.approx(later[alike].mean(), rel=0.04)


def test_parameters_and_evenness_are_found_again():
    model = Bgnbd(3.0, 10.0, 1.0, 9.0, 1, 4)
    lives, _later, gaps = simulated(model, 6_000, 60.0, 0.0)
    found = fit(lives, 1, None, 4)
    assert found.converged and (found.r, found.alpha, found.leaving) == pytest.approx((3.0, 10.0, 0.1), rel=0.1)
    assert regular_buyers(lives, lambda k: (k - 1) * gaps.sum() - lives.x.sum() * lgamma(k)).k == 4


def test_the_ladder_ends_with_regular_buyers():
    """Few of them leave and their gaps are even: both models without evenness find that nobody leaves."""
    lives, _later, gaps = simulated(Bgnbd(4.0, 20.0, 1.6, 70.0, 1, 6), 4_000, 150.0, 0.0)
    model, reasons = climb(lives, lambda k: (k - 1) * gaps.sum() - lives.x.sum() * lgamma(k))
    assert model is not None and model.k in (5, 6, 7)
    assert model.leaving == pytest.approx(1.6 / 71.6, rel=0.2)
    assert reasons == ("bgnbd_immortal", "mbgnbd_immortal", "regular")


def test_a_customer_long_silent_has_left_without_an_overflow():
    model = Bgnbd(3.0, 10.0, 1.0, 9.0, 1, 6)
    silent = Lives(np.array([200.0]), np.array([100.0]), np.array([150.0]), np.ones(1))
    assert model.alive(silent)[0] < 1e-30
    assert 0 <= model.ahead(silent, 52.0)[0] < 1e-30


def test_evenness_counts_the_gaps_between_days(tmp_path: Path):
    days = [date(2026, 1, 1) + timedelta(days=one) for one in (0, 0, 14, 35)]
    con = connection(tmp_path, transactions=[buy("a", day) for day in days] + [buy("b", date(2026, 3, 1)), buy("a", date(2026, 6, 1))])
    even = regular.evenness(con, date(2026, 3, 31))
    assert even(1) == 0.0
    assert even(3) == pytest.approx(2 * (log(2) + log(3)) - 2 * lgamma(3))
