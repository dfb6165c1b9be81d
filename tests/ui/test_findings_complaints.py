"""What the complaints page says, the cases where nothing can be said included."""

from datetime import date

import polars as pl
import pytest

from crm_core.indicators.comparison import Reading
from crm_ui.figures import Judged
from crm_ui.findings import complaints

H = "\u00a0"


def on_time(value: float | None, before: float | None, light: str, verdict: str) -> Judged:
    return Judged(Reading(value, None, None, 718), before, 0.95, light, verdict, "up")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("judged", "open_cases", "late", "french"),
    [
        (
            on_time(0.873, 0.825, "bad", "up"), 58, 31,
            f"**Pas encore{H}: 87,3{H}% sont closes à temps**, pour un objectif de 95{H}%. C’est 4,8 points de mieux qu’un an plus tôt. "
            "Sur les 58 dossiers ouverts, 31 ont dépassé leur échéance.",
        ),
        (
            on_time(0.96, 0.965, "good", "stable"), 3, 0,
            f"**Oui{H}: 96,0{H}% sont closes à temps**, pour un objectif de 95{H}%. C’est sans changement net sur un an. Les 3 dossiers ouverts sont dans les temps.",
        ),
        (
            on_time(0.94, None, "watch", "too_few"), 1, 1,
            f"**Presque{H}: 94,0{H}% sont closes à temps**{H}; l’écart à l’objectif de 95{H}% n’est pas prouvé. Le seul dossier ouvert a dépassé son échéance.",
        ),
        (on_time(None, None, "too_few", "too_few"), 0, 0, "**Aucune réclamation n’était à clore dans la période.** Aucun dossier n’est ouvert."),
        (
            on_time(0.5, 0.9, "too_few", "too_few"), 2, 1,
            f"**Trop peu de réclamations pour juger**{H}: 50,0{H}% sont closes à temps, pour un objectif de 95{H}%. Sur les 2 dossiers ouverts, 1 a dépassé son échéance.",
        ),
    ],
)  # fmt: skip
def test_answer(judged: Judged, open_cases: int, late: int, french: str) -> None:
    assert complaints.answer(judged, open_cases, late, "fr") == french


def test_answer_in_english() -> None:
    said = complaints.answer(on_time(0.80, 0.85, "bad", "down"), 58, 31, "en")
    assert said == (
        "**Not yet: 80.0% were closed on time**, for a target of 95%. That is 5.0 points worse than a year earlier. "
        "Of the 58 open cases, 31 are past their due date."
    )


def test_question_follows_the_settings() -> None:
    assert complaints.question(5, "ouvres", "fr") == f"Répond-on aux réclamations en cinq jours ouvrés{H}?"
    assert complaints.question(15, "ouvrables", "fr") == f"Répond-on aux réclamations en 15 jours ouvrables{H}?"
    assert complaints.question(2, "ouvres", "en") == "Are complaints answered within two working days?"


def months(values: list[float], n: int = 100, half: float = 0.02) -> tuple[list[date], list[Reading]]:
    days = [date(2026, 1 + rank, 1) for rank in range(len(values))]
    return days, [Reading(value, value - half, value + half, n) for value in values]


@pytest.mark.parametrize(
    ("values", "n", "half", "french"),
    [
        ([0.80, 0.85, 0.90], 100, 0.02, "10 points gagnés depuis janvier, aucun mois n’atteint l’objectif"),
        ([0.98, 0.97, 0.90], 100, 0.02, "8 points perdus depuis janvier, 2 mois sur 3 atteignent l’objectif"),
        ([0.80, 0.98, 0.90], 100, 0.02, "8 points perdus depuis février, 1 mois sur 3 atteint l’objectif"),
        ([0.98, 0.80, 0.90], 100, 0.02, "10 points gagnés depuis février, 1 mois sur 3 atteint l’objectif"),
        ([0.96, 0.97, 0.96], 100, 0.02, "Pas de tendance nette en un an, chaque mois atteint l’objectif"),
        ([0.80, 0.90], 100, 0.2, "Pas de tendance nette en un an, aucun mois n’atteint l’objectif"),
        ([0.80, 0.90], 10, 0.02, "Trop peu de réclamations pour voir une tendance"),
    ],
)
def test_monthly_line(values: list[float], n: int, half: float, french: str) -> None:
    days, readings = months(values, n, half)
    assert complaints.monthly(days, readings, 0.95, len(days), "fr") == french


def test_the_unfinished_month_does_not_count() -> None:
    days, readings = months([0.80, 0.85, 0.90, 0.10])
    assert complaints.monthly(days, readings, 0.95, 3, "en") == "10 points gained since January, no month reaches the target"


def typology(**counts: int) -> pl.DataFrame:
    rows = [{"category": name, "subcategory": None, "cause": None, "complaints": n} for name, n in counts.items()]
    return pl.DataFrame(rows, schema={"category": pl.String, "subcategory": pl.String, "cause": pl.String, "complaints": pl.Int64})


