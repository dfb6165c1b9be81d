"""The satisfaction page: empty, filled, in both languages, with filters, and with very little data."""

from datetime import date
from pathlib import Path

import pytest

from tests.pages.support import run, words
from tests.support import workspace


@pytest.mark.parametrize(
    ("language", "question", "missing"),
    [
        ("fr", "Sont-ils satisfaits, et pourquoi\u00a0?", "Cette page demande un fichier que personne n’a encore apporté"),
        ("en", "Are they satisfied, and why?", "This page needs a file that nobody has brought yet"),
    ],
)
def test_empty_workspace_keeps_the_question(
    nothing: Path, monkeypatch: pytest.MonkeyPatch, language: str, question: str, missing: str
) -> None:
    app = run("satisfaction", nothing, monkeypatch, language)
    assert not app.exception and not app.error
    assert app.title[0].value == question
    assert missing in words(app)
    assert not app.metric


@pytest.mark.parametrize(
    ("language", "label", "said"),
    [("fr", "Satisfaits (8 à 10 sur 10)", "sont satisfaits"), ("en", "Satisfied (8 to 10 of 10)", "are satisfied")],
)
def test_filled_page(firm: Path, monkeypatch: pytest.MonkeyPatch, language: str, label: str, said: str) -> None:
    app = run("satisfaction", firm, monkeypatch, language)
    assert not app.exception and not app.error
    assert len(app.metric) == 4 and app.metric[0].label == label
    assert len(app.get("plotly_chart")) >= 5
    assert said in words(app)


def test_a_filter_of_class_and_store(firm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run("satisfaction", firm, monkeypatch, store="Lille", lifecycle="occasional")
    assert not app.exception and not app.error


def test_one_answer_without_customers_nor_purchases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace(tmp_path, surveys=[{"response_id": "s", "date": date(2026, 5, 1), "nps": 9}])
    app = run("satisfaction", tmp_path, monkeypatch)
    assert not app.exception and not app.error
    assert "la satisfaction elle-même n’a pas été demandée" in words(app)


def test_competitors_are_compared_when_there_are_any(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = [{"response_id": f"o{n}", "date": date(2026, 5, 1), "nps": 9, "csat": 5, "csat_scale": "1-5"} for n in range(40)]
    theirs = [{"response_id": f"t{n}", "date": date(2026, 5, 1), "nps": n % 10, "company": "Rival"} for n in range(40)]
    workspace(tmp_path, surveys=ours + theirs)
    app = run("satisfaction", tmp_path, monkeypatch)
    assert not app.exception and not app.error
    figures = [one.proto.spec for one in app.get("plotly_chart")]
    assert any("Rival" in one for one in figures)
    assert "colonne pour l’enseigne évaluée" not in words(app)


def test_what_is_missing_is_told_in_the_words_of_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace(tmp_path, surveys=[{"date": date(2026, 10, 1), "nps": 9} for _ in range(40)])
    said = words(run("satisfaction", tmp_path, monkeypatch))
    assert "colonnes «\u00a0Invité le\u00a0», «\u00a0A répondu\u00a0»" in said and "invited_on" not in said and "dim_" not in said
