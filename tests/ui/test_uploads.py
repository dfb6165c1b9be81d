"""Files that were dropped go when their session is over, whether or not Streamlit has noticed; those of killed servers at the next start."""

import asyncio
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import pytest

from crm_core.store.workspace import Workspace
from crm_ui import import_uploads, server, trials
from crm_ui.import_uploads import Held, Store
from tests.store.test_scratch import killed

WAIT = 900.0


@dataclass
class Clock:
    """The server's clock, and the sessions that have a browser."""

    now: float = 1000.0
    sessions: set[str] = field(default_factory=set)

    def is_active_session(self, session: str) -> bool:
        return session in self.sessions


@pytest.fixture
def clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(import_uploads, "_HELD", [])
    monkeypatch.setattr(import_uploads, "monotonic", lambda: made.now)
    monkeypatch.setattr(import_uploads.runtime, "get_instance", lambda: made)
    monkeypatch.setattr(trials, "patience", lambda: WAIT)
    return made


def dropped(clock: Clock, session: str) -> Path:
    """A file that the session brought."""
    made = Store()
    import_uploads._HELD.append(Held(made, session, clock.now))
    clock.sessions.add(session)
    return made.take("1", "clients.csv", BytesIO(b"id;nom")).path


def test_files_go_with_their_session_and_others_stay(clock: Clock) -> None:
    gone, here = dropped(clock, "a"), dropped(clock, "b")
    clock.sessions = {"b"}
    clock.now += WAIT
    import_uploads.keep_house()
    assert (gone.exists(), here.exists()) == (True, True), "Streamlit may still give the session back"
    clock.now += trials.period() + 1
    import_uploads.keep_house()
    assert (gone.exists(), here.exists(), len(import_uploads._HELD)) == (False, True, 1)


def test_a_session_that_came_back_keeps_them(clock: Clock) -> None:
    file = dropped(clock, "a")
    for seconds, there in ((800, False), (100, True), (800, False), (100, True)):
        clock.now += seconds
        clock.sessions = {"a"} if there else set()
        import_uploads.keep_house()
    assert file.exists()


def test_a_server_that_starts_removes_what_a_killed_one_left(clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = killed(tmp_path)
    Workspace.open(tmp_path / "firm")
    monkeypatch.setenv("CRM_WORKSPACE", str(tmp_path / "firm"))

    async def one_round() -> None:
        house = asyncio.create_task(server.keep_house())
        while folder.exists():
            await asyncio.sleep(0.01)
        house.cancel()

    asyncio.run(asyncio.wait_for(one_round(), 30))
    assert not folder.exists()
