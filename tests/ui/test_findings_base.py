"""The sentences of the page of the customer base, with their quiet variants."""

import polars as pl
import pytest

from crm_core.indicators.comparison import Figure, Reading
from crm_core.indicators.lifecycle import ORDER
from crm_ui.figures import Judged
from crm_ui.findings import base, reasons

H, N = "\u00a0", "\u202f"


def checks(*rows: tuple[str, str, int, int]) -> pl.DataFrame:
    frame = pl.DataFrame(rows, schema={"part": pl.String, "field": pl.String, "n": pl.Int64, "ok": pl.Int64}, orient="row")
    return frame.with_columns((pl.col("ok") / pl.col("n")).alias("share"))


CHECKS = checks(("completeness", "email", 100, 80), ("completeness", "siret", 5, 0), ("freshness", "customer_id", 100, 99))


def judged(kind: str, now: float, before: float | None, target: float | None = None, n: int = 2000) -> Judged:
    return Judged.of(Figure(kind, "up", Reading(now, n=n), Reading(), Reading(before, n=n), target))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("active", "said"),
    [
        (judged("count", 1400, 1000), f"**1{N}400 des 2{N}000 clients connus sont actifs**, 400 de plus qu’il y a un an."),
        (judged("count", 1000, 1400), f"**1{N}000 des 2{N}000 clients connus sont actifs**, 400 de moins qu’il y a un an."),
        (judged("count", 1000, 1001), f"**1{N}000 des 2{N}000 clients connus sont actifs**, sans changement net en un an."),
        (judged("count", 1000, None), f"**1{N}000 des 2{N}000 clients connus sont actifs.**"),
        (None, f"**2{N}000 clients sont connus**{H}; sans fichier de ventes, nul ne peut dire qui est actif."),
    ],
)
def test_how_many_are_active(active: Judged | None, said: str) -> None:
    assert base.answer(2000, active, None, CHECKS, "fr") == said


def test_whether_the_base_is_clean_and_where_it_is_not() -> None:
    """The empty SIRET of five records is no weak point: fewer than 30."""
    dirty = base.answer(9, None, judged("share", 0.8, 0.8, 0.95), CHECKS, "en").split(" **")[1]
    assert (
        dirty
        == "It is not clean enough**: 80.0% of the checks pass, for a target of 95%; weakest point: e-mail, filled in 80.0% of the records."
    )
    clean = base.answer(9, None, judged("share", 0.97, 0.8, 0.95), CHECKS, "fr").split(" **")[1]
    assert clean.startswith(f"La base est propre**{H}: 97,0{H}% des contrôles réussis")


@pytest.mark.parametrize(("part", "words"), [("validity", "valid in"), ("deliverability", "addresses"), ("freshness", "24 months")])
def test_weakest_point_of_each_part(part: str, words: str) -> None:
    assert words in base.weakest(checks((part, "email" if part != "freshness" else "customer_id", 50, 10)), "en")


def test_classes() -> None:
    counts = pl.DataFrame({"lifecycle": ORDER, "customers": [1, 0, 0, 2, 6, 0, 0, 1, 0]})
    assert base.classes(counts, "fr") == f"Occasionnels{H}: 60{H}% de la base"
    assert base.classes(counts.with_columns(customers=pl.lit(0)), "en") == "Nobody in the base yet"
    nearly = counts.with_columns(customers=pl.Series([7, 5514, 0, 0, 0, 0, 0, 0, 0]))
    assert base.classes(nearly, "en") == "Prospects: 99.9% of the base", "not all of them"


@pytest.mark.parametrize(
    ("new", "lost", "said"),
    [
        (200, 100, "More gained than lost in two months: 220 against 100"),
        (100, 200, "More lost than gained in two months: 200 against 120"),
        (100, 118, "Gains and losses balance in two months: 120 came, 118 left"),
        (1, 2, "Too few moves to tell gains from losses"),
    ],
)
def test_activity_of_the_months_that_are_over(new: int, lost: int, said: str) -> None:
    back = 20 if new > 1 else 0
    months = pl.DataFrame({"new": [new, 0, 999], "reactivated": [0, back, 999], "lost": [0, lost, 999]})
    assert base.activity(months, 2, "en") == said
    unknown = pl.DataFrame({name: [None] for name in months.columns}, schema=months.schema)
    assert base.activity(pl.concat([unknown, months]), 3, "en") == said


def test_quality() -> None:
    assert base.quality(CHECKS, 0.95, "fr") == "Deux contrôles sur trois manquent l’objectif"
    assert base.quality(CHECKS, 0.5, "en") == "One check out of three misses the target"
    assert base.quality(CHECKS.tail(1), 0.5, "en") == "Every check reaches the target"
    assert base.quality(CHECKS.clear(), 0.5, "en") == "No record to check yet"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([(1, 100, 80), (2, 100, 99)], "Several channels: 99% stay; one: 80%"),
        ([(1, 1000, 800), (2, 1000, 998)], "Several channels: 99.8% stay; one: 80%"),
        ([(1, 100, 80), (2, 100, 81)], "No clear gap between one channel and several"),
        ([(1, 100, 80), (3, 10, 1)], "Too few buyers to compare channels"),
        ([(1, 100, 80)], "Each customer keeps to a single channel"),
        ([], "Too few buyers to compare channels"),
    ],
)
def test_channels(rows: list[tuple[int, int, int]], said: str) -> None:
    assert (
        base.channels(
            pl.DataFrame(
                rows,
                schema=["channels", "n", "active"],
                orient="row",
                schema_overrides=dict.fromkeys(["channels", "n", "active"], pl.Int64),
            ),
            "en",
        )
        == said
    )


