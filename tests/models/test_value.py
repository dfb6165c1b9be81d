"""Values against the published ones of CDNOW, and by the textbook's formula for three customers."""

from datetime import date

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal
from scipy.special import hyp2f1

from crm_core.models import bgnbd, gamma_gamma
from crm_core.models.bgnbd import Bgnbd
from crm_core.models.customers import Customers
from crm_core.models.gamma_gamma import GammaGamma
from crm_core.models.spending import Amounts
from crm_core.models.spread import DRAWS, SEED, _fitted, covariance
from crm_core.models.value import Fitted, _score, discounted
from tests.models.cdnow import customers, spent

AS_OF = date(1997, 9, 30)


def rows(**columns: list[float]) -> pl.DataFrame:
    """Rows of `customer_lives`."""
    made = pl.DataFrame({"ck": range(len(columns["x"])), **columns})
    zeros = [pl.lit(0.0).alias(name) for name in ("mean", "squares", "past_sales", "past_margin", "without_margin") if name not in columns]
    return made.with_columns(*zeros).with_columns(pl.col("x", "last", "age").cast(pl.Int32))


@pytest.fixture(scope="module")
def cdnow() -> Customers:
    read = customers()
    return Customers.of(
        rows(x=read["x"].to_list(), last=read["last"].to_list(), age=read["age"].to_list(), repeat_mean=read["mean"].to_list())
    )


def test_twelve_months_of_cdnow(cdnow):
    """The published sum and customers 1 to 5: months of 4.345 weeks, 1 % a month."""
    x, m = spent()
    spend = gamma_gamma.fit(x, m, np.ones_like(x))
    months = range(1, 13)
    _all, worth = discounted(bgnbd.fit(cdnow.lives), cdnow.lives, [4.345 * one for one in months], [1.01**-one for one in months])
    value = worth[cdnow.group] * Amounts.of(cdnow).spend(spend)
    assert value.sum() == pytest.approx(71507.95, rel=1e-4)
    assert value[:5] == pytest.approx([36.27398, 4.64094, 8.34448, 8.34448, 8.34448], rel=1e-3)


def test_three_customers_by_the_textbook():
    now = Customers.of(
        rows(x=[0, 2, 9], last=[0, 210, 70], age=[100, 280, 280], repeat_mean=[0.0, 30.0, 50.0], past_sales=[9.0, 70.0, 500.0], past_margin=[3.0, 0.0, 90.0], without_margin=[0.0, 70.0, 200.0])
    )  # fmt: skip
    r, alpha, a, b, p, q, v, margin = 0.5, 5.0, 1.6, 2.5, 6.0, 4.0, 15.0, 0.4
    got = _score(now, Fitted(3, 2, 280, (), margin, 0.1, Bgnbd(r, alpha, a, b), GammaGamma(p, q, v)))

    def ahead(x, last, age, t):
        """Equation 10 of Fader, Hardie and Lee 2005."""
        rest = ((alpha + age) / (alpha + age + t)) ** (r + x) * hyp2f1(r + x, b + x, a + b + x - 1, t / (alpha + age + t))
        odds = a / (b + x - 1) * ((alpha + age) / (alpha + last)) ** (r + x) if x else 0.0
        return (a + b + x - 1) / (a - 1) * (1 - rest) / (1 + odds), 1 / (1 + odds)

    lives = [(0, 0, 100 / 7), (2, 30, 40), (9, 10, 40)]
    curves = [[0.0] + [ahead(*life, 365 / 7 * month / 12)[0] for month in range(1, 13)] for life in lives]
    spend = [p * v / (q - 1), p * (v + 60) / (2 * p + q - 1), p * (v + 450) / (9 * p + q - 1)]
    worth = [sum((one[i] - one[i - 1]) / 1.1 ** (i / 12) for i in range(1, 13)) for one in curves]
    expected = pl.DataFrame({
        "ck": [0, 1, 2], "frequency": [0, 2, 9], "recency_age": [0, 210, 70], "age": [100, 280, 280], "p_alive": [ahead(*life, 1)[1] for life in lives],
        "expected_purchases": [one[12] for one in curves], "expected_spend": spend, "customer_value": [w * s * margin for w, s in zip(worth, spend, strict=True)],
        "low": [None] * 3, "high": [None] * 3, "past_value": [3.0, 28.0, 170.0],
    }, schema_overrides={"low": pl.Float64, "high": pl.Float64})  # fmt: skip
    assert_frame_equal(got, expected, rel_tol=1e-9)
    assert got["p_alive"].to_list() == sorted(got["p_alive"], reverse=True)


def test_the_interval_is_that_of_the_samples(cdnow):
    """Carried to the first order, against the values themselves in the same samples: twelve customers, standard deviations of their logarithms."""
    purchases, amounts = bgnbd.fit(cdnow.lives), Amounts.of(cdnow)
    x, m = spent()
    spend = gamma_gamma.fit(x, m, np.ones_like(x))
    spread = covariance(cdnow, purchases, amounts, spend)
    assert spread is not None
    found = Fitted(1, 1, 1, ("no_margin",), 1.0, 0.1, purchases, spend, spread=spread)
    table = _score(cdnow, found)
    generator, samples = np.random.default_rng(SEED), []
    for _ in range(DRAWS):
        theta = _fitted(cdnow, purchases, amounts, spend, generator.integers(0, 2357, 2357))
        assert theta is not None
        again = Fitted(1, 1, 1, ("no_margin",), 1.0, 0.1, purchases.at(theta[:4]), GammaGamma(*np.exp(theta[4:])))
        samples.append(np.log(_score(cdnow, again)["customer_value"].to_numpy()[:12]))
    said = (np.log(table["high"].to_numpy() / table["low"].to_numpy()) / 2 / 1.96)[:12]
    assert said == pytest.approx(np.std(samples, axis=0), rel=0.1)
    assert (table["low"] < table["customer_value"]).all() and (table["customer_value"] < table["high"]).all()
