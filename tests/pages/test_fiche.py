"""The page of one customer: empty, searched, by its address, in both languages."""

import re
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from crm_ui import card_start
from tests.indicators.cases import buy
from tests.pages.support import STORES, run, words
from tests.support import workspace


@pytest.mark.parametrize("language", ["fr", "en"])
def test_empty(nothing: Path, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    app = run("fiche", nothing, monkeypatch, language)
    assert not app.exception and not app.error
    assert not app.metric


def test_search_then_card(firm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run("fiche", firm, monkeypatch)
    assert "Cherchez un client" in words(app)
    app.text_input(key="search").set_value("c0042").run()
    assert not app.exception and not app.error
    assert app.selectbox(key="customer").value == "C0042"
    assert len(app.metric) == 4
    app.text_input(key="search").set_value("zzzzzz").run()
    assert "Personne ne s’appelle ainsi." in words(app)


def test_a_link_opens_the_card(firm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run("fiche", firm, monkeypatch, "en", customer="C0007")
    assert not app.exception and not app.error and not app.warning
    assert app.selectbox(key="customer").value == "C0007"
    assert "<b>C0007: " in words(app)


def test_a_customer_whom_only_purchases_name_has_a_card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace(tmp_path, transactions=[buy("14646", date(2026, 10, 1))])
    app = run("fiche", tmp_path, monkeypatch, customer="14646")
    assert not app.exception and not app.error
    assert "<b>14646\u00a0: " in words(app) and "inconnu avant la période" in words(app)


def test_the_card_says_how_often_a_customer_buys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bought = {"14646": (1, 4, 16), "2": (1,), "3": (1, 2, 28)}
    workspace(tmp_path, transactions=[buy(name, date(2026, 9, day)) for name, days in bought.items() for day in days])
    said = {name: words(run("fiche", tmp_path, monkeypatch, customer=name)).replace("\u00a0", " ") for name in bought}
    assert "3 achats en tout, tous les 7,5 jours en moyenne" in said["14646"]
    assert "tous les" not in said["2"]
    assert "tous les 14 jours en moyenne" in said["3"]  # 13.5, in whole days


def test_a_link_to_nobody_says_so(firm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run("fiche", firm, monkeypatch, customer="Q-999")
    assert not app.exception and not app.error
    assert "Personne ne s’appelle ainsi." in words(app)


def test_not_known_yet(firm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run("fiche", firm, monkeypatch, customer="C0007", as_of="2023-12-31")
    assert not app.exception and not app.error
    assert "n’était pas encore connu" in words(app)


def test_the_card_says_plainly_where_one_stands_and_shows_the_classes(firm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run("fiche", firm, monkeypatch, customer="C0007")
    said = words(app)
    assert "Paiements non suivis" in said and ("Mécontent" in said or "Pas mécontent" in said)
    assert 'class="bc-course"' in said and "flex-grow:" in said
    assert not {"Réguliers", "Occasionnels", "Inactifs", "Anciens"} & {one.value for one in app.metric}


def test_the_timeline_can_be_filtered(firm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run("fiche", firm, monkeypatch, customer="C0007")
    before = int(re.search(r"(\d+) événements", words(app))[1])
    app.get("button_group")[0].set_value(["survey"]).run()
    assert not app.exception and not app.error
    assert "2 événements" in words(app) and before > 2
    app.checkbox(key="in-period").check().run()
    assert not app.exception and not app.error


def test_the_filters_of_the_sidebar_choose_whom_the_search_finds(firm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run("fiche", firm, monkeypatch, store="Lille")
    app.text_input(key="search").set_value("c00").run()
    found = app.selectbox(key="customer").options
    assert "Les filtres laissent de côté" in words(app) and 0 < len(found) < 20
    first = [run("fiche", firm, monkeypatch, customer="C0042", store=store).selectbox(key="customer").value for store in STORES]
    assert first.count("C0042") == 1, "the one whose store is chosen; elsewhere those who are called nearly so"


def test_a_page_without_a_search_says_whom_to_look_at_first(firm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run("fiche", firm, monkeypatch)
    assert not app.exception and not app.error
    for title in ("Attendent une réponse", "Mécontents à leur dernière réponse", "Bons clients qui ne viennent plus"):
        assert title in words(app)
    chosen = sorted(offered(app, "waiting-"))[0]
    assert len(offered(app, "waiting-", "unhappy-", "away-")) > card_start.FEW
    app.button(key=f"waiting-{chosen}").click().run()
    assert not app.exception and not app.error
    assert app.selectbox(key="customer").value == chosen
    app.button(key="start-again").click().run()
    assert not app.exception and "Attendent une réponse" in words(app)


def test_the_dearest_come_first_and_once() -> None:
    rows = pl.DataFrame(
        [("B", "late by 9 days", 10.0), (None, "of nobody", 99.0), ("A", "late by 4 days", 30.0), ("A", "late by 2 days", 30.0), ("C", "late by 1 day", None)],
        schema=["customer_id", "reason", "revenue"], orient="row",
    )  # fmt: skip
    assert card_start.dearest(rows).rows() == [("A", "late by 4 days", 30.0), ("B", "late by 9 days", 10.0), ("C", "late by 1 day", None)]


def test_the_filters_hold_for_whom_to_look_at_first(firm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    away = [offered(run("fiche", firm, monkeypatch, store=store), "away-") for store in STORES]
    assert all(away) and len(set.union(*away)) == sum(map(len, away))


def offered(app: AppTest, *lists: str) -> set[str]:
    return {one.key.partition("-")[2] for one in app.button if one.key and one.key.startswith(lists)}


def test_the_card_says_since_when_e_mail_comes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace(
        tmp_path,
        customers=[{"customer_id": "A", "last_name": "Durand", "email": "a@poste.example"}],
        transactions=[buy("A", date(2026, 10, 1))],
        undeliverables=[
            {"customer_id": "A", "returned_on": date(2026, 10, 9), "email": "a@poste.example", "way": "email", "severity": "hard"}
        ],
    )
    app = run("fiche", tmp_path, monkeypatch, customer="A")
    assert not app.exception and not app.error
    assert "E-mail non distribué depuis le</td>" in words(app) and "09/10/2026" in words(app)
