"""Kill the process at any point of a commit: afterwards the workspace is before or after, never between, and opens."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from crm_core.engine import Scope, connect, query
from crm_core.settings import Settings
from crm_core.store.leftovers import MARK, loose
from crm_core.store.workspace import Change, Entry, Workspace
from tests.support import NOW, frame

SCRIPT = """
import os, sys
import crm_core.store.serving as serving
import crm_core.store.workspace as store
from crm_core.store.workspace import Change, Entry, Workspace
from tests.support import NOW, frame

folder, point = sys.argv[1], sys.argv[2]
calls = 0

def dying(real, after, at):
    def call(*args, **kwargs):
        global calls
        calls += 1
        if calls == at and not after:
            os._exit(9)
        result = real(*args, **kwargs)
        if calls == at and after:
            os._exit(9)
        return result
    return call

kind, when, at = point.split("-")
if kind == "write":
    store.write_deltalake = dying(store.write_deltalake, when == "after", int(at))
elif kind == "merge":
    store.Workspace._write = dying(store.Workspace._write, when == "after", int(at))
else:
    serving.Path.rename = dying(serving.Path.rename, when == "after", int(at))

workspace = Workspace.open(folder)
changes = {
    "customers": Change(frame("customers", [{"customer_id": "b", "last_name": "new"}, {"customer_id": "c", "last_name": "c"}]).to_arrow(), True),
    "campaigns": Change(frame("campaigns", [{"campaign_id": "x"}]).to_arrow(), True),
}
with workspace.writing() as base:
    version = workspace.commit(base, changes, Entry("import", NOW, "test"))
serving.serving_file(workspace, version)
"""
BEFORE = ([("a", "a"), ("b", "b")], 0)
AFTER = ([("a", "a"), ("b", "new"), ("c", "c")], 1)
POINTS = [
    "merge-before-1",
    "merge-after-1",
    "merge-before-2",
    "write-before-1",
    "write-after-1",
    "write-before-2",
    "write-after-2",
    "build-before-1",
    "build-after-1",
]


def state(folder: Path):
    con = connect(Workspace.open(folder), Settings())
    rows = query(con, "select customer_id, last_name from customers order by customer_id", Scope.to(date(2026, 1, 1))).rows()
    return rows, con.rows("campaigns")


def start(folder: Path) -> Workspace:
    workspace = Workspace.open(folder)
    rows = frame("customers", [{"customer_id": "a", "last_name": "a"}, {"customer_id": "b", "last_name": "b"}])
    with workspace.writing() as base:
        workspace.commit(base, {"customers": Change(rows.to_arrow(), False)}, Entry("import", NOW, "test"))
    return workspace


@pytest.mark.parametrize("point", POINTS)
def test_killed_import_is_before_or_after(tmp_path, point):
    start(tmp_path)
    killed = subprocess.run([sys.executable, "-c", SCRIPT, str(tmp_path), point], cwd=Path(__file__).parents[2], check=False)
    assert killed.returncode == 9
    committed = point in ("write-after-2", "build-before-1", "build-after-1")
    assert state(tmp_path) == (AFTER if committed else BEFORE)

    finished = subprocess.run([sys.executable, "-c", SCRIPT, str(tmp_path), "write-before-99"], cwd=Path(__file__).parents[2], check=False)
    assert finished.returncode == 0
    assert state(tmp_path) == AFTER


def test_what_a_killed_import_left_goes_with_the_next(tmp_path):
    workspace = start(tmp_path)
    subprocess.run([sys.executable, "-c", SCRIPT, str(tmp_path), "write-before-2"], cwd=Path(__file__).parents[2], check=False)
    unnamed = {path.relative_to(tmp_path).parts[:2] for path in loose(workspace)}
    assert unnamed == {("tables", "customers"), ("tables", "campaigns")}
    with workspace.writing():
        assert loose(workspace) == []
    assert state(tmp_path) == BEFORE
    assert not (tmp_path / MARK).exists()
