"""Amounts in several currencies: what compares their sums is refused in words, what counts purchases is not."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from crm_core.engine import Connection, Scope, connect
from crm_core.errors import MissingData
from crm_core.indicators import REGISTRY
from crm_core.models.features import OF_AMOUNTS, View, features
from crm_core.settings import Settings
from crm_core.store.workspace import Workspace
from tests.indicators.cases import buy
from tests.pages.support import run, words
from tests.support import connection, workspace

AS_OF = date(2026, 6, 30)
SCORES = (
    "rfm", "rfm_codes", "rfm_cut_points", "rfm_distribution", "rfm_map", "rfm_migration", "rfm_moved", "abc", "abc_classes", "abc_crossed", "abc_migration", "concentration", "gini",
    "customer_scores", "attrition_by_abc",
)  # fmt: skip


def rows(*codes: str | None):
    """Twelve customers who buy each month; the last purchase of each in the last of the currencies."""
    days = [AS_OF - timedelta(days=30 * back) for back in range(12)]
    return [buy(f"c{name}", day, 10 + name, currency=codes[-1] if day == AS_OF else codes[0]) for name in range(12) for day in days]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("mixed")
    workspace(path, transactions=rows("EUR", "USD"))
    return path


@pytest.fixture(scope="module")
def mixed(folder: Path) -> Connection:
    return connect(Workspace.open(folder), Settings())


@pytest.mark.parametrize("name", SCORES)
def test_sums_of_two_currencies_are_refused(mixed: Connection, name: str) -> None:
    with pytest.raises(MissingData, match=r"several currencies \(EUR, USD\): their sums mean nothing"):
        REGISTRY[name](mixed, Scope.to(AS_OF))


def test_what_counts_purchases_is_answered_without_the_amounts(mixed: Connection) -> None:
    known = features(mixed, AS_OF, View(60, 400))
    assert known["purchases"].to_list() == [12.0] * 12
    assert not set(OF_AMOUNTS) & set(known.columns)
    assert REGISTRY["active_customers"](mixed, Scope.to(AS_OF))["active"].to_list() == [12]


@pytest.mark.parametrize("codes", [("EUR", "EUR"), (None, None), ("EUR", None)])
def test_one_currency_or_none_named_is_one(tmp_path: Path, codes: tuple[str | None, ...]) -> None:
    con = connection(tmp_path, transactions=rows(*codes))
    assert REGISTRY["abc"](con, Scope.to(AS_OF)).height == 12
    assert set(OF_AMOUNTS) <= set(features(con, AS_OF, View(60, 400)).columns)


@pytest.mark.parametrize(
    "page", ["scoring", "valeur", "departs", "appetence", "segments", "clients", "structure", "classes", "barometre", "fiche"]
)
def test_pages_say_so(folder: Path, monkeypatch: pytest.MonkeyPatch, page: str) -> None:
    app = run(page, folder, monkeypatch, "fr")
    assert not app.exception
    if page in ("scoring", "valeur", "departs", "segments"):
        assert "plusieurs devises" in words(app)
