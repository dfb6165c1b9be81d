"""`/health`: what a monitor reads."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from crm_core.settings import FILE_NAME
from crm_core.store.workspace import Change, Entry, Workspace
from crm_ui import cache, health
from tests.support import NOW, frame, workspace
from tests.ui.test_server import get

TODAY = datetime.now().date()


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("CRM_WORKSPACE", str(tmp_path / "Zoé Quintard"))
    monkeypatch.setattr(health, "STATE", health.Health())
    health.STATE.started = True
    yield


def firm(folder: Path, day: date = TODAY) -> Workspace:
    sale = {"transaction_id": "T1", "customer_id": "C1", "date": day, "amount": 1.0}
    return workspace(folder, customers=[{"customer_id": "C1"}], transactions=[sale])


def test_an_empty_workspace_is_well(tmp_path: Path) -> None:
    status, _headers, body = get("/health")
    assert (status, body) == (200, {"status": "ok", "version": 0, "serving": "empty", "data_on": None, "age_days": None})


def test_version_and_age_of_the_data(tmp_path: Path) -> None:
    firm(cache.shared_folder(), TODAY - timedelta(days=9))
    cache.prepare(cache.shared_folder())
    status, headers, body = get("/health")
    expected = {"status": "ok", "version": 1, "serving": "open", "data_on": (TODAY - timedelta(days=9)).isoformat()}
    assert (status, {name: body[name] for name in expected}) == (200, expected)
    assert body["age_days"] in (9, 10)
    assert headers["cache-control"] == "no-store"


def test_a_version_whose_figures_are_not_there_yet_is_not_waited_for(tmp_path: Path) -> None:
    made = firm(cache.shared_folder())
    assert get("/health")[2]["serving"] == "preparing"
    assert not list((made.folder / "serving").glob("*.duckdb"))
    cache.prepare(made.folder)
    assert get("/health")[2] == {**get("/health")[2], "serving": "open", "version": 1}
    with made.writing() as base:
        made.commit(
            base, {"customers": Change(frame("customers", [{"customer_id": "C2"}]).to_arrow(), False)}, Entry("import", NOW, "test")
        )
    assert get("/health")[2] == {**get("/health")[2], "serving": "preparing", "version": 2}


def test_what_is_wrong_is_named_without_a_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv("CRM_WORKSPACE", str(tmp_path / "file" / "inside"))
    status, _headers, body = get("/health")
    assert (status, body) == (503, {"status": "failing", "problem": "WorkspaceProblem"})


def test_wrong_settings_and_a_table_of_versions_that_is_damaged(tmp_path: Path) -> None:
    made = firm(cache.shared_folder())
    (made.folder / FILE_NAME).write_text("[limits]\nmemory = 'Quintard'\nx = 1\n", encoding="utf-8")
    assert get("/health")[::2] == (503, {"status": "failing", "problem": "WrongChoice"})
    (made.folder / FILE_NAME).unlink()
    for log in (made.folder / "versions" / "_delta_log").glob("*.json"):
        log.write_text("{", encoding="utf-8")
    status, _headers, body = get("/health")
    assert (status, set(body)) == (503, {"status", "problem"})


def test_a_server_that_is_not_ready_says_so(tmp_path: Path) -> None:
    health.STATE.started = False
    assert get("/health")[::2] == (503, {"status": "starting"})


def test_a_change_is_told_to_the_log_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(health, "event", lambda name, **_facts: told.append(name))
    made = firm(cache.shared_folder())
    for text in ("", "[limits]\nx = 1\n", "[limits]\nx = 2\n", ""):
        (made.folder / FILE_NAME).write_text(text, encoding="utf-8")
        get("/health")
        get("/health")
    assert told == ["unhealthy", "healthy"]
