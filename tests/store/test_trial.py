"""A trial is cheap, hides from everybody else, and never outlives its owner."""

import os
import subprocess
import sys
from datetime import date, timedelta
from errno import EXDEV
from pathlib import Path

import pytest

from crm_core.engine import Scope, connect, query
from crm_core.errors import WorkspaceProblem, WrongChoice
from crm_core.settings import Settings
from crm_core.store import trial as trials
from crm_core.store.workspace import Change, Entry, Workspace
from tests.support import NOW, frame, workspace

ROOT = Path(__file__).parents[2]
OWNER = """
import os, signal, sys
from crm_core.store.trial import start
from crm_core.store.workspace import Workspace
from tests.support import NOW

kept = start(Workspace.open(sys.argv[1]), at=NOW)
print(kept.workspace.folder.name, flush=True)
sys.stdin.read() if len(sys.argv) > 2 else os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def shared(tmp_path: Path) -> Workspace:
    return workspace(tmp_path / "Société été 100 %", customers=[{"customer_id": "a"}, {"customer_id": "b"}])


def put(where: Workspace, *names: str, last_name: str | None = None) -> None:
    known = set(ids(where))
    rows = frame("customers", [{"customer_id": one, "last_name": last_name} for one in names]).to_arrow()
    with where.writing() as base:
        where.commit(base, {"customers": Change(rows, bool(known & set(names)))}, Entry("import", NOW, "test"))


def ids(where: Workspace) -> list[str]:
    con = connect(where, Settings())
    return query(con, "select customer_id from customers order by customer_id", Scope.to(date(2026, 1, 1)))["customer_id"].to_list()


def listing(folder: Path) -> dict[str, bytes]:
    """The files that hold data: everything but trials, locks and serving files."""
    files = (path for part in ("tables", "versions") for path in (folder / part).rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_a_trial_holds_the_same_rows_in_the_same_files(shared: Workspace) -> None:
    put(shared, "c")
    trial = trials.start(shared, at=NOW)
    assert ids(trial.workspace) == ["a", "b", "c"]
    assert (trial.base, trial.workspace.version, trial.pending()) == (2, 2, [])
    assert trial.workspace.home == shared.folder
    for name in listing(trial.workspace.folder):
        assert (trial.workspace.folder / name).samefile(shared.folder / name)


def test_a_trial_of_an_empty_workspace_is_empty(tmp_path: Path) -> None:
    trial = trials.start(Workspace.open(tmp_path), at=NOW)
    assert (ids(trial.workspace), trial.workspace.version) == ([], 0)
    put(trial.workspace, "a")
    assert ids(trial.workspace) == ["a"]
    assert Workspace.open(tmp_path).version == 0


def test_neither_sees_what_the_other_writes(shared: Workspace) -> None:
    before = listing(shared.folder)
    trial = trials.start(shared, at=NOW)
    put(trial.workspace, "b", "c", last_name="new")
    assert listing(shared.folder) == before
    put(shared, "d")
    assert ids(trial.workspace) == ["a", "b", "c"]
    assert ids(shared) == ["a", "b", "d"]


def test_a_trial_begins_at_what_the_last_version_names(shared: Workspace) -> None:
    rows = frame("customers", [{"customer_id": "lost"}]).to_arrow()
    shared._write("customers", 0, Change(rows, False))  # a process killed before it could append the version
    trial = trials.start(shared, at=NOW)
    assert ids(trial.workspace) == ["a", "b"]
    put(trial.workspace, "c")
    assert ids(trial.workspace) == ["a", "b", "c"]


def test_imports_are_taken_back_one_by_one_down_to_the_base(shared: Workspace) -> None:
    trial = trials.start(shared, at=NOW)
    for name in ("c", "d"):
        put(trial.workspace, name)
    assert [one.number for one in trial.pending()] == [2, 3]
    trial.undo(at=NOW, by="test")
    assert [one.number for one in trial.pending()] == [2]
    put(trial.workspace, "e")
    assert [one.number for one in trial.pending()] == [2, 5]
    assert ids(trial.workspace) == ["a", "b", "c", "e"]
    trial.undo(at=NOW, by="test")
    trial.undo(at=NOW, by="test")
    assert (trial.pending(), ids(trial.workspace)) == ([], ["a", "b"])
    with pytest.raises(WrongChoice, match="no import to undo"):
        trial.undo(at=NOW, by="test")


def test_where_files_cannot_be_linked_they_are_copied(shared: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_source: object, _target: object) -> None:
        raise OSError(EXDEV, os.strerror(EXDEV))

    monkeypatch.setattr("crm_core.store.trial.os.link", refused)
    trial = trials.start(shared, at=NOW)
    put(trial.workspace, "c")
    assert ids(trial.workspace) == ["a", "b", "c"]
    names = listing(shared.folder)
    assert not any((trial.workspace.folder / name).samefile(shared.folder / name) for name in names)


def test_dropping_removes_everything_even_twice(shared: Workspace) -> None:
    trial = trials.start(shared, at=NOW)
    put(trial.workspace, "c")
    con = connect(trial.workspace, Settings())
    trials.drop(trial)
    trials.drop(trial)
    assert not trial.alive
    assert [path.name for path in (shared.folder / "trials").iterdir()] == [".lock"]
    assert con.rows("customers") == 3  # whoever still reads goes on
    assert ids(shared) == ["a", "b"]


def test_a_trial_that_cannot_be_written_leaves_nothing(shared: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_source: object, _target: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("crm_core.store.trial.os.link", full)
    with pytest.raises(WorkspaceProblem, match="the disk is full"):
        trials.start(shared, at=NOW)
    assert [path.name for path in (shared.folder / "trials").iterdir()] == [".lock"]


def test_the_trial_of_a_killed_process_is_swept_and_that_of_a_living_one_stays(shared: Workspace) -> None:
    dead = subprocess.run([sys.executable, "-c", OWNER, str(shared.folder)], cwd=ROOT, capture_output=True, text=True, check=False)
    mine = trials.start(shared, at=NOW)
    command = [sys.executable, "-c", OWNER, str(shared.folder), "wait"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout
        living = other.stdout.readline().strip()
        assert trials.sweep(shared, now=NOW) == [dead.stdout.strip()]
        assert mine.alive
        other.communicate("")
    assert trials.sweep(shared, now=NOW) == [living]


def test_a_trial_is_swept_after_a_day_and_half_removed_ones_at_once(shared: Workspace) -> None:
    trial = trials.start(shared, at=NOW)
    left = shared.folder / "trials" / ".20261121T120000-0badcafe"
    (left / "tables").mkdir(parents=True)
    assert trials.sweep(shared, now=NOW + timedelta(hours=24)) == [left.name]
    assert trials.sweep(shared, now=NOW + timedelta(hours=25)) == [trial.workspace.folder.name]
    assert not trial.alive


def test_there_is_nothing_to_sweep_without_trials(shared: Workspace) -> None:
    assert trials.sweep(shared, now=NOW) == []
