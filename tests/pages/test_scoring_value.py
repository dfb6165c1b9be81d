"""The value of customers on the scoring page: shown where the purchases carry a model, said where they do not."""

from datetime import date
from pathlib import Path

import pytest

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
    app = run("scoring", cdnow, monkeypatch, "fr")
    assert not app.exception and not app.error
    assert [one.label for one in app.metric][4:] == ["Valeur des 12 prochains mois", "Achats attendus", "Clients sans doute encore là"]
    assert app.metric[-1].value == "81\u00a0%"
    assert [one.value for one in app.subheader] == [
        "Mouvements entre segments RFM",
        "Classes ABC",
        "Valeur client",
        "Clients par valeur des 12 prochains mois",
        app.subheader[-1].value,
    ]
    assert len(app.get("plotly_chart")) == 6  # nobody was active a year before: no losses
    assert "BG/NBD" in words(app)


def test_filters_choose_whose_values(cdnow: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    everyone = run("scoring", cdnow, monkeypatch, "en").metric[5].value
    app = run("scoring", cdnow, monkeypatch, "en", store="Lille")
    assert not app.exception and not app.error
    assert app.metric[5].value != everyone


def test_rules_only_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace(tmp_path, transactions=[buy(name, date(2026, month, 1)) for name in "abc" for month in (1, 6)])
    app = run("scoring", tmp_path, monkeypatch, "fr")
    assert not app.exception and not app.error
    assert len(app.metric) == 4
    assert "Moins de 100 clients sont revenus acheter\u00a0: pas assez de données pour prédire." in words(app)
