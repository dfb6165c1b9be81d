"""The trial of a session: begun by its first import, ended by publishing or by abandoning it, and removed when the session is over."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from hmac import compare_digest
from secrets import token_hex
from threading import Lock
from time import monotonic

import streamlit as st
from streamlit import runtime

from crm_core.errors import WorkspaceProblem
from crm_core.i18n import N_
from crm_core.ingest import Report
from crm_core.log import event
from crm_core.store.trial import Trial, drop, start, sweep
from crm_core.store.workspace import Workspace
from crm_ui import cache, states
from crm_ui.people import person, session

MOST_SECONDS, REPORT, SETTLED, CANCELLED, DONE = 60.0, "import_report", "trial_settled", "import_cancelled", "published"


@dataclass
class Held:
    """A trial of this process, the session and the person it belongs to, and when that session was last seen with a browser.

    The browser's tab keeps the `key`, so that a page that is loaded again, which is a new session, takes the trial up.
    """

    trial: Trial
    session: str
    seen: float
    who: str
    interrupted: bool = False
    published: Report | None = None
    key: str = field(default_factory=lambda: token_hex(16))


_HELD: list[Held] = []
_LOCK = Lock()


def _held() -> list[Held]:
    with _LOCK:
        return _HELD.copy()


def begin() -> Trial:
    """The trial of this session; a new one of what everyone sees when it has none. Raises WorkspaceProblem."""
    mine = cache.trial()
    if mine is None:
        end()
        mine = start(cache.home(), at=datetime.now(UTC))
        held = Held(mine, session(), monotonic(), person())
        with _LOCK:
            _HELD.append(held)
        st.session_state.update({cache.TRIAL_KEY: mine, SETTLED: True})
    cache.look_back(None)
    return mine


def key() -> str:
    """The key of the trial of this session, for its tab to keep; "" without trial."""
    mine = cache.trial()
    return next((one.key for one in _held() if one.trial is mine), "")


def settled() -> bool:
    """Has this session its trial, or had it one, or found none to take up? Then a key that its tab still keeps is worth nothing."""
    return bool(st.session_state.get(SETTLED, False))


def take_up(key: str) -> None:
    """Take up the trial that the session before this one had in the same tab, of the same person, unless that session is still there."""
    found = [one for one in _held() if compare_digest(one.key.encode(), key.encode()) and one.who == person() and one.trial.alive]
    if not found or not runtime.get_instance().is_active_session(found[0].session):
        st.session_state[SETTLED] = True
        for one in found:
            one.session, one.seen = session(), monotonic()
            st.session_state[cache.TRIAL_KEY] = one.trial
            if one.trial.shared.folder != cache.home().folder:
                cache.look_at(one.trial.shared.folder)


def end() -> None:
    """Remove the trial of this session, whatever it holds, and the report of its last import."""
    st.session_state.pop(REPORT, None)
    mine: Trial | None = st.session_state.pop(cache.TRIAL_KEY, None)
    if mine:
        _remove(mine)


def end_empty() -> None:
    """Remove the trial of this session when it holds nothing to publish."""
    mine = cache.trial()
    if mine and not mine.pending():
        end()


def interrupt(mine: Trial, before: int, by: str) -> None:
    """An import into a trial that stood at version `before` ended before it was done. Reads nothing of the session, whose run is over at the next reading."""
    if mine.workspace.version != before:
        mine.undo(at=datetime.now(UTC), by=by)
    for one in _held():
        if one.trial is mine:
            one.interrupted = True


def published(mine: Trial, done: Report) -> None:
    """Everybody has what the trial brought. Reads nothing of the session, whose run may be over at the next reading: its next run ends the trial."""
    for one in _held():
        if one.trial is mine:
            one.published = done


def end_published() -> None:
    """End the trial of this session once it is published, also when that run was interrupted before it could; what was published is said once."""
    done = next((one.published for one in _held() if one.trial is cache.trial()), None)
    if done:
        end()
        st.session_state[DONE] = st.session_state[REPORT] = done


def cancel() -> None:
    """The import that runs is to end; it does when it next says how far it is."""
    st.session_state[CANCELLED] = True


def end_interrupted() -> None:
    """When an import of this session was cancelled, or left behind for another page: keep it to be said, and remove a trial that it left empty.

    Before the run takes a connection, which would be closed with that trial.
    """
    found = [one for one in _held() if one.interrupted and one.trial is cache.trial()]
    for one in found:
        one.interrupted = False
    if found or st.session_state.get(CANCELLED):
        st.session_state[CANCELLED] = True
        end_empty()


def was_interrupted() -> bool:
    """Whether an import of this session was cancelled, or left behind for another page, said once."""
    return bool(st.session_state.pop(CANCELLED, False))


def undo() -> None:
    """Take the last import of the trial back; with its last one, the trial itself goes."""
    mine = cache.trial()
    if mine:
        mine.undo(at=datetime.now(UTC), by=person())
        end_empty()


def vanished() -> WorkspaceProblem | None:
    """What to say once when the trial of this session was removed without being asked: it was a day old."""
    mine: Trial | None = st.session_state.get(cache.TRIAL_KEY)
    if mine is None or mine.alive:
        return None
    end()
    return WorkspaceProblem(N_("Your trial was removed: it was more than a day old."), N_("Bring the files again to take it up."))


def _remove(trial: Trial) -> None:
    """Everything of a trial: its folder, its open connections, its answers."""
    with _LOCK:
        _HELD[:] = [one for one in _HELD if one.trial is not trial]
    drop(trial)
    cache.let_go(trial.workspace)


def patience() -> float:
    """How many seconds the server keeps a session whose browser is gone."""
    return float(st.get_option("server.disconnectedSessionTTL"))


def period() -> float:
    """How many seconds to wait between two looks at which sessions are left."""
    return max(1.0, min(MOST_SECONDS, patience()))


def keep_house() -> None:
    """Remove the trials whose session is over or whose day is: those of this process, and those that crashed processes left."""
    now = monotonic()
    for one in _held():
        if runtime.get_instance().is_active_session(one.session):
            one.seen = now
        if now - one.seen > patience() + period() or not one.trial.alive:
            _remove(one.trial)
            event("trial over", left=len(_HELD))
    for folder in {cache.shared_folder().resolve(), states.DEMO_FOLDER.resolve()}:
        found = sweep(Workspace(folder), now=datetime.now(UTC))
        if found:
            event("trials swept", found=len(found))


def remove_all() -> None:
    """When the server stops: nobody comes back to its sessions."""
    for one in _held():
        _remove(one.trial)
