"""The page of duplicates: empty, filled, one pair after the other, in both languages."""

from datetime import date
from pathlib import Path

import pytest

from tests.pages.support import run, words
from tests.support import workspace

HOME = {"address_1": "12 rue de la Paix", "postal_code": "69002", "city": "Lyon"}
PEOPLE = [
    {"customer_id": "01", "last_name": "Dupont", "first_name": "Anne", "birth_date": date(1970, 5, 1), **HOME},
    {"customer_id": "02", "last_name": "DUPOND", "first_name": "Anne", "birth_date": date(1970, 5, 1), **HOME},
    {"customer_id": "03", "last_name": "Moreau", "first_name": "Jean", "birth_date": date(1950, 1, 1), "postal_code": "75016"},
    {"customer_id": "04", "last_name": "Moreau", "first_name": "Jean", "birth_date": date(1982, 8, 9), "postal_code": "75016"},
    {"customer_id": "05", "last_name": "<b>Roy</b>", "first_name": "Luc", "postal_code": "59000"},
    {"customer_id": "06", "last_name": "<b>Roy</b>", "first_name": "Luc", "postal_code": "59000"},
]  # fmt: skip


@pytest.mark.parametrize(("language", "question"), [("fr", "Qui est deux fois dans la base\u00a0?"), ("en", "Who is in our base twice?")])
def test_empty(nothing: Path, monkeypatch: pytest.MonkeyPatch, language: str, question: str) -> None:
    app = run("doublons", nothing, monkeypatch, language)
    assert not app.exception and not app.error
    assert app.title[0].value == question


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "1 fiche en répète une autre</b>\u00a0: 16,7\u00a0% de la base."),
        ("en", "1 record repeats another one</b>: 16.7% of the base."),
    ],
)
def test_filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, said: str) -> None:
    app = run("doublons", workspace(tmp_path, customers=PEOPLE).folder, monkeypatch, language)
    assert not app.exception and not app.error
    assert said in words(app)
    assert [one.value for one in app.metric] == [
        "1",
        "16,7\u00a0%" if language == "fr" else "16.7%",
        "1",
        "2" if app.metric[3].value == "2" else "1",
    ]


def test_one_pair_after_the_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run("doublons", workspace(tmp_path, customers=PEOPLE).folder, monkeypatch, zone="sure")
    assert "<mark>DUPOND</mark>" in words(app)
    app.segmented_control(key="zone").set_value("review").run()
    assert "&lt;b&gt;Roy" in words(app) and "<b>Roy" not in words(app)
    assert not app.exception
