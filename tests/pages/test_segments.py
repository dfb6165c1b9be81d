"""The page of the segments: empty, filled, in both languages, with one table missing, and its choices."""

from datetime import date
from pathlib import Path

import pytest

from tests.pages.support import run, words
from tests.support import workspace


@pytest.mark.parametrize(
    ("language", "question"),
    [("fr", "Quels groupes, qui vont où, et qui cibler\u00a0?"), ("en", "Which groups, moving where, and whom to target?")],
)
def test_empty_workspace(nothing: Path, monkeypatch: pytest.MonkeyPatch, language: str, question: str) -> None:
    app = run("segments", nothing, monkeypatch, language)
    assert not app.exception and not app.error
    assert app.title[0].value == question
    assert not app.metric


@pytest.mark.parametrize(("language", "label"), [("fr", "Ont monté"), ("en", "Moved up")])
def test_filled_page(firm: Path, monkeypatch: pytest.MonkeyPatch, language: str, label: str) -> None:
    app = run("segments", firm, monkeypatch, language)
    assert not app.exception and not app.error and not app.info
    assert len(app.metric) == 4
    assert app.metric[0].label == label
    assert len(app.get("plotly_chart")) == 4


def test_without_sales_only_the_structure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    people = [{"customer_id": f"C{rank}", "store": ("Lille", "Lyon")[rank % 2], "first_known_on": date(2026, 1, 1)} for rank in range(40)]
    workspace(tmp_path, customers=people)
    app = run("segments", tmp_path, monkeypatch)
    assert not app.exception and not app.error
    assert "seule la structure de la base" in words(app)
    assert "Aucun client n’est dans ce groupe" not in words(app), "a class that has customers is listed"
    assert len(app.get("plotly_chart")) == 1
    assert app.selectbox(key="grouping").options == ["Classe de vie"]


def test_a_base_without_fields_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace(tmp_path, transactions=[{"customer_id": "a", "date": date(2026, 11, 1), "amount": 5}])
    app = run("segments", tmp_path, monkeypatch)
    assert not app.exception and not app.error
    assert "aucun champ selon lequel" in words(app)


@pytest.mark.parametrize("grouping", ["segment", "move", "class"])
def test_each_kind_of_group_has_its_list(firm: Path, monkeypatch: pytest.MonkeyPatch, grouping: str) -> None:
    app = run("segments", firm, monkeypatch, grouping=grouping)
    assert not app.exception and not app.error
    assert app.selectbox(key="grouping").value == grouping
    assert len(app.selectbox(key=f"group_{grouping}").options) > 1


@pytest.mark.parametrize("grouping", ["stake", "worth"])
def test_what_is_foreseen_is_a_group_that_says_what_it_lacks(firm: Path, monkeypatch: pytest.MonkeyPatch, grouping: str) -> None:
    app = run("segments", firm, monkeypatch, grouping=grouping)
    assert not app.exception
    assert app.selectbox(key="grouping").value == grouping
    assert len(app.selectbox(key=f"group_{grouping}").options) == {"stake": 9, "worth": 3}[grouping]
    lacked = {"stake": "Aucun risque de départ n’est montré.", "worth": "Aucune valeur des clients n’est montrée."}
    assert lacked[grouping] in words(app)


def test_structure_by_another_field(firm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run("segments", firm, monkeypatch, structure_field="region")
    assert not app.exception and not app.error
    assert app.selectbox(key="structure_field").value == "region"
