from datetime import date

import polars as pl
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.indicators.complaint_typology import complaint_typology
from tests.indicators.test_complaint_deadlines import complaint
from tests.support import connection

JUNE = date(2026, 6, 1)
ROWS = [
    complaint("1", JUNE, category="Livraison", subcategory="Retard", cause="Stock", severity="high", compensation=10, handling_cost=5),
    complaint("2", JUNE, category="Livraison", subcategory="Retard", cause="Stock", severity="medium", handling_cost=2.5),
    complaint("3", JUNE, category="Produit", subcategory="Défaut", cause="Usine", severity="critical"),
    complaint("4", JUNE, category="Livraison", subcategory="Retard", handling_cost=4),
    complaint("5", JUNE, category="Livraison", subcategory="Abîmé", severity="low", compensation=8),
    complaint("6", date(2025, 6, 1), category="Produit"),
]


def test_causes_in_order_with_shares_and_weight(tmp_path):
    """Weight of the first: 3 × 15 + 2 × 2.5. Equal counts are in the order of names, unknown names last."""
    got = complaint_typology(connection(tmp_path, complaints=ROWS), Scope.to(date(2026, 12, 31)))
    expected = pl.DataFrame(
        {
            "category": ["Livraison", "Livraison", "Livraison", "Produit"],
            "subcategory": ["Retard", "Abîmé", "Retard", "Défaut"],
            "cause": ["Stock", None, None, "Usine"],
            "complaints": [2, 1, 1, 1],
            "share": [0.4, 0.2, 0.2, 0.2],
            "cumulated_share": [0.4, 0.6, 0.8, 1.0],
            "weight": [50.0, 8.0, 4.0, 0.0],
        }
    )
    assert_frame_equal(got, expected)


def test_shares_are_within_a_value_of_the_breakdown(tmp_path):
    rows = [{**row, "store": "Lille" if row["complaint_id"] in "12" else "Paris"} for row in ROWS]
    got = complaint_typology(connection(tmp_path, complaints=rows), Scope.to(date(2026, 12, 31)).broken_by("store"))
    assert got.select("store", "complaints", "share", "cumulated_share").rows() == [
        ("Lille", 2, 1.0, 1.0),
        ("Paris", 1, 1 / 3, 1 / 3),
        ("Paris", 1, 1 / 3, 2 / 3),
        ("Paris", 1, 1 / 3, 1.0),
    ]


def test_a_period_without_complaints_is_empty(tmp_path):
    got = complaint_typology(connection(tmp_path, complaints=ROWS), Scope.to(date(2024, 12, 31)))
    assert got.is_empty()
    assert got.columns == ["category", "subcategory", "cause", "complaints", "share", "cumulated_share", "weight"]


def test_each_month_has_its_own_shares(tmp_path):
    later = [complaint("7", date(2026, 7, 31), category="Produit"), complaint("8", date(2026, 7, 1), category="Accueil")]
    asked = Scope.to(date(2026, 7, 31), start=date(2026, 6, 1)).monthly()
    got = complaint_typology(connection(tmp_path, complaints=ROWS + later), asked)
    assert got.select("month", "category", "complaints", "share", "cumulated_share").rows() == [
        (JUNE, "Livraison", 2, 0.4, 0.4),
        (JUNE, "Livraison", 1, 0.2, 0.6),
        (JUNE, "Livraison", 1, 0.2, 0.8),
        (JUNE, "Produit", 1, 0.2, 1.0),
        (date(2026, 7, 1), "Accueil", 1, 0.5, 0.5),
        (date(2026, 7, 1), "Produit", 1, 0.5, 1.0),
    ]
