"""The sentences of the page of the segments, with their quiet variants."""

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from crm_core.indicators.lifecycle import ORDER
from crm_core.indicators.rfm import SEGMENTS
from crm_ui.findings import segments

H = "\u00a0"
Pair = tuple[str | None, str, int, float, float]


def pairs(*rows: Pair) -> pl.DataFrame:
    schema = {"from": pl.String, "to": pl.String, "customers": pl.Int64, "revenue_from": pl.Float64, "revenue_to": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


STAYS = ("regular", "regular", 50, 10.0, 10.0)
UP, DOWN = ("trial_buyer", "regular", 40, 5.0, 50.0), ("regular", "inactive", 90, 900.0, 0.0)
ENTERED = (None, "trial_buyer", 7, 0.0, 3.0)


def test_directions_and_their_sums() -> None:
    told = segments.directed(pairs(STAYS, UP, DOWN, ENTERED))
    assert told["direction"].to_list() == ["same", "up", "down", "entered"]
    assert segments.moves(pairs(STAYS, UP, DOWN, ENTERED)) == segments.Moves(up=40, down=90, entered=7, known=180)
    assert segments.moves(pairs()) == segments.Moves(0, 0, 0, 0)


def test_every_class_has_a_step_and_every_segment_a_strategy() -> None:
    assert set(segments.STEPS) == set(ORDER)
    assert set(segments.STRATEGIES) == set(SEGMENTS)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ((STAYS, UP, DOWN), "**More customers slip than move up**: 90 against 40, of 180."),
        ((STAYS, DOWN, (*UP[:2], 200, 0, 0)), "**More customers move up than slip**: 200 against 90, of 340."),
        ((DOWN, (*UP[:2], 91, 0, 0)), "**As many customers move up as slip**: 91 and 90, of 181."),
        ((STAYS, ENTERED), "**Too few customers changed class to tell** where they go."),
    ],
)
def test_balance(rows: tuple[Pair, ...], said: str) -> None:
    assert segments.answer(pairs(*rows), None, "en", "EUR").startswith(said)


def test_costliest_slip_and_whom_to_target() -> None:
    scores = segments.segments(pl.DataFrame({"rfm_segment": ["cannot_lose", "at_risk", "new"], "monetary": [100.0, 50.0, 9.0]}))
    said = segments.answer(pairs(STAYS, UP, DOWN, ("regular", "former", 1, 20.0, 0.0)), scores, "fr", "EUR")
    assert f"La descente la plus chère{H}: Réguliers → Inactifs, 90 clients qui achetaient pour 900{H}€." in said
    assert f"À reconquérir d’abord{H}: 2 bons clients qui ne viennent plus, 150{H}€ de ventes." in said
    assert segments.answer(None, None, "fr", "EUR") == ""
    assert segments.answer(None, segments.segments(pl.DataFrame({"rfm_segment": ["new"], "monetary": [9.0]})), "fr", "EUR") == ""


def test_segments_are_all_ten_best_first() -> None:
    rows = segments.segments(pl.DataFrame({"rfm_segment": ["new", "new", "champions"], "monetary": [1.0, 2.0, 9.0]}))
    assert rows["rfm_segment"].to_list() == list(SEGMENTS)
    expected = pl.DataFrame(
        {
            "rfm_segment": ["champions", "new"],
            "customers": [1, 2],
            "revenue": [9.0, 3.0],
            "share": [1 / 3, 2 / 3],
            "revenue_share": [0.75, 0.25],
        }
    )
    assert_frame_equal(rows.filter(pl.col("customers") > 0), expected)


def test_flows() -> None:
    assert segments.flows(pairs(STAYS, UP, DOWN), "en") == "The largest move: Regular → Inactive, 90 customers"
    assert segments.flows(pairs(STAYS, ENTERED), "fr") == "Presque personne n’a changé de classe"


def test_stability() -> None:
    assert segments.stability(pairs(STAYS, UP, DOWN), "fr") == f"Réguliers{H}: 36{H}% y restent"
    assert segments.stability(pairs(ENTERED), "en") == "Too few buyers to tell which class lasts"


def test_rfm() -> None:
    scores = pl.DataFrame({"rfm_segment": ["champions"] * 10 + ["new"] * 30, "monetary": [9.0] * 10 + [1.0] * 30})
    assert segments.rfm(segments.segments(scores), "fr") == f"Champions{H}: 25{H}% des acheteurs, 75{H}% des ventes"
    assert segments.rfm(segments.segments(scores.head(5)), "en") == "Too few buyers to compare segments"
