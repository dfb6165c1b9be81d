"""The page of the structure: empty, filled, with one table missing, and its choice of a field."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.indicators.cases import buy
from tests.pages.support import run, words
from tests.support import workspace

END = date(2026, 11, 20)
PEOPLE = [
    {"customer_id": f"C{rank:02d}", "store": ("Lille", "Lyon")[rank % 2], "city": f"Ville {rank}", "loyalty": f"level {rank % 3}", "email": "a@b.fr", "email_ok": True, "consent_email": rank % 4 > 0,
     "first_known_on": date(2025, 1, 1)}
    for rank in range(40)
]  # fmt: skip
SALES = [buy(f"C{rank:02d}", END - timedelta(days=rank), 10 + rank, channel=("store", "web")[rank % 2]) for rank in range(40)]
CONTACTS = [
    {"customer_id": f"C{rank:02d}", "date": END - timedelta(days=rank + 3), "channel": "email", "direction": "outbound"}
    for rank in range(40)
]
COSTS = [{"indicator": "cost.staff", "period": "2026", "value": 800.0}]


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    return workspace(tmp_path, customers=PEOPLE, transactions=SALES, interactions=CONTACTS, references=COSTS).folder


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("fr", "De quoi la base est-elle faite, par quels canaux achète-t-elle, et qui peut-on joindre\u00a0?"),
        ("en", "What is the base made of, by which channels does it buy, and whom can we reach?"),
    ],
)
def test_empty_workspace(nothing: Path, monkeypatch: pytest.MonkeyPatch, language: str, question: str) -> None:
    app = run("structure", nothing, monkeypatch, language)
    assert not app.exception and not app.error
    assert app.title[0].value == question and not app.metric


def test_filled_page(whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run("structure", whole, monkeypatch, "en")
    assert not app.exception and not app.error
    assert [one.label for one in app.metric] == ["Can be reached", "By e-mail", "Buy by several channels", "Cost of an active customer"]
    assert [one.value for one in app.metric] == ["75.0%", "75.0%", "0.0%", "€20.00"]
    assert "75% of the customers may and can be reached" in words(app)
    assert len(app.get("plotly_chart")) == 4
    assert "Concentration: the first 2 of 2 values make 100% of the sales with 100% of the customers." in words(app)


def test_any_field_is_offered_but_no_name_and_no_address(whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run("structure", whole, monkeypatch, "en", structure_field="city")
    assert not app.exception and not app.error
    offered = app.selectbox(key="structure_field").options
    assert {"Store", "Town", "loyalty", "Purchase channel", "Agrees to e-mail"} <= set(offered)
    assert not {"E-mail", "Last name", "Customer number", "First known on", "email_ok"} & set(offered)
    assert app.selectbox(key="structure_field").value == "city"


def test_without_sales_and_without_costs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace(tmp_path, customers=PEOPLE)
    app = run("structure", tmp_path, monkeypatch)
    assert not app.exception and not app.error
    assert len(app.metric) == 2
    assert "Aucune ligne de coût n’est enregistrée" in words(app) and words(app).count("il faut la table Achats") == 2
    assert "Pas de vente sur la période\u00a0: seuls les clients sont montrés." in words(app)
    assert "Des ventes" not in words(app)


@pytest.mark.parametrize("page", ["structure", "segments"])
def test_values_of_few_customers_are_said_to_be_masked_not_without_sales(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    people = [{"customer_id": f"C{rank}", "last_name": f"Nom{rank}", "store": f"Magasin {rank % 3}"} for rank in range(9)]
    sales = [{"customer_id": f"C{rank}", "date": date(2026, 5, 4), "amount": 5, "transaction_id": f"T{rank}"} for rank in range(9)]
    workspace(tmp_path, customers=people, transactions=sales)
    app = run(page, tmp_path, monkeypatch, structure_field="store")
    assert not app.exception and not app.error
    assert "Magasin\u00a0: chaque valeur a moins de cinq clients" in words(app) and "Pas de vente" not in words(app)
