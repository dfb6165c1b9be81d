"""Derived fields on the pages: offered where there is something to derive them from, marked, filtered by, and on the card."""

from datetime import date
from pathlib import Path

import pytest

from tests.indicators.cases import buy
from tests.pages.support import run, words
from tests.support import workspace

PLACES = (("59000", "Lille"), ("69001", "Lyon"))
PEOPLE = [
    {"customer_id": f"C{rank:02d}", "last_name": "x", "postal_code": PLACES[rank % 2][0], "city": PLACES[rank % 2][1], "birth_date": date(1960 + rank, 1, 1), "first_known_on": date(2025, 1, 1)}
    for rank in range(30)
]  # fmt: skip


@pytest.fixture
def placed(tmp_path: Path) -> Path:
    return workspace(tmp_path, customers=PEOPLE, transactions=[buy(f"C{rank:02d}", date(2026, 11, 1), 10) for rank in range(30)]).folder


def test_the_base_by_a_derived_field(placed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run("structure", placed, monkeypatch, structure_field="department")
    assert not app.exception and not app.error
    assert {"Département (déduit)", "Commune (déduit)", "Tranche d’âge (déduit)"} <= set(app.selectbox(key="structure_field").options)
    assert "59 · Nord" in words(app) and "69 · Rhône" in words(app)


def test_a_derived_filter_keeps_its_customers(placed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run("clients", placed, monkeypatch, department="59", age_group="45-54")
    assert not app.exception and not app.error and not app.warning
    assert [one.label for one in app.multiselect][-2:] == ["Département (déduit)", "Tranche d’âge (déduit)"]
    assert "5 clients sur 30" in "\n".join(one.value for one in app.caption)


def test_nothing_to_derive_from_offers_nothing(firm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run("structure", firm, monkeypatch)
    assert not [one for one in app.selectbox(key="structure_field").options if "déduit" in one]
    assert not [one for one in app.multiselect if "déduit" in one.label]


def test_the_card_marks_what_is_derived(placed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run("fiche", placed, monkeypatch, customer="C00")
    assert not app.exception and not app.error
    said = words(app)
    assert "Ce qui s’en déduit" in said and "Département (déduit)" in said and "59 · Nord" in said and "65 à 74 ans" in said


def test_a_list_can_be_taken_to_the_printer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    people = [{**one, "address_1": "1 rue A", "consent_mail": rank > 9} for rank, one in enumerate(PEOPLE)]
    folder = workspace(tmp_path, customers=people, transactions=[buy(f"C{rank:02d}", date(2026, 11, 1), 10) for rank in range(30)]).folder
    app = run("clients", folder, monkeypatch, listed_class="trial_buyer")
    assert not app.exception and not app.error
    assert "Par courrier\u00a0: 20 clients à qui l’on peut écrire. Laissés de côté\u00a0: 10 ayant refusé." in words(app)
    assert [one.label for one in app.get("download_button") if "Adresses" in one.label] == ["Adresses CSV", "Adresses XLSX"]
