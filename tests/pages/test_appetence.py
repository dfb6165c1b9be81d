"""The page on appetence: of what, who, and how far it can be believed."""

from datetime import date
from pathlib import Path

import pytest

from tests.indicators.cases import buy
from tests.models.leavers import tables
from tests.pages.support import run, words
from tests.support import workspace

pytestmark = pytest.mark.xdist_group("churn")


def test_what_is_chosen_is_answered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace(tmp_path, **tables())
    app = run("appetence", tmp_path, monkeypatch, "fr", appetence_by="product")
    assert not app.exception and not app.error
    assert [one.label for one in app.metric] == ["Acheteurs à attendre", "… dont nouveaux", "Classement (AUC)", "Gain du premier dixième"]
    assert len(app.get("plotly_chart")) == 2
    said = words(app)
    assert "devraient acheter bread dans les 90 prochains jours" in said
    assert "à qui proposer bread" in said


def test_rules_only_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace(tmp_path, transactions=[buy(name, date(2026, month, 1), category="wax") for name in "abc" for month in (1, 6)])
    app = run("appetence", tmp_path, monkeypatch, "fr")
    assert not app.exception and not app.error and not app.metric
    assert "Aucune appétence n’est montrée pour wax." in words(app)


def test_purchases_that_name_nothing_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace(tmp_path, transactions=[buy("a", date(2026, 1, 1))])
    app = run("appetence", tmp_path, monkeypatch, "fr")
    assert not app.exception
    assert "ne nomment ni catégorie, ni produit, ni canal" in words(app)
