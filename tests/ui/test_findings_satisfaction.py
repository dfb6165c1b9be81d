"""The sentences of the satisfaction page, from hand-made answers."""

from datetime import date

import polars as pl
import pytest

from crm_core.indicators.comparison import Reading
from crm_ui.figures import Judged
from crm_ui.findings import satisfaction

HARD = "\u00a0"


def judged(value: float | None, before: float | None, target: float | None, light: str, verdict: str) -> Judged:
    return Judged(Reading(value, n=500), before, target, light, verdict, "up")  # type: ignore[arg-type]


NPS = judged(30.0, 24.0, 25.0, "good", "stable")


def test_only_the_scale_most_used_is_kept_and_its_gaps_are_no_answers():
    rows = pl.DataFrame(
        {
            "month": [date(2026, 1, 1), date(2026, 1, 1), date(2026, 3, 1)],
            "scale": ["1-5", "1-10", "1-10"],
            "n": [3, 40, 50],
            "mean": [4.0, 7.5, 8.0],
        }
    )
    assert satisfaction.main_scale(rows) == "1-10"
    got = satisfaction.on_scale(rows, [date(2026, month, 1) for month in (1, 2, 3)])
    assert got.select("n", "mean").rows() == [(40, 7.5), (0, None), (50, 8.0)]
    assert satisfaction.main_scale(rows.head(0)) is None


def test_single_months_need_ten_months_of_thirty_answers():
    assert satisfaction.enough_months(pl.DataFrame({"n": [30] * 10 + [0] * 3}))
    assert not satisfaction.enough_months(pl.DataFrame({"n": [30] * 9 + [29] * 4}))


@pytest.mark.parametrize(
    ("light", "verdict", "said"),
    [
        (
            "watch",
            "stable",
            f"**78,0{HARD}% sont satisfaits{HARD}; l’écart avec l’objectif de 80{HARD}% n’est pas prouvé**, sans changement net en un an.",
        ),
        (
            "good",
            "up",
            f"**78,0{HARD}% sont satisfaits{HARD}: l’objectif de 80{HARD}% est atteint**, 2,4{HARD}points de plus qu’il y a un an.",
        ),
        (
            "bad",
            "down",
            f"**78,0{HARD}% sont satisfaits, nettement moins que l’objectif de 80{HARD}%**, 2,4{HARD}points de moins qu’il y a un an.",
        ),
        ("neutral", "too_few", f"**78,0{HARD}% sont satisfaits**."),
        ("too_few", "too_few", f"**78,0{HARD}% sont satisfaits, mais trop peu ont répondu pour juger**."),
    ],
)
def test_answer_says_level_and_change(light: str, verdict: str, said: str):
    before = 0.804 if verdict == "down" else 0.756
    assert satisfaction.answer(judged(0.78, before, 0.8, light, verdict), judged(None, None, 25, "none", "too_few"), "", "fr") == said


def test_answer_goes_on_with_the_score_and_the_store_that_stands_out():
    got = satisfaction.answer(judged(0.78, 0.756, 0.8, "watch", "stable"), NPS, "Lille est nettement au-dessous des autres magasins", "fr")
    assert got.endswith(f" Le NPS est stable, à +30{HARD}; Lille est nettement au-dessous des autres magasins.")


def test_answer_without_satisfaction_question_or_without_answers():
    nobody = judged(None, None, 0.8, "none", "too_few")
    assert (
        satisfaction.answer(nobody, NPS, "", "fr")
        == f"**Le NPS est de +30** (500{HARD}réponses){HARD}; la satisfaction elle-même n’a pas été demandée."
    )
    assert satisfaction.answer(nobody, nobody, "", "fr") == "**Personne n’a répondu sur la période.**"


@pytest.mark.parametrize(
    ("light", "verdict", "said"),
    [
        ("good", "up", "Le NPS gagne 6 points en un an et atteint l’objectif"),
        ("bad", "down", "Le NPS perd 6 points en un an et manque l’objectif"),
        ("watch", "stable", "Le NPS est stable sur un an, près de l’objectif"),
        ("good", "too_few", "Le NPS ne peut être comparé à l’an passé"),
        ("too_few", "stable", "Trop peu de réponses pour voir une tendance du NPS"),
    ],
)
def test_finding_of_the_trend(light: str, verdict: str, said: str):
    line = [Reading(24.0, n=500), Reading(30.0, n=500)]
    assert satisfaction.trend(line, judged(30.0, 24.0, 25.0, light, verdict), "fr") == said


def test_finding_of_a_distribution():
    rows = pl.DataFrame({"opinion": ["detractor", "passive", "promoter"], "answers": [20, 30, 50], "share": [0.2, 0.3, 0.5]})
    assert satisfaction.spread(rows, "promoter", "detractor", "fr") == f"50{HARD}% de promoteurs, 20{HARD}% de détracteurs"
    assert satisfaction.spread(rows.head(1), "promoter", "detractor", "fr") == "Trop peu de réponses pour voir leur répartition"


def stores(**counts: tuple[int, int, int]) -> pl.DataFrame:
    """name=(promoters, detractors, n), the best first."""
    rows = [
        (name, promoters, detractors, n, 100 * (promoters - detractors) / n, "0-10") for name, (promoters, detractors, n) in counts.items()
    ]
    return pl.DataFrame(rows, schema=["store", "promoters", "detractors", "n", "nps", "scale"], orient="row").sort("nps", descending=True)


