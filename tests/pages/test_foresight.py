"""What is asked before anybody comes is what the pages ask, and they find it."""

import asyncio
from contextlib import suppress
from datetime import date
from pathlib import Path
from threading import Event

import pytest

from crm_core.engine import Scope
from crm_core.indicators.registry import Indicator
from crm_ui import cache, foresight
from tests.models.cdnow import purchases
from tests.pages.support import END, run
from tests.support import connection

PAGES = ("barometre", "clients", "classes", "structure", "scoring", "valeur", "segments")


def test_pages_ask_all_of_it_and_compute_none_of_it_again(
    firm: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(cache.ENVIRONMENT, str(firm))
    cache.ANSWERS.forget(lambda _key: True)
    cache.prepare(firm)
    assert (key := foresight.look("", Event()))
    assert "question left" not in caplog.text
    asked, computed = set(foresight.usual(Scope.to(END))), []
    compute, recall = Indicator.__call__, cache.Connection.recall
    found = set()

    def computing(one, con, scope):
        computed.append((one.name, scope))
        return compute(one, con, scope)

    def recalling(con, name, work):
        found.add(name)
        return recall(con, name, work)

    monkeypatch.setattr(Indicator, "__call__", computing)
    monkeypatch.setattr(cache.Connection, "recall", recalling)
    for page in PAGES:
        run(page, firm, monkeypatch)
    run("scoring", firm, monkeypatch, scoring_view="abc")
    assert computed
    assert not asked & set(computed)
    assert asked <= found
    assert foresight.look(key, Event()) == key


def test_nothing_is_asked_once_the_server_stops_or_of_an_empty_workspace(
    nothing: Path, firm: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped = Event()
    stopped.set()
    monkeypatch.setenv(cache.ENVIRONMENT, str(nothing))
    assert foresight.look("", Event()) == ""
    monkeypatch.setenv(cache.ENVIRONMENT, str(firm))
    cache.prepare(firm)
    cache.ANSWERS.forget(lambda _key: True)
    assert foresight.look("", stopped)
    assert not any(key[1][0] in ("attrition", "rfm") for key in cache.ANSWERS._kept)


@pytest.mark.parametrize(("switch", "looks"), [("off", 0), ("OFF", 0), ("on", 1), ("", 1)])
def test_an_installation_can_switch_it_off(switch: str, looks: int, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def looking(before: str, stop: Event) -> str:
        seen.append(before)
        raise KeyboardInterrupt

    monkeypatch.setenv(foresight.SWITCH, switch)
    monkeypatch.setattr(foresight, "look", looking)
    with suppress(KeyboardInterrupt):
        asyncio.run(foresight.keep_ahead())
    assert len(seen) == looks


def test_tables_that_are_missing_are_left_out(tmp_path: Path) -> None:
    con = connection(tmp_path, customers=[{"customer_id": "a"}])
    foresight.ask(con, Scope.to(date(2026, 1, 31)), Event())
    assert {key[1][0] for key in con.memory._kept} >= {"lifecycle_counts", "base_quality"}
    assert not any(key[1][0] == "rfm" for key in con.memory._kept)


def test_values_are_asked_where_a_model_speaks(tmp_path: Path) -> None:
    con = connection(tmp_path, transactions=purchases(date(2026, 9, 30)))
    foresight.ask(con, Scope.to(date(2026, 9, 30)), Event())
    assert {key[1][0] for key in con.memory._kept} >= set(foresight.VALUES)


def test_the_departures_are_learned_ahead_where_purchases_tell_them(firm: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(cache.ENVIRONMENT, str(firm))
    cache.prepare(firm)
    cache.ANSWERS.forget(lambda _key: True)
    foresight.look("", Event())
    assert ("churn_model", Scope.to(END)) in {key[1] for key in cache.ANSWERS._kept}
    con = connection(tmp_path, customers=[{"customer_id": "a"}])
    foresight.ask(con, Scope.to(END), Event())
    assert not any(key[1][0] == "churn_model" for key in con.memory._kept)
