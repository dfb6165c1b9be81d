"""Measures of quality against scikit-learn, and by hand."""

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal
from sklearn.metrics import brier_score_loss, roc_auc_score

from crm_core.models.quality import auc, brier, curve, lift


def test_auc_and_brier_are_those_of_scikit_learn():
    rng = np.random.default_rng(1)
    for places in (1, 2, 9):
        score = np.round(rng.random(500), places)
        hit = rng.random(500) < score
        assert auc(hit, score) == pytest.approx(roc_auc_score(hit, score))
        assert brier(hit, score) == pytest.approx(brier_score_loss(hit, score))


def test_auc_by_hand():
    """Pairs of one who left and one who stayed: 0.9 before both, 0.4 before one and beside the other."""
    assert auc(np.array([True, False, True, False]), np.array([0.9, 0.4, 0.4, 0.1])) == (1 + 1 + 0.5 + 1) / 4
    assert auc(np.array([True, True]), np.array([0.2, 0.1])) is None
    assert auc(np.array([False, False]), np.array([0.2, 0.1])) is None


def test_lift_by_hand():
    """Twenty customers, four left: the best tenth holds two customers."""
    hit = np.array([True, True, True, True] + [False] * 16)
    assert lift(hit, np.arange(20, 0, -1.0)) == 5.0
    assert lift(hit, np.arange(20.0)) == 0.0
    assert lift(hit, np.ones(20)) == pytest.approx(1.0)  # everyone ties: two of twenty hold 0.4 of the four
    assert lift(hit, np.array([9.0] + [5.0] * 3 + [0.0] * 16)) == 5.0
    assert lift(np.zeros(20, dtype=bool), np.arange(20.0)) is None


def test_the_curve_by_hand():
    """Ten customers at 0.1, of whom one left, ten at 0.6, of whom seven did; bounds of Wilson for 1 and 7 of 10."""
    predicted = np.array([0.1] * 10 + [0.6] * 10)
    hit = np.array([True] + [False] * 9 + [True] * 7 + [False] * 3)
    expected = pl.DataFrame({
        "customers": [10, 10], "predicted": [0.1, 0.6], "happened": [0.1, 0.7],
        "low": [0.017876213, 0.396775], "high": [0.404150, 0.892209],
    })  # fmt: skip
    assert_frame_equal(curve(hit, predicted), expected, abs_tol=1e-5)
