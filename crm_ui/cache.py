"""What a session looks at: its workspace, the open connection, and answers that are computed once per version, scope and indicator."""

import logging
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache, partial
from pathlib import Path
from time import monotonic
from weakref import WeakSet
from zoneinfo import ZoneInfo

import polars as pl
import streamlit as st

from crm_core import settings as settings_file
from crm_core.engine import Connection, Memory, Place, Scope, asked, connect, query
from crm_core.engine.connection import OPEN_AT_ONCE, Noting
from crm_core.engine.joined import stamp
from crm_core.indicators import figures
from crm_core.indicators.comparison import Reading
from crm_core.indicators.registry import Compute, find
from crm_core.log import event
from crm_core.settings import Settings
from crm_core.store import serving
from crm_core.store.trial import Trial
from crm_core.store.workspace import Workspace
from crm_ui import waiting

ENVIRONMENT = "CRM_WORKSPACE"
DEFAULT_FOLDER = "data/workspaces/demo"
FOLDER_KEY, TRIAL_KEY, VERSION_KEY = "workspace_folder", "workspace_trial", "workspace_version"
SCOPE_KEY, RUN_KEY = "scope", "connection_of_the_run"
ROOT = Path(__file__).resolve().parent.parent
SLOW = 1.0
ANSWERS, CONNECTIONS = Memory(), Memory(most_answers=OPEN_AT_ONCE)
OPEN: WeakSet[Connection] = WeakSet()


@dataclass
class Fits:
    """Whether models are fitted in processes of their own: a server says so when it starts."""

    apart: bool = False


FITS, NOTING = Fits(), Noting("product", partial(datetime.now, UTC))

HEADCOUNT = """
select (select count(*) from customers where known_from <= $as_of) as kept, (select count(*) from all_customers where known_from <= $as_of) as everyone
"""


def shared_folder() -> Path:
    """The folder of the workspace that everyone sees: CRM_WORKSPACE, else the demo company's."""
    return ROOT / os.environ.get(ENVIRONMENT, DEFAULT_FOLDER)


def home() -> Workspace:
    """The workspace that this session publishes to: the shared one, unless the session opened another with `look_at`."""
    return _opened(Path(st.session_state.get(FOLDER_KEY, shared_folder())))


def trial() -> Trial | None:
    """The trial of this session, if it has one of the workspace it publishes to."""
    mine: Trial | None = st.session_state.get(TRIAL_KEY)
    return mine if mine and mine.alive and mine.shared.folder == home().folder else None


def workspace() -> Workspace:
    """What this session looks at: its trial if it has one, unless it looks at a past version; else the workspace that everyone sees."""
    mine = None if past_version() else trial()
    return mine.workspace if mine else home()


def look_at(folder: Path | None) -> None:
    """Make this session look at another workspace (the demo company); None goes back to the shared one."""
    look_back(None)
    if folder is None:
        st.session_state.pop(FOLDER_KEY, None)
    else:
        st.session_state[FOLDER_KEY] = str(folder)


def look_back(number: int | None) -> None:
    """Make this session look at a past version; None goes back to its trial or to the newest."""
    if number is None:
        st.session_state.pop(VERSION_KEY, None)
    else:
        st.session_state[VERSION_KEY] = number


def past_version() -> int | None:
    """The number of the past version that this session looks at; None when it follows its trial or the newest."""
    number: int | None = st.session_state.get(VERSION_KEY)
    return number


def version() -> int:
    """The number of the version that this session looks at. Raises WorkspaceProblem, WrongChoice."""
    return past_version() or _prepared(workspace(), settings())


def place() -> Place:
    """The folder and the number of the version that this session looks at."""
    return workspace().folder, version()


@lru_cache(maxsize=32)
def _opened(folder: Path) -> Workspace:
    return Workspace.open(folder)


def settings() -> Settings:
    """The settings of the session's workspace. Raises WrongChoice when the file is wrong."""
    return settings_of(workspace())


def settings_of(workspace: Workspace) -> Settings:
    """The settings of one workspace, read again when the file changes. Raises WrongChoice when the file is wrong."""
    try:
        changed = (workspace.home / settings_file.FILE_NAME).stat().st_mtime_ns
    except FileNotFoundError:
        changed = 0
    return _settings(workspace.home, changed)


@lru_cache(maxsize=32)
def _settings(folder: Path, changed: int) -> Settings:  # noqa: ARG001 — `changed` is part of the key
    return settings_file.load(folder)


def begin() -> None:
    """A run of a page begins: until the next one, all it asks is answered from one version, the one in force when it asks first."""
    st.session_state[RUN_KEY] = None


def connection() -> Connection:
    """The open connection to what the session looks at, the same until the end of the run. Raises WorkspaceProblem."""
    if RUN_KEY not in st.session_state:
        return _current()
    kept: Connection | None = st.session_state[RUN_KEY]
    if kept is None:
        st.session_state[RUN_KEY] = kept = _current()
    return kept


def _current() -> Connection:
    return _connected(workspace(), version(), settings())


