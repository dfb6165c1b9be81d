"""Two processes publish at the same time, and one is killed while it does: nothing is lost, nothing is half there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from crm_core.ingest.publish import publish
from crm_core.store.trial import start, sweep
from crm_core.store.workspace import Workspace
from tests.ingest.importing import bring, counts, stored, written
from tests.support import NOW

ROOT = Path(__file__).parents[2]
HEAD, ROWS = "N° client;Nom;Ville", 400
# Takes a trial, imports a file into it, says "ready", waits for a line, publishes, and prints what became of the rows.
PUBLISHER = """
import json, sys
from pathlib import Path
from crm_core.ingest import Request, import_files
from crm_core.ingest.publish import publish
from crm_core.store.trial import start
from crm_core.store.workspace import Workspace
from tests.support import NOW

trial = start(Workspace.open(Path(sys.argv[1])), at=NOW)
import_files(trial.workspace, [Request(Path(sys.argv[2]))], at=NOW, by=sys.argv[3])
print("ready", flush=True)
sys.stdin.readline()
report = publish(trial, at=NOW, by=sys.argv[3])
print(json.dumps(report.to_json(), default=str), flush=True)
"""
# Dies as by kill -9 at the n-th call of one of the steps that write.
KILLED = """
import os, sys
from pathlib import Path
import crm_core.ingest.publish as publishing
import crm_core.store.serving as serving
import crm_core.store.workspace as store
from crm_core.ingest import Request, import_files
from crm_core.store.trial import start
from tests.support import NOW

folder, file, step, at = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
trial = start(store.Workspace.open(folder), at=NOW)
import_files(trial.workspace, [Request(file)], at=NOW, by="test")
calls = 0

def dying(real):
    def call(*args, **kwargs):
        global calls
        calls += 1
        if calls == at:
            os.kill(os.getpid(), 9)
        return real(*args, **kwargs)
    return call

target, name = {
    "write": (store, "write_deltalake"), "merge": (store.Workspace, "_write"), "append": (store.Workspace, "_append"),
    "carry": (publishing, "carry_home"), "build": (serving, "build"), "rename": (serving.Path, "rename"),
}[step]
setattr(target, name, dying(getattr(target, name)))
publishing.publish(trial, at=NOW, by="test")
"""


@pytest.fixture
def shared(tmp_path: Path) -> Workspace:
    workspace = Workspace.open(tmp_path / "workspace")
    bring(workspace, written(tmp_path, "clients.csv", HEAD, "0000;Commun;Lyon", "0001;Autre;Nice"))
    return workspace


def publisher(shared: Workspace, path: Path, who: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", PUBLISHER, str(shared.folder), str(path), who]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_two_processes_publish_at_once_and_both_arrive(tmp_path: Path, shared: Workspace) -> None:
    files = [written(tmp_path, f"{who}.csv", HEAD, f"0000;Commun;{who}", *(f"{who}{n};Nom;Metz" for n in range(ROWS))) for who in "ab"]
    both = [publisher(shared, path, path.stem) for path in files]
    for one in both:
        assert one.stdout and one.stdout.readline() == "ready\n"
    for one in both:
        assert one.stdin
        one.stdin.write("now\n")
        one.stdin.flush()
    answers = [one.communicate(timeout=120)[0] for one in both]
    assert [one.returncode for one in both] == [0, 0]
    assert all('"read": 401, "loaded": 400, "updated": 1, "unchanged": 0' in answer for answer in answers)
    assert [one.by for one in shared.history()[2:]] in (["a", "b"], ["b", "a"])
    last = shared.current.by
    assert stored(shared, "select count(*), count(distinct customer_id) from customers") == [(2 + 2 * ROWS, 2 + 2 * ROWS)]
    assert stored(shared, "select city from customers where customer_id = '0000'") == [(last,)]
    assert not list((shared.folder / "rejects").iterdir())


@pytest.mark.parametrize(
    ("point", "arrived"),
    [
        ("merge-1", False), ("write-1", False), ("write-2", False), ("append-1", False),
        ("carry-1", True), ("build-1", True), ("rename-1", True),
    ],
)  # fmt: skip
def test_a_publication_that_is_killed_leaves_before_or_after(tmp_path: Path, shared: Workspace, point: str, arrived: bool) -> None:
    path = written(tmp_path, "b.csv", "Client;Date;Montant", "0000;21/01/2026;5", "0001;22/01/2026;6")
    step, at = point.split("-")
    command = [sys.executable, "-c", KILLED, str(shared.folder), str(path), step, at]
    killed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert killed.returncode == -9, killed.stderr
    before = stored(shared, "select count(*), coalesce(sum(amount), 0)::integer from transactions")
    assert (shared.version, before) == ((2, [(2, 11)]) if arrived else (1, [(0, 0)]))
    assert len(sweep(shared, now=NOW)) == 1
    trial = start(shared, at=NOW)
    bring(trial.workspace, path)
    report = publish(trial, at=NOW, by="test")
    assert not report.files or counts(report.files[0]) == {"read": 2, "loaded": 2}
    assert stored(shared, "select count(*), sum(amount)::integer from transactions") == [(2, 11)]
