"""The sentences of the scoring page, from hand-made answers."""

import polars as pl
import pytest

from crm_core.indicators.rfm import SEGMENTS
from crm_core.units import Unit
from crm_ui.findings import scoring

HARD, NARROW = "\u00a0", "\u202f"


def codes(*rows: tuple[int, int, int, str, int, float]) -> pl.DataFrame:
    """(r, f, m, segment, customers, revenue); recency r → 100 - 10 r, frequency = f, amounts from 10 m to 10 m + 9."""
    return pl.DataFrame(
        [
            (r, f, m, segment, customers, revenue, 100 - 10 * r, 105 - 10 * r, f, f, 10.0 * m, 10.0 * m + 9)
            for r, f, m, segment, customers, revenue in rows
        ],
        schema=[
            "r", "f", "m", "rfm_segment", "customers", "revenue", "recency_from", "recency_to", "frequency_from", "frequency_to", "monetary_from", "monetary_to",
        ],
        orient="row",
    )  # fmt: skip


FIRM = codes(
    (5, 5, 5, "champions", 40, 6000.0),
    (2, 5, 4, "cannot_lose", 10, 1000.0),
    (1, 3, 2, "at_risk", 30, 1000.0),
    (1, 1, 1, "hibernating", 120, 2000.0),
)
CURVE = pl.DataFrame({"customers_share": [0.1, 0.3, 1.0], "revenue_share": [0.4, 0.8, 1.0]})


def test_the_best_fifth_is_read_between_two_points():
    assert scoring.share_of_best(CURVE) == pytest.approx(0.6)
    assert scoring.share_of_best(CURVE, 0.05) == pytest.approx(0.2)
    assert scoring.share_of_best(CURVE, 1.0) == pytest.approx(1.0)


def test_without_customers_or_sales_no_share_is_known():
    assert scoring.share_of_best(CURVE.clear()) is None
    assert (
        scoring.share_of_best(
            pl.DataFrame(
                {"customers_share": [1.0], "revenue_share": [None]}, schema={"customers_share": pl.Float64, "revenue_share": pl.Float64}
            )
        )
        is None
    )


def test_answer_in_both_languages():
    assert scoring.answer(CURVE, FIRM, "fr", "EUR") == (
        f"**Les 20{HARD}% meilleurs clients font 60{HARD}% des ventes.** 40 clients qui revenaient n’ont rien acheté depuis au moins 80 jours{HARD}: "
        f"2{NARROW}000{HARD}€ de ventes, 20,0{HARD}% du total."
    )
    assert scoring.answer(CURVE, FIRM, "en", "EUR") == (
        "**The best 20% of the customers make 60% of the sales.** 40 repeat customers have not bought for 80 days or more: €2,000 of sales, 20.0% of the total."
    )


def test_answer_when_nobody_has_stopped_coming_or_too_few_bought():
    champions = FIRM.filter(pl.col("rfm_segment") == "champions")
    assert scoring.answer(CURVE, champions, "fr", "EUR").endswith("Aucun client qui revenait n’a cessé de venir.")
    assert (
        scoring.answer(CURVE, codes((5, 5, 5, "champions", 1, 10.0)), "fr", "EUR")
        == "**1 client a acheté sur la période\u00a0: trop peu pour les classer.**"
    )
    assert scoring.answer(CURVE.clear(), FIRM.clear(), "fr", "EUR") == "**Aucun client connu n’a acheté sur la période.**"


def test_the_grid_adds_up_its_codes():
    got = scoring.grid(codes((5, 5, 5, "champions", 2, 100.0), (5, 5, 4, "champions", 3, 50.0)))
    assert got.select("r", "f", "customers", "revenue", "mean").rows() == [(5, 5, 5, 150.0, 30.0)]


def test_finding_of_the_heat_map():
    assert scoring.heat(FIRM, "fr") == "Les plus fréquents et récents dépensent 3,0 fois la moyenne"
    assert (
        scoring.heat(codes((5, 5, 5, "champions", 40, 400.0), (1, 1, 1, "hibernating", 40, 400.0)), "en")
        == "Frequent and recent buyers spend no more than the others"
    )
    assert scoring.heat(codes((5, 5, 5, "champions", 5, 400.0)), "fr") == "Trop peu d’acheteurs fréquents et récents pour comparer"


def test_segments_are_sorted_by_sales_and_the_finding_names_the_heaviest():
    rows = scoring.segments(FIRM)
    assert rows["rfm_segment"].to_list() == ["champions", "hibernating", "at_risk", "cannot_lose"]
    assert rows["share"].to_list() == [0.2, 0.6, 0.15, 0.05]
    assert rows["revenue_share"].to_list() == [0.6, 0.2, 0.1, 0.1]
    assert scoring.heaviest(rows, "fr") == f"Champions{HARD}: 20{HARD}% des clients, 60{HARD}% des ventes"
    assert (
        scoring.heaviest(scoring.segments(codes((1, 1, 1, "hibernating", 3, 9.0))), "fr")
        == "Trop peu d’acheteurs pour comparer les segments"
    )


def classes(*customers: int) -> pl.DataFrame:
    total = sum(customers)
    return pl.DataFrame(
        {"abc": ["A", "B", "C"], "customers": customers, "share": [n / total for n in customers], "revenue_share": [0.8, 0.15, 0.05]}
    )


