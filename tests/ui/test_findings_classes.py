"""What is said of the classes: thresholds, returns, moves."""

from datetime import date

import polars as pl

from crm_ui.findings import classes

PAIRS = pl.DataFrame(
    {
        "from": ["inactive", "former", "regular"],
        "to": ["occasional", "inactive", "occasional"],
        "customers": [1200, 30, 2],
        "revenue": [5600.0, 0.0, 40.0],
    }
)
MOVES = pl.DataFrame(
    {
        "from": ["regular", "inactive", "regular", None],
        "to": ["inactive", "occasional", "regular", "prospect"],
        "customers": [10, 5, 85, 7],
        "revenue_from": [1.0] * 4,
        "revenue_to": [1.0] * 4,
    }
)
DAYS = (date(2025, 11, 20), date(2026, 11, 20))


def lost(n: int) -> pl.DataFrame:
    return pl.DataFrame({"threshold": ["inactive"], "days": [271], "n": [n], "came_back_share": [0.25]})


def test_the_largest_moves_of_a_threshold():
    said = classes.effect(PAIRS, "en", "EUR")
    assert said == "1,232 customers move (€5,640): Inactive → Occasional 1,200, Former → Inactive 30 …"
    assert classes.effect(PAIRS.tail(1).with_columns(customers=pl.lit(1)), "en", "EUR") == "1 customer moves (€40): Regular → Occasional 1."
    assert classes.effect(PAIRS.clear(), "en", "EUR") == "Moves nobody."


def test_who_came_back():
    assert classes.back(lost(40).row(0, named=True), "en") == "25% of the 40 lost by it a year earlier came back within a year."
    assert classes.back(lost(29).row(0, named=True), "en") == "Too few customers lost a year earlier to tell how many came back."


def test_the_answer():
    said = classes.answer(MOVES, lost(40), *DAYS, "en")
    assert said.startswith("**15 of 100 customers changed class** between 20 November 2025 and 20 November 2026.")
    assert said.endswith("(D80: 271 days without purchase), **25% came back** within a year.")
    assert "came back" not in classes.answer(MOVES, lost(3), *DAYS, "en")
    assert classes.answer(MOVES.tail(1), lost(40), *DAYS, "en") == "**Nobody was known yet on 20 November 2025**: there is no move to tell."
