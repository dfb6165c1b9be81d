"""Trials whose session is over are removed: after the time that the server keeps a session without browser, after a day, after a crash."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crm_core.settings import Settings
from crm_core.store.trial import Trial, drop, start
from crm_core.store.workspace import Workspace
from crm_ui import cache, trials
from tests.support import workspace


@dataclass
class Clock:
    """The server's clock, the sessions that have a browser, and how long others are kept."""

    now: float = 1000.0
    sessions: set[str] = field(default_factory=set)
    patience: float = 900.0

    def is_active_session(self, session: str) -> bool:
        return session in self.sessions


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(trials, "_HELD", [])
    monkeypatch.setattr(trials, "monotonic", lambda: made.now)
    monkeypatch.setattr(trials, "patience", lambda: made.patience)
    monkeypatch.setattr(trials.runtime, "get_instance", lambda: made)
    return made


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv("CRM_WORKSPACE", str(tmp_path / "firm"))
    monkeypatch.setattr("crm_ui.states.DEMO_FOLDER", tmp_path / "demo")
    return workspace(tmp_path / "firm", customers=[{"customer_id": "a"}])


def held(shared: Workspace, clock: Clock, session: str, *, at: datetime | None = None) -> Trial:
    made = start(shared, at=at or datetime.now(UTC))
    trials._HELD.append(trials.Held(made, session, clock.now, "marie"))
    clock.sessions.add(session)
    return made


def test_a_session_that_comes_back_in_time_keeps_its_trial(shared: Workspace, clock: Clock) -> None:
    made = held(shared, clock, "a")
    for seconds, there in ((500, True), (300, False), (590, False), (10, True), (890, False)):
        clock.now += seconds
        clock.sessions = {"a"} if there else set()
        trials.keep_house()
        assert made.alive


def test_a_session_that_stays_away_loses_it_and_others_do_not(shared: Workspace, clock: Clock) -> None:
    gone, here = held(shared, clock, "a"), held(shared, clock, "b")
    con = cache._connected(gone.workspace, 1, Settings())
    clock.sessions = {"b"}
    clock.now += clock.patience + trials.period() + 1
    trials.keep_house()
    assert (gone.alive, here.alive, len(trials._HELD)) == (False, True, 1)
    assert not any(str(gone.workspace.folder) in str(key) for key in cache.CONNECTIONS._kept)
    assert con.workspace is gone.workspace


def test_a_trial_of_more_than_a_day_goes_though_its_session_is_there(shared: Workspace, clock: Clock) -> None:
    made = held(shared, clock, "a", at=datetime.now(UTC) - timedelta(hours=25))
    trials.keep_house()
    trials.keep_house()
    assert (made.alive, trials._HELD, made.owner.is_locked) == (False, [], False)


def test_what_a_crashed_server_left_is_swept(shared: Workspace, clock: Clock) -> None:
    left = start(shared, at=datetime.now(UTC))
    left.owner.release()  # as the system does when a process dies
    mine = held(shared, clock, "a")
    trials.keep_house()
    assert (left.alive, mine.alive) == (False, True)


def test_a_server_that_stops_leaves_none(shared: Workspace, clock: Clock) -> None:
    made = [held(shared, clock, name) for name in "ab"]
    trials.remove_all()
    assert ([one.alive for one in made], trials._HELD) == ([False, False], [])


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """The state of a session that has just begun, of the person who began the trials."""
    state: dict[str, object] = {}
    monkeypatch.setattr(trials.st, "session_state", state)
    monkeypatch.setattr(trials, "person", lambda: "marie")
    return state


def test_the_next_session_of_a_tab_takes_its_trial_up(shared: Workspace, clock: Clock, session: dict[str, object]) -> None:
    made = held(shared, clock, "before")
    clock.sessions = set()
    assert (trials.key(), trials.settled()) == ("", False)
    trials.take_up(trials._HELD[0].key)
    assert session[cache.TRIAL_KEY] is made
    assert (trials.key(), trials.settled(), trials._HELD[0].session) == (trials._HELD[0].key, True, "")
    trials.end()
    assert (made.alive, trials.key(), trials.settled()) == (False, "", True)


@pytest.mark.parametrize("wrong", ["still there", "somebody else", "another key", "removed"])
def test_nobody_else_takes_it_up(
    shared: Workspace, clock: Clock, session: dict[str, object], monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    made = held(shared, clock, "before")
    clock.sessions = {"before"} if wrong == "still there" else set()
    if wrong == "somebody else":
        monkeypatch.setattr(trials, "person", lambda: "paul")
    if wrong == "removed":
        drop(made)
    trials.take_up("é" if wrong == "another key" else trials._HELD[0].key)
    assert cache.TRIAL_KEY not in session
    assert trials._HELD[0].session == "before"
    assert trials.settled() == (wrong != "still there")


@pytest.mark.parametrize(("patience", "period"), [(900, 60), (3, 3), (0, 1)])
def test_how_often_it_is_looked_at(clock: Clock, patience: int, period: int) -> None:
    clock.patience = patience
    assert trials.period() == period