def _prepared(here: Workspace, rules: Settings) -> int:
    """The newest version, but while somebody prepares its figures the one before: nobody waits for an import."""
    newest = here.version
    if _key(here, newest, rules) in CONNECTIONS or not serving.is_building(here):
        return newest
    return next((one.number for one in reversed(here.history()) if one.number <= newest and serving.find(here, one)), newest)


def _connected(workspace: Workspace, version: int, rules: Settings) -> Connection:
    """One that leaves CONNECTIONS stays open for those who still read it, and closes after them."""
    con = CONNECTIONS.recall(_key(workspace, version, rules), lambda: connect(workspace, rules, workspace.at(version), ANSWERS))
    con.fits_apart, con.noting = FITS.apart, NOTING
    OPEN.add(con)
    return con


def _key(workspace: Workspace, version: int, rules: Settings) -> tuple[object, ...]:
    """Which connection: it begins with the place, folder and version."""
    return workspace.folder, version, rules, stamp(workspace.home), workspace.origin


def let_go(workspace: Workspace) -> None:
    """Close the connections to a workspace that is no more, and forget its answers."""
    CONNECTIONS.forget(lambda key: key[0] == workspace.folder)
    ANSWERS.forget(lambda key: Path(key[0]).is_relative_to(workspace.folder))
    for con in [con for con in OPEN if con.workspace is workspace]:
        con.close()


def prepare(folder: Path) -> None:
    """Open the workspace in `folder` before the first reader asks for it. Raises WorkspaceProblem, WrongChoice."""
    here = _opened(folder)
    if here.version:
        _connected(here, here.version, settings_of(here))


def shared() -> tuple[Workspace, Settings]:
    """The workspace that everyone sees, and its settings. Raises WorkspaceProblem, WrongChoice."""
    here = _opened(shared_folder())
    return here, settings_of(here)


def ready(workspace: Workspace, rules: Settings) -> Connection | None:
    """The connection to its current version; None while the figures of that version are not prepared yet, which this does not wait for."""
    version = workspace.version
    if _key(workspace, version, rules) in CONNECTIONS or serving.find(workspace, workspace.at(version)):
        return _connected(workspace, version, rules)
    return None


def ask(name: str, scope: Scope) -> pl.DataFrame:
    """The table of the indicator `name` in `scope`; nobody may change it. Raises MissingData when a table it needs is absent."""
    return recall(name, find(name), scope)


def is_kept(name: str, scope: Scope) -> bool:
    """Whether what is kept under `name` (an indicator, or what `recall` was told) about `scope` is at hand."""
    con = connection()
    return con.knows((name, scope))


def recall(name: str, compute: Compute, scope: Scope) -> pl.DataFrame:
    """`compute(connection, scope)`, kept under `name` for as long as the version and the settings stay the same."""
    return asked(connection(), lambda con: con.recall((name, scope), lambda: _timed(name, compute, con, scope)), _anew)


def _anew() -> Connection:
    """A connection to what the session looks at other than the one it has."""
    here = connection().place
    CONNECTIONS.forget(lambda key: key[:2] == here)
    if RUN_KEY in st.session_state:
        begin()
    return connection()


def _timed(name: str, compute: Compute, con: Connection, scope: Scope) -> pl.DataFrame:
    """The answer; a question that takes longer than SLOW seconds is told to the log."""
    waiting.asking(name)
    began = monotonic()
    answer = compute(con, scope)
    if (seconds := monotonic() - began) > SLOW:
        event(
            "slow question", level=logging.WARNING, question=name, seconds=round(seconds, 3), version=con.version.number,
            filters=len(scope.filters), broken_down=scope.by is not None, spans=len(scope.spans),
        )  # fmt: skip
    return answer


def comparable(name: str, scope: Scope, readings: list[Reading]) -> list[Reading]:
    """The readings of the windows of `scope`: none where the files do not go back far enough for the indicator `name` to be compared."""
    return figures.comparable(connection(), scope, name, readings) if readings else []


def headcount(scope: Scope) -> tuple[int, int]:
    """Customers known at the as-of day: those kept by the filters, and all. The same as those who have a lifecycle class."""
    row = recall("headcount", lambda con, asked: query(con, HEADCOUNT, asked), scope.whole()).row(0)
    return int(row[0]), int(row[1])


def scope() -> Scope:
    """What the page is about, as the sidebar and the address say; the frame settles it before the page runs."""
    chosen: Scope = st.session_state[SCOPE_KEY]
    return chosen


def now() -> datetime:
    """This moment in the firm's time zone: the only clock of the pages."""
    return datetime.now(ZoneInfo(settings().firm.time_zone))


def currency() -> str:
    return settings().firm.currency


def values(table: str, column: str) -> list[str]:
    """The distinct values of a column of the served tables, sorted; at most 500; none when the table has no such column."""
    if column not in connection().columns[table]:
        return []
    return asked(connection(), lambda con: con.recall(("values", table, column), lambda: con.values(table, column)), _anew)
