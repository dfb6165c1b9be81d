"""What is said of movements, concentration and crossed classes, from hand-made answers."""

import polars as pl

from crm_core.units import Unit
from crm_ui.findings import movements as said
from crm_ui.rfm_moves import moves
from crm_ui.scoring_abc import crossed_sheet

HARD = "\u00a0"
PAIRS = pl.DataFrame(
    [("A", "A", 50, 900.0, 950.0), ("A", "C", 7, 400.0, 100.0), ("A", None, 2, 100.0, 0.0), ("B", "A", 9, 90.0, 300.0)],
    schema=["from", "to", "customers", "revenue_from", "revenue_to"], orient="row",
)  # fmt: skip


def test_who_left_class_a_and_what_it_cost():
    assert said.left_a(PAIRS, "fr", "EUR") == f"9 clients ne sont plus A{HARD}: −400{HARD}€ de ventes"
    assert said.left_a(PAIRS.head(1), "fr", "EUR") == "Aucun client A n’a quitté sa classe"


def test_the_segment_that_changed_most_in_customers_and_in_sales():
    rows = pl.DataFrame(
        {
            "rfm_segment": ["champions", "at_risk"],
            "before": [10, 30],
            "customers": [25, 20],
            "revenue_from": [100.0, 900.0],
            "revenue_to": [200.0, 300.0],
        }
    )
    assert said.net(rows, "before", "customers", Unit.COUNT, "fr", "EUR") == f"Champions{HARD}: +15 clients, le plus grand changement"
    assert said.net(rows, "revenue_from", "revenue_to", Unit.MONEY, "en", "EUR") == "At risk: −€600, the largest change"
    nobody = rows.with_columns(before=0, customers=0)
    assert said.net(nobody, "before", "customers", Unit.COUNT, "en", "EUR") == "Nobody bought in the two spans"


def test_concentration_in_words():
    row = {"customers": 100, "gini": 0.5213, "half": 12, "half_share": 0.12}
    assert said.concentration(row, {**row, "gini": 0.5}, "en") == (
        "Half of the sales come from 12 customers (12.0%). Gini index: 0.52 (0: all buy as much; 1: one customer buys everything). A year earlier: 0.50."
    )
    assert said.concentration({**row, "customers": 5}, None, "fr") == "Trop peu d’acheteurs pour dire si les ventes sont concentrées."


def test_crossed_classes_add_up():
    rows = pl.DataFrame(
        [("A", "at_risk", "inactive", 3, 30.0), ("A", "at_risk", "regular", 2, 20.0), ("B", "at_risk", "former", 1, 1.0), ("A", None, "regular", 1, 9.0)],
        schema=["abc", "rfm_segment", "lifecycle", "customers", "revenue"], orient="row",
    )  # fmt: skip
    assert said.crossed(rows, "rfm_segment", "en", "EUR") == "5 A customers at risk or not to be lost: €50 of sales"
    assert said.crossed(rows, "lifecycle", "en", "EUR") == "3 A customers inactive or former: €30 of sales"
    sheet = crossed_sheet(rows, "rfm_segment").frame
    assert sheet.rows() == [("À risque", 5, 50.0, 1, 1.0, 0, 0.0), ("Aucun achat", 1, 9.0, 0, 0.0, 0, 0.0)]


def test_the_costliest_move_is_offered_first_and_reasons_name_both_spans():
    assert list(moves(PAIRS)) == ["A>C", "A>none", "B>A"]
    rows = pl.DataFrame({"from": ["loyal", None], "to": [None, "new"], "revenue_from": [1420.4, None], "revenue_to": [None, 60.0]})
    assert said.with_reasons(rows, "en", "EUR")["reason"].to_list() == [
        "Loyal, then No purchase: €1,420 before, €0 since", "No purchase, then New: €0 before, €60 since"
    ]  # fmt: skip
