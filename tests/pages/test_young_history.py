"""Purchases that go back a few weeks: the delays found in them are said to be too short, wherever they tell who is inactive or lost."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.indicators.cases import buy
from tests.pages.support import run, words
from tests.support import workspace

LAST = date(2026, 6, 30)
SAID = "Les achats ne remontent qu’à 29\u00a0jours"
PAGES = ("barometre", "clients", "classes", "scoring", "segments")


def bought(over: int) -> list[dict]:
    """Forty customers who buy every 5 to 24 days, over so many days."""
    lines = [
        buy(f"c{name}", LAST - timedelta(days=back), 10.0, store="Lille") for name in range(40) for back in range(0, over, 5 + name % 20)
    ]
    return [{**line, "transaction_id": f"T{rank}"} for rank, line in enumerate(lines)]


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("month")
    workspace(folder, transactions=bought(29))
    return folder


@pytest.mark.parametrize("page", PAGES)
def test_weeks_of_purchases_are_said_to_be_too_few(month: Path, monkeypatch: pytest.MonkeyPatch, page: str) -> None:
    app = run(page, month, monkeypatch)
    assert not app.exception and not app.error
    assert SAID in words(app)


def test_a_year_of_them_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace(tmp_path, transactions=bought(365))
    assert "Les achats ne remontent" not in words(run("classes", tmp_path, monkeypatch))


def test_nothing_is_said_of_delays_that_somebody_fixed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace(tmp_path, transactions=bought(29))
    (tmp_path / "settings.toml").write_text("[lifecycle]\nd80 = 90\nd95 = 180\n", encoding="utf-8")
    assert "Les achats ne remontent" not in words(run("classes", tmp_path, monkeypatch))


PEOPLE = [{"customer_id": f"c{name}", "last_name": f"Nom{name}"} for name in range(60)]
BEFORE = "Mouvements\u00a0: les achats fournis commencent le 2 juin 2026\u00a0; ce qu’était chaque client le 30 juin 2025 n’est pas connu."


@pytest.mark.parametrize(
    ("page", "address"), [("segments", {}), ("classes", {}), ("scoring", {"scoring_view": "moves"}), ("scoring", {"scoring_view": "abc"})]
)
def test_nobody_moved_from_a_day_before_the_first_purchase(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str, address: dict[str, str]
) -> None:
    workspace(tmp_path, customers=PEOPLE, transactions=bought(30))
    app = run(page, tmp_path, monkeypatch, **address)
    assert not app.exception and not app.error
    assert BEFORE in words(app) and "Premier mouvement" not in words(app)
    assert not {one.value for one in app.metric if one.label in ("Ont monté", "Montés de classe", "Entrés dans la base")} - {"—"}