def test_finding_of_the_curve():
    assert scoring.curve(classes(200, 300, 500), "fr") == f"200 clients (20{HARD}%) font 80{HARD}% des ventes"
    assert scoring.curve(classes(1, 30, 69), "fr") == f"1 client (1{HARD}%) fait 80{HARD}% des ventes"
    assert scoring.curve(classes(1, 1, 1), "fr") == "Trop peu d’acheteurs pour tracer des classes"


@pytest.mark.parametrize(
    ("a", "c", "said"),
    [
        ((10, 200), (60, 200), "Les clients A nous quittent moins que les C"),
        ((60, 200), (10, 200), "Les clients A nous quittent plus que les C"),
        ((20, 200), (22, 200), "Les clients A nous quittent autant que les C"),
        ((2, 20), (22, 200), "Trop peu de clients actifs pour comparer les classes"),
    ],
)
def test_finding_of_the_losses(a: tuple[int, int], c: tuple[int, int], said: str):
    rows = pl.DataFrame(
        [(name, lost, n, lost / n) for name, (lost, n) in (("A", a), ("C", c))], schema=["abc", "lost", "n", "attrition_rate"], orient="row"
    )
    assert scoring.losses(rows, "fr") == said


def test_cut_points_and_what_the_best_scores_take():
    assert scoring.cuts(FIRM, "recency", "r").rows() == [(1, 150, 90, 95), (2, 10, 80, 85), (5, 40, 50, 55)]
    assert (
        scoring.best_scores(FIRM, "fr", "EUR")
        == f"Meilleures notes{HARD}: dernier achat il y a 55 jours au plus, au moins 5 achats, au moins 50{HARD}€"
    )
    assert scoring.best_scores(FIRM.head(0), "fr", "EUR") == "Trop peu d’acheteurs pour noter"


def test_change_has_a_direction_and_no_judgement():
    assert scoring.change(0.557, 0.57, Unit.SHARE, "fr") == f"▼ −1,3{HARD}pt"
    assert scoring.change(435, 296, Unit.COUNT, "fr") == "▲ +139"
    assert scoring.change(5, 5, Unit.COUNT, "fr") == "Sans changement"
    assert scoring.change(0.5702, 0.5699, Unit.SHARE, "fr") == "Sans changement"
    assert scoring.change(5, None, Unit.COUNT, "fr") == ""


@pytest.mark.parametrize("segment", SEGMENTS)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_segment_has_a_reason(segment: str, language: str):
    said = scoring.reason({"rfm_segment": segment, "frequency": 2, "recency": 162}, language)
    assert "2" in said and "162" in said and "{" not in said


def test_reasons_come_second_and_keep_the_rows():
    scores = pl.DataFrame({"customer_id": ["a", "b"], "rfm_segment": ["at_risk", "at_risk"], "frequency": [1, 1], "recency": [162, 162]})
    got = scoring.with_reasons(scores, "fr")
    assert got.columns[:2] == ["customer_id", "reason"]
    assert got["reason"].to_list() == [f"1 achat, puis rien depuis 162 jours{HARD}: ne revient plus"] * 2
    assert scoring.with_reasons(scores.head(0), "fr").height == 0


def test_a_grid_of_one_s_own_is_not_told_in_the_words_of_ours():
    recent = codes((5, 5, 5, "champions", 40, 6000.0), (4, 5, 4, "at_risk", 10, 1000.0), (1, 1, 1, "hibernating", 20, 500.0))
    assert not scoring.gone_quiet(recent) and scoring.gone_quiet(FIRM)
    assert scoring.answer(CURVE, recent, "en", "EUR").endswith(
        "10 customers are at risk or not to be lost, by the grid of the settings: €1,000 of sales, 13.3% of the total."
    )
    renamed = codes((5, 5, 5, "champions", 40, 6000.0), (1, 4, 4, "loyal", 10, 1000.0))
    assert scoring.answer(CURVE, renamed, "en", "EUR") == "**The best 20% of the customers make 60% of the sales.**"


def test_reasons_of_such_a_grid_are_the_scores_and_what_they_rest_on():
    rows = pl.DataFrame(
        {"customer_id": ["a"], "rfm_segment": ["at_risk"], "rfm_code": [452], "recency": [3], "frequency": [6], "monetary": [120.0]}
    )
    assert scoring.with_scores(rows, "en", "EUR")["reason"].to_list() == ["R 4 · F 5 · M 2: 6 purchases for €120, the last 3 days ago."]


def test_a_score_that_tells_nobody_apart_is_said() -> None:
    codes = pl.DataFrame({"r": [1, 1], "f": [1, 1], "m": [2, 4], "customers": [20, 30]})
    assert scoring.flat(codes, "fr") == (
        "Récence, Fréquence\u00a0: pareil pour tous. Rien ne distingue les clients là-dessus, et les segments qui en dépendent ne veulent rien dire."
    )
    assert scoring.flat(codes.with_columns(r=pl.Series([1, 5]), f=pl.Series([2, 3])), "fr") is None
    assert scoring.flat(codes.with_columns(customers=pl.Series([1, 2])), "fr") is None  # said already: too few to rank
