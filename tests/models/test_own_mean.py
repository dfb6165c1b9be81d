import numpy as np
import pytest

from crm_core.models.own_mean import OwnMean, fit


def test_by_hand():
    """Two customers of two purchases, 8 and 12, 28 and 32: means 10 and 30, of everyone 20. Within: (8 + 8) ÷ 2 = 8.
    Between: (2·100 + 2·100 − 1·8) ÷ (4 − 8 ÷ 4) = 196. Weight of everyone: 8 ÷ 196 purchases."""
    two, own, squares = np.array([2.0, 2.0]), np.array([10.0, 30.0]), np.array([208.0, 1808.0])
    found = fit(two, own, squares, np.ones(2))
    assert found is not None
    assert (found.mean, found.weight) == pytest.approx((20.0, 8 / 196))
    assert found.spend(two, own) == pytest.approx([(8 / 196 * 20 + 20) / (8 / 196 + 2), (8 / 196 * 20 + 60) / (8 / 196 + 2)])


def test_nothing_sets_customers_apart_gives_everyone_the_mean():
    found = fit(np.array([2.0, 2.0]), np.array([20.0, 20.0]), np.array([1000.0, 1000.0]), np.ones(2))
    assert found is not None
    assert found.spend(np.array([1.0]), np.array([500.0])) == pytest.approx(20, rel=1e-3)


def test_no_positive_mean_no_model():
    assert fit(np.array([2.0]), np.array([-5.0]), np.array([60.0]), np.ones(1)) is None
    assert fit(np.array([1.0, 1.0]), np.array([5.0, 7.0]), np.array([25.0, 49.0]), np.ones(2)) is None


def test_a_negative_expectation_is_nothing():
    model = OwnMean(20.0, 1.0)
    assert model.spend(np.array([3.0]), np.array([-50.0])).tolist() == [0.0]
    assert model.slopes(np.array([3.0]), np.array([-50.0])).tolist() == [[0.0, 0.0]]


def test_slopes():
    purchases, own, step = np.array([1.0, 4.0]), np.array([5.0, 60.0]), 1e-6
    model = OwnMean(20.0, 1.5)
    by_mean = (np.log(OwnMean(20.0 * np.exp(step), 1.5).spend(purchases, own)) - np.log(model.spend(purchases, own))) / step
    by_weight = (np.log(OwnMean(20.0, 1.5 * np.exp(step)).spend(purchases, own)) - np.log(model.spend(purchases, own))) / step
    assert model.slopes(purchases, own) == pytest.approx(np.column_stack([by_mean, by_weight]), abs=1e-5)