def test_pareto_shows_every_name_when_they_are_few() -> None:
    rows, level = complaints.pareto(typology(a=50, b=20, c=10, d=8, e=6, f=4, g=2), "Autres", "?")
    assert level == "category"
    assert rows.select("name", "complaints").rows() == [("a", 50), ("b", 20), ("c", 10), ("d", 8), ("e", 6), ("f", 4), ("g", 2)]
    assert [round(one, 2) for one in rows["cumulated_share"]] == [0.5, 0.7, 0.8, 0.88, 0.94, 0.98, 1.0]
    assert complaints.causes(rows, level, None, "fr") == "Une catégorie fait la moitié des réclamations"


def test_pareto_puts_what_has_no_name_and_the_others_last() -> None:
    many = typology(**{chr(97 + rank): 20 - rank for rank in range(13)})
    unknown = pl.DataFrame({"category": [None], "subcategory": [None], "cause": [None], "complaints": [90]}, schema=many.schema)
    rows, _level = complaints.pareto(pl.concat([many, unknown]), "Autres", "?")
    assert rows.select("name", "complaints", "is_rest").rows()[-3:] == [("h", 13, False), ("?", 90, True), ("Autres", 50, True)]
    assert rows.height == 10


def test_pareto_takes_the_level_that_is_filled() -> None:
    rows = typology(a=5, b=4).with_columns(pl.Series("cause", ["x", "y"]))
    assert complaints.pareto(rows, "Autres", "?")[1] == "cause"
    half = typology(a=5, b=4).with_columns(pl.Series("cause", [None, "y"]))
    assert complaints.pareto(half, "Autres", "?")[1] == "category"


def test_no_cause_stands_out() -> None:
    rows, level = complaints.pareto(typology(a=10, b=10, c=10), "Autres", "?")
    assert complaints.vital(rows) == 0
    assert complaints.causes(rows, level, None, "fr") == "Aucune catégorie ne se détache"
    empty, level = complaints.pareto(typology(), "Autres", "?")
    assert complaints.causes(empty, level, None, "fr") == "Aucune réclamation dans la période"


def by_month(**counts: list[int]) -> pl.DataFrame:
    rows = [(name, date(2026, 1 + rank, 1), n) for name, monthly in counts.items() for rank, n in enumerate(monthly)]
    return pl.DataFrame(rows, schema={"category": pl.String, "month": pl.Date, "complaints": pl.Int64}, orient="row")


def test_peak_is_named_with_its_month() -> None:
    found = complaints.peak(by_month(a=[5, 6, 41, 7], b=[9, 8, 10, 9]), "category")
    assert found == complaints.Peak("a", date(2026, 3, 1), 41, 6.0)
    rows, level = complaints.pareto(typology(a=59, b=36), "Autres", "?")
    said = complaints.causes(rows, level, found, "fr")
    assert said == f"Une catégorie fait la moitié des réclamations{H}; pic en mars 2026{H}: a (41, contre 6 par mois)"


@pytest.mark.parametrize("counts", [[9, 8, 12, 9], [0, 0, 4, 0], [5, 40]])
def test_no_peak_where_chance_explains_it(counts: list[int]) -> None:
    assert complaints.peak(by_month(a=counts), "category") is None


def groups(well: tuple[float, float], badly: tuple[float, float], n: int = 100) -> pl.DataFrame:
    names = ("none", "answered_well", "answered_badly")
    bounds = ((0.6, 0.62), well, badly)
    return pl.DataFrame([{"complaint": name, "low": low, "high": high, "n": n} for name, (low, high) in zip(names, bounds, strict=True)])


@pytest.mark.parametrize(
    ("well", "badly", "n", "english"),
    [
        ((0.58, 0.70), (0.36, 0.50), 100, "Answered well, a complaint loses no customer"),
        ((0.40, 0.50), (0.36, 0.50), 100, "After a complaint, customers come back less"),
        ((0.40, 0.50), (0.36, 0.65), 100, "Even answered well, customers come back less"),
        ((0.50, 0.70), (0.50, 0.70), 100, "No clear loss of customers after a complaint"),
        ((0.58, 0.70), (0.36, 0.50), 29, "Too few complaints to see whether customers come back"),
    ],
)
def test_after_a_complaint(well: tuple[float, float], badly: tuple[float, float], n: int, english: str) -> None:
    assert complaints.after(groups(well, badly, n), "en") == english


def test_few_complaints_have_no_cause_that_stands_out() -> None:
    rows, level = complaints.pareto(typology(a=2, b=1), "Autres", "?")
    assert complaints.causes(rows, level, None, "en") == "Too few complaints to tell which causes stand out" and complaints.vital(rows) == 0
