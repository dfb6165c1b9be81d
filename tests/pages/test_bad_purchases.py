"""Purchases from which no score can be made: each page of the scores says why, and shows no number that means nothing."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.indicators.cases import buy
from tests.pages.support import run, words
from tests.support import workspace

DAY = date(2026, 6, 30)
Rows = list[dict[str, Any]]


def sold(days: list[date | None], customers: int, amount: float = 10.0) -> Rows:
    return [buy(f"c{name}", day, amount, category="wax") for name in range(customers) for day in days]


NEVER, LATER, ONE_DAY = "Aucun achat n’a de date", "Tous les achats sont postérieurs à cette date", "Tous les achats sont du même jour"
RETURNS, FEW = "il n’y a que des retours", "pas assez de données pour prédire"
FLAT, NOBODY, TOO_FEW = (
    "Récence, Fréquence, Montant\u00a0: pareil pour tous",
    "Aucun client connu n’a acheté sur la période",
    "trop peu pour les classer",
)
# What the pages on scores, on value and on departures say of them, looked at on the 30th of June.
CASES: dict[str, tuple[Rows, str, str, str]] = {
    "no dates": (sold([None], 40), NOBODY, NEVER, NEVER),
    "all in the future": (sold([date(2030, 1, 1)], 40), NOBODY, LATER, LATER),
    "all on one day": (sold([date(2026, 5, 5)], 600), FLAT, ONE_DAY, FEW),
    "negative totals": (sold([DAY - timedelta(days=back) for back in (1, 40)], 40, -5.0), NOBODY, RETURNS, RETURNS),
    "one purchase each": ([buy(f"c{name}", DAY - timedelta(days=name), 10.0) for name in range(300)], "Fréquence, Montant\u00a0: pareil pour tous", FEW, FEW),
    "one customer": (sold([date(2026, 1, 1), date(2026, 6, 1)], 1), TOO_FEW, FEW, FEW),
    "three customers": (sold([date(2026, 1, 1), date(2026, 6, 1)], 3), TOO_FEW, FEW, FEW),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "scores", "value", "leaving"), CASES.values(), ids=CASES)
def test_each_page_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: Rows, scores: str, value: str, leaving: str) -> None:
    workspace(tmp_path, transactions=rows)
    said = {"scoring": scores, "valeur": value, "departs": leaving}
    for page, sentence in [*said.items(), *([("scoring", value)] if scores == NOBODY else [])]:
        app = run(page, tmp_path, monkeypatch, "fr", as_of=DAY.isoformat())
        assert not app.exception and not app.error
        assert sentence in words(app), page
        assert (page == "scoring" and scores != TOO_FEW) or not app.metric
        assert "du 30/06/2026 au 30/06/2026" not in words(app)  # no span of purchases where there are none


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (sold([date(2030, 1, 1)], 40), LATER),
        (sold([DAY - timedelta(days=1)], 40, -5.0), RETURNS),
        (sold([date(2024, 5, 5)], 40), "Personne n’a acheté dans la dernière année"),
        ([buy("a", DAY, 10.0)], "ne nomment ni catégorie, ni produit, ni canal"),
    ],
    ids=["future", "returns", "long ago", "nameless"],
)
def test_why_nothing_is_bought(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: Rows, sentence: str) -> None:
    workspace(tmp_path, transactions=rows)
    app = run("appetence", tmp_path, monkeypatch, "fr", as_of=DAY.isoformat())
    assert not app.exception and sentence in words(app)
