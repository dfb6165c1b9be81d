"""Two scores of who came back: areas under the curve and the error of their difference against independent ways."""

import numpy as np
import polars as pl
import pytest
from sklearn.metrics import roc_auc_score

from crm_core.models.check import Check, by_recency
from crm_core.models.customers import Customers
from crm_core.models.ranking import Ranking, compare
from tests.indicators.test_customer_value_tracking import AS_OF
from tests.models.test_bgnbd import PUBLISHED


def people(size: int = 400, seed: int = 3):
    """Who came, a score that helps, another that helps less and has many ties."""
    chance = np.random.default_rng(seed)
    came = chance.random(size) < 0.4
    return came, came + chance.normal(size=size), np.round(0.5 * came + chance.normal(size=size), 0)


def test_by_hand():
    """Two came, with 0.9 and 0.4; three did not, with 0.8, 0.4, 0.1: of six pairs four and a half are right."""
    came = np.array([True, True, False, False, False])
    got = compare(came, np.array([0.9, 0.4, 0.8, 0.4, 0.1]), np.zeros(5))
    assert got is not None
    assert (got.auc, got.other) == pytest.approx((4.5 / 6, 0.5))


def test_areas_are_those_of_everyone_else():
    came, score, other = people()
    got = compare(came, score, other)
    assert got is not None
    assert (got.auc, got.other) == pytest.approx((roc_auc_score(came, score), roc_auc_score(came, other)))


def test_the_error_is_that_of_samples():
    came, score, other = people()
    chance, gaps = np.random.default_rng(8), []
    for _sample in range(400):
        some = chance.integers(0, len(came), len(came))
        drawn = compare(came[some], score[some], other[some])
        gaps.append(drawn.auc - drawn.other)
    got = compare(came, score, other)
    assert got is not None and got.error == pytest.approx(np.std(gaps), rel=0.1)


def test_nobody_to_tell_apart():
    assert compare(np.array([True, True]), np.ones(2), np.ones(2)) is None
    assert compare(np.array([False]), np.ones(1), np.ones(1)) is None


def test_a_model_may_lose_to_either_guess():
    def check(error: float, recency_error: float, ranking: Ranking | None = None) -> Check:
        return Check(AS_OF, PUBLISHED, 0, 0, 0, error, 1.0, 0, recency_error, ranking)

    assert check(1.0, 1.0).lost == "" and check(1.0, 1.0).said == ()
    assert check(1.1, 2.0).lost == "loses"
    assert check(0.9, 0.8).lost == "loses_recency"
    assert check(0.9, 1.0, Ranking(0.69, 0.70, 0.01)).said == ()
    assert check(0.9, 1.0, Ranking(0.67, 0.70, 0.01)).said == ("ranks_worse",)


def test_purchases_by_silence():
    """Before, of twenty customers silent for 0 to 19 days, those under ten made two each, the others none."""
    before = pl.DataFrame({"ck": range(20), "x": [1] * 20, "last": [30 - one for one in range(20)], "age": [30] * 20})
    then = before.with_columns(pl.Series("x", [3] * 10 + [1] * 10))
    assert by_recency(Customers.of(before), Customers.of(then), np.array([0.0, 5.0, 15.0, 99.0])).tolist() == [2.0, 2.0, 0.0, 0.0]
    assert by_recency(Customers.of(before.clear()), Customers.of(then), np.array([3.0])).tolist() == [0.0]
