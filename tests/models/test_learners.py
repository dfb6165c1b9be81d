"""Models on data whose truth is known."""

import numpy as np
import polars as pl
import pytest
from sklearn.calibration import CalibratedClassifierCV

from crm_core.models import why
from crm_core.models.columns import choose
from crm_core.models.learners import NAMES, SMALLEST, _isotonic, fit, pipeline
from crm_core.models.quality import auc


def sample(n: int = 4000, seed: int = 3) -> tuple[pl.DataFrame, np.ndarray, np.ndarray]:
    """Leaving depends on how late one is and on the channel; the rest is noise, some of it unknown."""
    rng = np.random.default_rng(seed)
    late, noise, channel = rng.normal(0, 1, n), rng.normal(0, 1, n), rng.choice(["web", "store"], n)
    truth = 1 / (1 + np.exp(1.5 - 1.2 * late - 1.0 * (channel == "web")))
    unknown = pl.Series(np.where(rng.random(n) < 0.2, np.nan, noise)).fill_nan(None)
    return pl.DataFrame({"ck": range(n), "late": late, "noise": unknown, "channel": channel}), rng.random(n) < truth, truth


@pytest.fixture(scope="module")
def learned():
    rows, hit, _truth = sample()
    columns = choose(rows, hit, protected=False)
    return {name: fit(rows, hit, columns, (name,)) for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_probabilities_are_near_the_truth(learned, name):
    rows, hit, truth = sample(seed=9)
    found = learned[name].probability(rows)
    assert np.abs(found - truth).mean() < 0.06
    assert auc(hit, found) > auc(hit, truth) - 0.02
    assert found.min() >= 0.001 and found.max() <= 0.999


def test_out_of_fold_scores_calibrate_as_scikit_learn_does(learned):
    rows, hit, _truth = sample()
    model = learned["logistic"]
    theirs = CalibratedClassifierCV(pipeline("logistic", model.columns), method="isotonic", cv=5, ensemble=False).fit(
        model.columns.of(rows), hit
    )
    fresh, _hit, _truth = sample(seed=10)
    assert np.abs(model.probability(fresh) - theirs.predict_proba(model.columns.of(fresh))[:, 1]).mean() < 0.02


def test_no_step_of_the_calibration_rests_on_a_few():
    """Three who left at the top of 300 who did not make no certainty."""
    score, hit = np.arange(303.0), np.arange(303) >= 300
    assert _isotonic(score, hit).predict([302.0])[0] == pytest.approx(3 / SMALLEST, rel=0.05)


def test_the_simpler_model_is_kept_when_boosting_is_hardly_better():
    rows, hit, _truth = sample()
    found = fit(rows, hit, choose(rows, hit, protected=False))
    assert found.name == "logistic"
    assert set(found.aucs) == set(NAMES)


def test_reasons_of_the_logistic_regression_are_coefficient_times_deviation(learned):
    model = learned["logistic"]
    rows, _hit, _truth = sample(50, seed=11)
    coefficients, design, usual = model.fitted[-1].coef_[0], model.design(rows), model.design(model.usual)[0]
    expected = {name: (design[:, places] - usual[places]) @ coefficients[places] for name, places in model.places.items()}
    assert why._added(model, rows) == pytest.approx(np.column_stack([expected[name] for name in model.columns.names]))
    told = why.reasons(model, rows)
    first = told.with_columns(late=rows["late"], channel=rows["channel"]).row(int(np.argmax(expected["late"])), named=True)
    assert (first["reason_1"], first["value_1"]) == ("late:high", str(round(first["late"], 4)))


def test_reasons_name_what_is_unknown_and_words():
    rows, hit, _truth = sample()
    hit = hit | rows["noise"].is_null().to_numpy()
    model = fit(rows, hit, choose(rows, hit, protected=False), ("logistic",))
    one = pl.DataFrame({"ck": [1], "late": [0.0], "noise": [None], "channel": ["web"]}, schema=rows.schema)
    told = why.reasons(model, one).row(0, named=True)
    assert (told["reason_1"], told["value_1"]) == ("noise:unknown", None)


@pytest.mark.parametrize("name", NAMES)
def test_importance_finds_what_matters(learned, name):
    rows, hit, _truth = sample(seed=9)
    found = {row["column"]: row for row in why.importance(learned[name], rows, hit).iter_rows(named=True)}
    assert list(found) == ["late", "channel", "noise"]
    assert found["late"]["low"] > 0.1 and found["channel"]["low"] > 0
    assert found["noise"]["low"] < 0.005
