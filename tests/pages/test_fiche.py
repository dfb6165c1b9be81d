"""The page of one customer: empty, searched, by its address, in both languages."""

from pathlib import Path

import pytest

from tests.pages.support import run, words


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


def test_a_link_to_nobody_says_so(firm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run("fiche", firm, monkeypatch, customer="Q-999")
    assert not app.exception and not app.error
    assert "Personne ne s’appelle ainsi." in words(app)


def test_not_known_yet(firm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run("fiche", firm, monkeypatch, customer="C0007", as_of="2023-12-31")
    assert not app.exception and not app.error
    assert "n’était pas encore connu" in words(app)
