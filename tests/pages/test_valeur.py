"""The page Valeur client: values shown where the purchases carry a model, said where they do not."""

import re
from datetime import date
from pathlib import Path

import pytest

from crm_ui import cache
from tests.indicators.cases import buy
from tests.models.cdnow import purchases
from tests.pages.support import run, words
from tests.support import workspace


@pytest.fixture(scope="module")
def cdnow(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cdnow")
    people = [{"customer_id": f"{name:04}", "store": "Lille" if name % 2 else "Lyon"} for name in range(2357)]
    rows = [row | {"margin": 0.4 * float(str(row["amount"]))} for row in purchases(date(2026, 9, 30))]
    workspace(folder, customers=people, transactions=rows)
    return folder


def test_values_are_shown_with_their_check(cdnow: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run("valeur", cdnow, monkeypatch, "fr")
    assert not app.exception and not app.error
    assert [one.label for one in app.metric] == [
        "Valeur des 12 prochains mois",
        "Achats attendus",
        "Clients sans doute encore là",
        "Clients rentables",
    ]
    assert [one.value for one in app.metric][2:] == ["81\u00a0%", "100\u00a0%"]
    assert len(app.get("plotly_chart")) == 2
    checked = run("valeur", cdnow, monkeypatch, "fr", value_view="model")
    assert not checked.exception and not checked.error
    assert len(checked.get("plotly_chart")) == 2
    assert "BG/NBD" in words(checked)


def test_filters_choose_whose_values(cdnow: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    everyone = run("valeur", cdnow, monkeypatch, "en").metric[1].value
    app = run("valeur", cdnow, monkeypatch, "en", store="Lille")
    assert not app.exception and not app.error
    assert app.metric[1].value != everyone


def test_the_list_by_profit(cdnow: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run("valeur", cdnow, monkeypatch, "fr", value_view="list", valued_by="profits")
    assert not app.exception and not app.error
    assert app.subheader[-1].value == "Clients par résultat, pertes d’abord"
    assert "Aucun coût par client n’est connu\u00a0: le résultat est la seule marge." in words(app)


def test_the_life_line_of_a_customer(cdnow: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run("valeur", cdnow, monkeypatch, "fr", value_view="life", customer="0007")
    assert app.selectbox(key="customer").value == "0007"
    line = next(one for one in app.get("plotly_chart") if "value-life" in one.proto.id)
    assert "avec une probabilit" in line.proto.spec
    app.text_input(key="search").set_value("personne de ce nom").run()
    assert not app.exception and not app.error
    assert "Personne que les filtres gardent ne s’appelle ainsi." in words(app)


def test_the_card_says_of_which_version(cdnow: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = words(run("valeur", cdnow, monkeypatch, "fr", value_view="model"))
    assert "Version des données" in said and "1 · 21/11/2026\u00a013\u00a0h\u00a000 · test" in said
    assert "Montant moyen d’un achat" in said and re.search("Montant moyen d’un achat</td><td[^>]*>[0-9]+,[0-9]{2}\u00a0€<", said)
    assert ">24/07/2026<" in said and ">−9\u202f582,43<" in said
    assert "tous les clients ayant acheté" in said and re.search("Ajusté par</td><td[^>]*>le produit, le [0-9/]{10}", said)


def test_while_it_is_fitted_the_version_is_said(cdnow: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr("streamlit.delta_generator.DeltaGenerator.info", lambda _place, text: told.append(text))
    cache.ANSWERS.forget(lambda _key: True)
    for _visit in range(2):
        run("valeur", cdnow, monkeypatch, "fr")
    assert told == ["Le modèle de la version 1 est en cours d’ajustement. Rien d’une autre version n’est montré en attendant."]


def test_rules_only_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace(tmp_path, transactions=[buy(name, date(2026, month, 1)) for name in "abc" for month in (1, 6)])
    app = run("valeur", tmp_path, monkeypatch, "fr")
    assert not app.exception and not app.error
    assert not app.metric
    assert "Moins de 100 clients sont revenus acheter\u00a0: pas assez de données pour prédire." in words(app)


def test_the_best_by_value_can_be_targeted(cdnow: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run("segments", cdnow, monkeypatch, "fr", grouping="worth", group_worth="fifth")
    assert not app.exception and not app.error
    assert "471 clients, la plus forte valeur d’abord." in words(app)