def test_cohorts() -> None:
    rows = [(0, 100, 100, 100), (1, 100, 10, 60), (2, 100, 30, 30), (3, 100, None, None)]
    cells = pl.DataFrame(rows, schema=["age", "customers", "retained", "retained_or_after"], orient="row")
    assert base.cohorts(cells, False, "en") == "Newcomers come back most 2 months later: 30% of them"
    assert base.cohorts(cells, True, "fr") == f"60{H}% des nouveaux clients ont racheté depuis"
    few = cells.with_columns(customers=pl.lit(9))
    assert base.cohorts(few, True, "en") == base.cohorts(few, False, "en") == "Too few newcomers to tell who comes back"


NOBODY = {
    "lifecycle": "suspect", "orders": 0, "orders_of_year": 0, "recency": None, "median_gap": None, "promoter": False, "left_on": None,
}  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "french"),
    [
        ({"lifecycle": "former", "recency": 1200}, f"Absent depuis 1{N}200 jours, plus que D95 (300){H}; non sollicité."),
        ({"lifecycle": "inactive", "recency": 130}, "Absent depuis 130 jours, plus que D80 (120)."),
        ({"lifecycle": "inactive", "recency": 90, "median_gap": 30.4}, f"Absent depuis 90 jours{H}; écart habituel{H}: 30 jours."),
        ({"lifecycle": "convinced", "orders_of_year": 4, "promoter": True}, "4 achats réguliers en 12 mois, et nous recommande."),
        ({"lifecycle": "convinced", "orders_of_year": 4}, "4 achats réguliers en 12 mois, et a parrainé quelqu’un."),
        ({"lifecycle": "regular", "orders_of_year": 4, "median_gap": 1.0}, "4 achats en 12 mois, tous les 1 jour environ."),
        ({"lifecycle": "occasional", "orders": 2, "recency": 1}, f"2 achats, le dernier il y a 1 jour{H}; pas régulier à ce jour."),
        ({"lifecycle": "trial_buyer", "recency": 0}, "Un seul achat, il y a 0 jour."),
        ({"lifecycle": "hot_prospect"}, "Venu vers nous dans les 90 derniers jours, n’a pas encore acheté."),
        ({"lifecycle": "prospect"}, "Coordonnées connues, pas encore d’achat."),
        ({}, f"Visé{H}; rien de personnel n’est connu."),
    ],
)
def test_why_in_this_class(facts: dict[str, object], french: str) -> None:
    schema = {"left_on": pl.Date, "recency": pl.Int64, "median_gap": pl.Float64}
    rows = pl.DataFrame([NOBODY | facts], schema_overrides=schema)
    assert reasons.of_class(rows, reasons.Limits(120, 300, 90), "fr").to_list() == [french]


def test_who_left_says_when() -> None:
    rows = pl.DataFrame([NOBODY | {"lifecycle": "former", "recency": 5}]).with_columns(
        left_on=pl.date(2026, 3, 1), median_gap=pl.lit(None, pl.Float64)
    )
    assert reasons.of_class(rows, reasons.Limits(120, 300, 90), "fr").to_list() == ["Parti le 01/03/2026."]
    assert reasons.of_class(rows, reasons.Limits(120, 300, 90), "en").to_list() == ["Left on 1 Mar 2026."]


def test_why_in_this_segment() -> None:
    rows = pl.DataFrame({"r": [5, 2], "f": [1, 5], "m": [3, 5], "frequency": [1, 12], "monetary": [59.6, 1234.5], "recency": [1, 300]})
    assert reasons.of_segment(rows, "fr", "EUR").to_list() == [
        f"R 5 · F 1 · M 3{H}: 1 achat pour 60{H}€, il y a 1 jour.",
        f"R 2 · F 5 · M 5{H}: 12 achats pour 1{N}234{H}€, le dernier il y a 300 jours.",
    ]
    assert reasons.of_segment(rows, "en", "EUR").to_list()[1] == "R 2 · F 5 · M 5: 12 purchases for €1,234, the last 300 days ago."


def versions(*rows: tuple[int, float | None, float | None]) -> pl.DataFrame:
    """Versions of which completeness and uniqueness are told, and no more."""
    named = pl.DataFrame(rows, schema={"version": pl.Int64, "completeness": pl.Float64, "uniqueness": pl.Float64}, orient="row")
    return named.with_columns(pl.lit(None, pl.Float64).alias(one) for one in ("validity", "deliverability", "freshness"))


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (versions((1, 0.9, None), (4, 0.91, 0.95), (7, 0.92, 0.80)), f"Unicité{H}: −15,0 points depuis la version 4"),
        (versions((1, 0.9, None), (4, 0.91, 0.95), (7, 0.925, None)), f"Complétude{H}: +2,5 points depuis la version 1"),
        (versions((2, 0.9, None), (3, 0.9004, None), (4, 0.9, None)), "La qualité n’a guère bougé depuis la version 2"),
    ],
)
def test_the_part_of_quality_that_moved_most_from_version_to_version(rows: pl.DataFrame, said: str) -> None:
    assert base.trend(rows, "fr") == said
