"""What is said of the structure: concentration, reach, cost, crossings."""

import polars as pl

from crm_ui.findings import structure

ROWS = pl.DataFrame({"store": ["A", None, "B", "C"], "share": [0.5, 0.1, 0.2, 0.2], "revenue_share": [0.6, 0.15, 0.22, 0.03]})
REACHED = pl.DataFrame(
    {
        "channel": ["mail", "email", "phone", "sms", "any"],
        "customers": [100] * 5,
        "reachable": [70, 50, 30, 30, 90],
        "missing": [10] * 5,
        "invalid": [0] * 5,
        "returned": [0] * 5,
        "not_asked": [5] * 5,
        "reachable_share": [0.7, 0.5, 0.3, 0.3, 0.9],
    }
)
COST = pl.DataFrame(
    {
        "line": ["cost.staff", "total"],
        "year": ["2026"] * 2,
        "cost": [800.0] * 2,
        "cost_per_active": [7.214] * 2,
        "campaign_margin": [None, 900.0],
    }
)
PAIRS = pl.DataFrame({"informed": ["email", "email", None], "bought": ["store", "email", "web"], "purchases": [30, 10, 500]})


def test_concentration_leaves_out_what_is_not_known_and_stops_at_eighty_per_cent():
    said = structure.concentration(ROWS, "store", "en")
    assert said == "Concentration: the first 2 of 3 values make 82% of the sales with 70% of the customers."
    assert structure.concentration(ROWS.head(2), "store", "en") == ""
    assert structure.concentration(ROWS.with_columns(revenue_share=pl.lit(None, pl.Float64)), "store", "en") == ""
    several = structure.concentration(ROWS.with_columns(share=pl.lit(0.9)), "store", "en")
    assert several == "Concentration: the first 2 of 3 values make 82% of the sales."


def test_the_answer():
    said = structure.answer(REACHED, COST, "en", "EUR")
    assert said.startswith("**90% of the customers may and can be reached**: 70% by post, 50% by e-mail, 30% by phone, 30% by SMS.")
    assert said.endswith("**The base costs €7.21 a year for each active customer.**")
    assert structure.answer(REACHED.clear(), None, "en", "EUR") == "**Nobody is known yet.**"


def test_reach_margin_and_crossings():
    assert structure.reachable(REACHED, "en") == "Post reaches most customers: 70%"
    assert structure.reachable(REACHED.with_columns(customers=pl.lit(3)), "en") == "Too few customers to compare channels"
    assert "€900, for a base that costs €800" in structure.margin(COST.row(1, named=True), "en", "EUR")
    assert structure.margin(COST.row(0, named=True), "en", "EUR") == "No margin is known for the campaigns of 2026."
    assert structure.crossed(PAIRS, "en") == "75% of the purchases after a contact change channel"
    assert structure.crossed(PAIRS.tail(1), "en") == "Too few purchases follow a contact"


def test_structure() -> None:
    rows = pl.DataFrame({"revenue": [10.0, 30.0], "customers": [300, 100], "share": [0.75, 0.25]})
    masked = pl.DataFrame({"revenue": [None, 10.0, 30.0]})
    assert structure.structure(masked, ["Few", "Lille", "Lyon"], "en") == "Lyon makes 75% of the sales"
    assert structure.structure(rows.clear(), [], "en") == "Too few customers to compare the parts"
    assert structure.structure(rows, ["Lille", "Lyon"], "fr") == "Lyon\u00a0: 75\u00a0% des ventes"


def test_without_sales_the_customers_are_broken_down() -> None:
    rows = pl.DataFrame({"revenue": [0.0, 0.0], "customers": [300, 100], "share": [0.75, 0.25]})
    assert structure.structure(rows, ["Lille", "Lyon"], "fr") == "Pas de ventes\u00a0; 75\u00a0% des clients\u00a0: Lille"
    few = rows.with_columns(customers=pl.lit(3))
    assert structure.structure(few, ["Lille", "Lyon"], "en") == "Too few customers to compare the parts"


def test_nobody_can_be_reached_and_why():
    none = REACHED.with_columns(reachable=pl.lit(0), reachable_share=pl.lit(0.0))
    assert (
        structure.answer(none.with_columns(missing=pl.lit(100)), None, "en", "EUR")
        == "**Nobody can be reached**: no address, e-mail or phone is on file."
    )
    said = structure.answer(none.with_columns(not_asked=pl.lit(90)), COST, "en", "EUR")
    assert said == "**Nobody may be reached yet**: no consent is on file. **The base costs €7.21 a year for each active customer.**"
    assert structure.answer(none, None, "en", "EUR") == "**Nobody may and can be reached**: see why below."
    assert structure.reachable(none, "en") == "No channel reaches anyone"
