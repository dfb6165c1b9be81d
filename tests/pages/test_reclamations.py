"""The complaints page: empty, filled, in both languages, with filters and wrong addresses."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from tests.pages.support import run, words
from tests.support import workspace


@pytest.mark.parametrize(
    ("language", "question", "missing"),
    [
        (
            "fr",
            "Répond-on aux réclamations en cinq jours ouvrés\u00a0?",
            "Cette page demande un fichier que personne n’a encore apporté\u00a0: **Réclamations**.",
        ),
        ("en", "Are complaints answered within five working days?", "This page needs a file that nobody has brought yet: **Complaints**."),
    ],
)
def test_empty_workspace_keeps_the_question_and_says_what_is_missing(
    nothing: Path, monkeypatch: pytest.MonkeyPatch, language: str, question: str, missing: str
) -> None:
    app = run("reclamations", nothing, monkeypatch, language)
    assert not app.exception and not app.error
    assert app.title[0].value == question
    assert missing in words(app)
    assert not app.metric


@pytest.mark.parametrize(
    ("language", "label", "promise"),
    [("fr", "Closes à temps", "sont closes à temps</b>"), ("en", "Closed on time", "were closed on time</b>")],
)
def test_filled_page(firm: Path, monkeypatch: pytest.MonkeyPatch, language: str, label: str, promise: str) -> None:
    app = run("reclamations", firm, monkeypatch, language)
    assert not app.exception and not app.error
    assert len(app.metric) == 4 and app.metric[0].label == label
    assert len(app.get("plotly_chart")) == 6
    assert promise in words(app)


def test_a_store_filter_from_the_address_becomes_a_chip(firm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run("reclamations", firm, monkeypatch, store="Lille")
    assert not app.exception and not app.error
    assert app.multiselect(key="store").value == ["Lille"]
    chip = app.button(key="chip-store-Lille")
    assert chip.label == "Magasin\u00a0: Lille ×"
    assert not chip.click().run().multiselect(key="store").value


def test_wrong_values_of_the_address_are_said_and_ignored(firm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run("reclamations", firm, monkeypatch, period="decade", store="Mars", as_of="2099-01-01")
    assert not app.exception and not app.error
    said = [one.value for one in app.warning]
    assert len(said) == 3
    for parameter in ("store = Mars", "period = decade", "as_of = 2099-01-01"):
        assert any(parameter in one for one in said)
    assert app.selectbox(key="period").value == "12m"


def test_another_as_of_day_and_period(firm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run("reclamations", firm, monkeypatch, as_of="2026-03-31", period="3m")
    assert not app.exception and not app.error
    assert "du 01/01/2026 au 31/03/2026" in words(app)


def test_open_cases_by_person_in_charge_from_the_address(firm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run("reclamations", firm, monkeypatch, open_by="owner")
    assert not app.exception and not app.error and not app.warning
    titles = [json.loads(one.proto.spec)["layout"]["title"]["text"] for one in app.get("plotly_chart")]
    assert [one for one in titles if "Dossiers ouverts, par responsable" in one]
    assert not [one for one in titles if "par étape atteinte" in one]


def test_the_detail_opens(firm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run("reclamations", firm, monkeypatch)
    app.button(key="why-on-time").click().run()
    assert not app.exception and not app.error
    assert "select" in app.code[0].value


@pytest.mark.parametrize(
    ("language", "said"),
    [("fr", "L’adresse demande colour, qui n’est pas connu ici."), ("en", "The address asks for colour, which is not known here.")],
)
def test_an_unknown_parameter_of_the_address_is_said(firm, monkeypatch, language, said):
    page = run("reclamations", firm, monkeypatch, language, colour="red")
    assert said in "\n".join(one.value for one in page.warning)
    assert not page.exception


@pytest.mark.parametrize(
    ("page", "label"), [("reclamations", "Pour 1\u202f000 clients actifs"), ("barometre", "Réclamations pour 1\u202f000 actifs")]
)
def test_without_purchases_the_rate_says_which_file_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str, label: str
) -> None:
    workspace(tmp_path, complaints=[{"complaint_id": f"R{rank}", "received_on": datetime(2026, 6, 1 + rank)} for rank in range(9)])
    app = run(page, tmp_path, monkeypatch)
    assert not app.exception and not app.error
    said = words(app)
    assert "n’a encore apporté\u00a0: Achats." in said and "apporté\u00a0: Réclamations" not in said
    assert label in said and label not in {one.label for one in app.metric}
