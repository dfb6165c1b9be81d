"""The matrix of potential and risk: what it says, and the effort of each cell."""

from itertools import product

import polars as pl
import pytest

from crm_core.indicators.customers_at_stake import LEVELS
from crm_ui import cache, churn_matrix


@pytest.fixture(autouse=True)
def words(monkeypatch):
    monkeypatch.setattr(cache, "currency", lambda: "EUR")
    monkeypatch.setattr(churn_matrix, "language", lambda: "fr")
    monkeypatch.setattr("crm_ui.words.language", lambda: "fr")


ROWS = pl.DataFrame({
    "potential": ["low", "high"], "risk": ["low", "high"], "customers": [40, 2], "customer_value": [4000.0, 900.0], "at_stake": [200.0, 450.0], "mean_risk": [0.05, 0.5],
})  # fmt: skip


def test_every_cell_has_its_effort():
    assert set(churn_matrix.EFFORTS) == set(product(LEVELS, LEVELS))


def test_what_is_at_stake():
    said = churn_matrix.finding(ROWS, "fr")
    assert said == "650\u00a0€ en jeu sur 12 mois, dont 450\u00a0€ chez 2 clients à fort potentiel et risque fort"
    assert "personne de fort potentiel" in churn_matrix.finding(ROWS.head(1), "fr")


def test_cells_come_by_what_is_at_stake():
    frame = churn_matrix.cells_sheet(ROWS).frame
    assert frame.select("potential", "risk", "customers", "at_stake", "effort").rows() == [
        ("Fort", "Fort", 2, 450.0, "Appeler en personne cette semaine, avec une offre à eux"),
        ("Faible", "Faible", 40, 200.0, "Aucun effort particulier"),
    ]
