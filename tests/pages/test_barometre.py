"""The home page: empty, filled, in both languages, and with one table missing."""

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.support import ROOT, run, words
from tests.support import workspace


@pytest.mark.parametrize(("language", "question"), [("fr", "Comment vont nos clients\u00a0?"), ("en", "How are our customers?")])
def test_empty_workspace(nothing: Path, monkeypatch: pytest.MonkeyPatch, language: str, question: str) -> None:
    app = run("barometre", nothing, monkeypatch, language)
    assert not app.exception and not app.error
    assert app.title[0].value == question
    assert not app.metric


@pytest.mark.parametrize(
    ("language", "themes"),
    [
        ("fr", ["Satisfaction", "Clients perdus", "Réclamations", "Où agir d’abord"]),
        ("en", ["Satisfaction", "Lost customers", "Complaints", "Where to act first"]),
    ],
)
def test_filled_page(firm: Path, monkeypatch: pytest.MonkeyPatch, language: str, themes: list[str]) -> None:
    app = run("barometre", firm, monkeypatch, language)
    assert not app.exception and not app.error
    assert [one.value for one in app.subheader] == themes
    assert len(app.metric) == 6
    assert len(app.get("plotly_chart")) == 2
    assert "Lyon" in words(app)


def test_a_missing_table_leaves_the_other_figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = {"customer_id": "C1", "date": date(2026, 10, 1), "nps": 9, "csat": 9, "csat_scale": "1-10"}
    workspace(tmp_path, customers=[{"customer_id": "C1"}], surveys=[{**answer, "response_id": f"S{n}"} for n in range(40)])
    app = run("barometre", tmp_path, monkeypatch)
    assert not app.exception and not app.error
    assert [one.label for one in app.metric] == ["Clients satisfaits", "Recommandation (NPS)"]
    assert "Ce chiffre demande un fichier que personne n’a encore apporté\u00a0: " in words(app)


def test_the_address_without_a_page_leads_home(firm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_WORKSPACE", str(firm))
    app = AppTest.from_file(str(ROOT / "crm_ui" / "frame.py"), default_timeout=60)
    app.query_params["lang"] = "en"
    app.run()
    assert not app.exception and app.title[0].value == "How are our customers?"


def test_languages_of_two_sessions_do_not_mix(firm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    french, english = run("barometre", firm, monkeypatch, "fr"), run("barometre", firm, monkeypatch, "en")
    assert french.run().title[0].value == "Comment vont nos clients\u00a0?"
    assert english.run().title[0].value == "How are our customers?"