MIDDLE = {"Rouen": (50, 20, 100), "Nantes": (49, 20, 100), "Nice": (51, 20, 100)}


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        (MIDDLE, "Aucun écart net entre magasins"),
        (MIDDLE | {"Lille": (15, 60, 100)}, f"Lille{HARD}: au-dessous des autres"),
        (MIDDLE | {"Lyon": (90, 2, 100)}, f"Lyon{HARD}: au-dessus des autres"),
        (MIDDLE | {"Lyon": (90, 2, 100), "Lille": (15, 60, 100)}, "Lyon au-dessus des autres, Lille au-dessous"),
        ({"Lyon": (50, 20, 100), "Lille": (0, 20, 20)}, "Trop peu de réponses pour comparer les magasins"),
    ],
)
def test_finding_on_stores(counts: dict[str, tuple[int, int, int]], said: str):
    assert satisfaction.gaps(stores(**counts), "store", "fr") == said


def test_the_clause_of_the_answer_names_stores_that_are_below():
    assert satisfaction.outlier(stores(**MIDDLE), "fr") == ""
    assert satisfaction.outlier(stores(**MIDDLE, Lille=(15, 60, 100)), "fr") == "Lille est nettement au-dessous des autres magasins"


def test_the_breakdown_keeps_one_scale_and_known_values():
    rows = pl.DataFrame({"store": ["Lyon", "Lyon", None], "scale": ["0-10", "1-10", "0-10"], "n": [40, 3, 9], "nps": [10.0, 20.0, 30.0]})
    assert satisfaction.one_scale(rows, "store")["n"].to_list() == [40]


def rival(ours: tuple[float, float, float], theirs: tuple[float, float, float], n: int = 200) -> pl.DataFrame:
    return pl.DataFrame(
        [(None, *ours, n), ("Rival", *theirs, n)], schema=["company", "nps", "low", "high", "n"], orient="row", infer_schema_length=None
    )


@pytest.mark.parametrize(
    ("theirs", "said"),
    [
        ((5.0, 0.0, 10.0), "Nous sommes plus recommandés que Rival"),
        ((55.0, 50.0, 60.0), "Nous sommes moins recommandés que Rival"),
        ((28.0, 20.0, 36.0), "Aucun écart net avec Rival"),
    ],
)
def test_finding_on_competitors(theirs: tuple[float, float, float], said: str):
    assert satisfaction.rivals(rival((30.0, 25.0, 35.0), theirs), "fr") == said


def test_competitors_need_thirty_answers():
    assert satisfaction.rivals(rival((30.0, 25.0, 35.0), (5.0, 0.0, 10.0), n=20), "fr") == "Trop peu de réponses pour nous comparer"


def test_low_response_rates_are_named():
    rows = pl.DataFrame({"name": ["E-mail", "Lille", "Lyon"], "response_rate": [0.25, 0.05, 0.08], "n": [500, 200, 20]})
    assert satisfaction.responses(rows, "fr") == f"Lille{HARD}: moins de 10{HARD}% répondent, à lire avec prudence"
    assert satisfaction.responses(rows.head(1), "fr") == f"Tous les groupes répondent à plus de 10{HARD}%"
    assert satisfaction.responses(rows.tail(1), "fr") == "Trop peu d’invitations pour juger le taux de réponse"


def test_what_separates_promoters_from_detractors():
    rows = pl.DataFrame({"n_promoters": [50, 50, 9], "n_detractors": [40, 40, 40], "low": [1.0, 0.5, 3.0]})
    sure = satisfaction.sure(rows)
    assert sure.height == 2
    assert satisfaction.why(sure, ["Livraison", "Accueil"], "fr") == "Livraison et accueil séparent le plus promoteurs et détracteurs"
    assert satisfaction.why(sure.head(1), ["Livraison"], "fr") == f"Livraison{HARD}: ce qui sépare promoteurs et détracteurs"
    assert (
        satisfaction.why(sure.with_columns(low=pl.lit(-0.2)), ["Livraison", "Accueil"], "fr")
        == "Aucune dimension ne sépare nettement promoteurs et détracteurs"
    )
    assert satisfaction.why(sure.head(0), [], "fr") == "Trop peu de réponses pour voir ce qui sépare promoteurs et détracteurs"


def test_reasons_quote_the_score_the_value_and_the_comment():
    row = {"customer_id": "a", "nps": 3.0, "csat": 4.0, "csat_scale": "1-5", "abc": "A", "verbatim": "Livraison  en\nretard"}
    assert satisfaction.reason(row, "fr") == f"3 sur 10, client A{HARD}: «{HARD}Livraison en retard{HARD}»"
    assert satisfaction.reason(row | {"nps": None, "csat": 2.0, "abc": None, "verbatim": None}, "fr") == "2 sur 5"
    assert satisfaction.reason(row | {"verbatim": None}, "en") == "3 out of 10, A customer"


def test_long_comments_are_cut_between_words():
    assert satisfaction.shortened("mot " * 40, 20) == "mot mot mot mot mot…"
    assert satisfaction.shortened(None) == ""


def test_one_wave_of_many_answers_is_not_too_few() -> None:
    line = [Reading()] * 12 + [Reading(30.0, 20.0, 40.0, 500)]
    assert satisfaction.trend(line, NPS, "en") == "A single wave of answers: no trend yet in the NPS"
    assert satisfaction.trend([Reading()] * 13, NPS, "en") == "Too few answers to see a trend in the NPS"
