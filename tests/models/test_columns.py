"""Which columns may be learned from."""

import numpy as np
import polars as pl
import pytest

from crm_core.models.columns import choose, is_protected, telling


def sample() -> tuple[pl.DataFrame, np.ndarray]:
    rng = np.random.default_rng(2)
    hit = rng.random(1000) < 0.3
    rows = pl.DataFrame({
        "ck": range(1000), "useful": np.where(hit, 1.0, 0.0) + rng.normal(0, 1, 1000), "word": rng.choice(["a", "b"], 1000), "gender": rng.choice(["f", "m"], 1000),
        "status": np.where(hit, "closed", "open"), "closed_in": pl.Series(np.where(hit, 3.0, np.nan)).fill_nan(None), "same": ["x"] * 1000, "name": [f"n{n}" for n in range(1000)],
        "nothing": pl.Series([None] * 1000, dtype=pl.String),
    })  # fmt: skip
    return rows, hit


def test_each_column_has_its_place():
    rows, hit = sample()
    got = choose(rows, hit, protected=False)
    assert (got.numbers, got.words) == (("useful",), ("word",))
    assert got.left_out == {"protected": ("gender",), "constant": ("same",), "named": ("name",), "leaky": ("status", "closed_in")}
    assert choose(rows, hit, protected=True).words == ("word", "gender")


def test_telling_alone():
    rows, hit = sample()
    assert telling(rows["status"], hit) == 1.0
    assert telling(rows["closed_in"], hit) == 1.0
    assert 0.4 < telling(rows["word"], hit) < 0.6
    assert 0.65 < telling(rows["useful"], hit) < 0.85


@pytest.mark.parametrize(
    "name",
    [
        "gender",
        "sexe",
        "Sexe_client",
        "age",
        "âge",
        "nationalité",
        "code_postal",
        "senior_citizen",
        "partner",
        "birth_date",
        "marital_status",
    ],
)
def test_protected(name):
    assert is_protected(name)


@pytest.mark.parametrize("name", ["tenure", "contract", "monthly_charges", "usual_gap", "answered_ago", "package", "usage", "percentage"])
def test_not_protected(name):
    assert not is_protected(name)
