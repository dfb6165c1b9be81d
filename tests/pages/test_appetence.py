"""The page on appetence: of what, who, and how far it can be believed."""

from datetime import date
from pathlib import Path

import pytest

from tests.indicators.cases import buy
from tests.models.leavers import tables
from tests.pages.support import run, words
from tests.support import workspace

pytestmark = pytest.mark.xdist_group("churn")


@pytest.fixture(scope="module")
def fond(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fond")
    workspace(folder, **tables())
    return folder


def test_what_is_chosen_is_answered(fond: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run("appetence", fond, monkeypatch, "fr", appetence_by="product")
    assert not app.exception and not app.error
    assert [one.label for one in app.metric] == ["Acheteurs à attendre", "… dont nouveaux", "Classement (AUC)", "Gain du premier dixième"]
    assert len(app.get("plotly_chart")) == 2
    said = words(app)
    assert "devraient acheter bread dans les 90 prochains jours" in said
    assert "à qui proposer bread" in said


def test_a_list_is_a_group_of_segments_with_what_is_to_be_bought(fond: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = run("appetence", fond, monkeypatch, "fr", appetence_by="product", appetence_product="soap", appetence_shown="new")
    assert not page.exception and not page.error and not page.warning
    assert "devraient acheter soap dans les 90 prochains jours" in words(page)
    (link,) = [one.proto for one in page.get("page_link") if one.proto.label.startswith("Cibler dans Segments")]
    assert link.label == "Cibler dans Segments\u00a0: soap\u00a0: Les plus probables qui n’en ont pas acheté récemment"
    assert "group_appetence=new%3Aproduct%3Asoap" in link.query_string and "grouping=appetence" in link.query_string
    app = run("segments", fond, monkeypatch, "fr", grouping="appetence", group_appetence="new:product:soap")
    assert not app.exception and not app.error and not app.warning
    assert app.selectbox(key="group_appetence").value == "new:product:soap"
    (told,) = [one.value for one in page.subheader if "à qui proposer soap" in one.value]
    n = told.split(" client")[0]
    assert f"{n} clients, les acheteurs les plus probables d’abord." in words(app)


def test_rules_only_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace(tmp_path, transactions=[buy(name, date(2026, month, 1), category="wax") for name in "abc" for month in (1, 6)])
    app = run("appetence", tmp_path, monkeypatch, "fr")
    assert not app.exception and not app.error and not app.metric
    assert "Aucune appétence n’est montrée pour wax." in words(app)
    group = run("segments", tmp_path, monkeypatch, "fr", grouping="appetence")
    assert not group.exception
    assert "Aucune appétence n’est montrée." in words(group)


def test_purchases_that_name_nothing_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace(tmp_path, transactions=[buy("a", date(2026, 1, 1))])
    app = run("appetence", tmp_path, monkeypatch, "fr")
    assert not app.exception
    assert "ne nomment ni catégorie, ni produit, ni canal" in words(app)
