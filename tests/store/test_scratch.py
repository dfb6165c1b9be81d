"""Temporary folders go with their owner, and those of the killed with the next who needs one."""

import subprocess
import sys
from pathlib import Path

import pytest

from crm_core.errors import WorkspaceProblem
from crm_core.store.scratch import Scratch, scratch, sweep

ROOT = Path(__file__).parents[2]
TAKEN = """
import os, sys, tempfile
tempfile.tempdir = sys.argv[1]
from crm_core.store.scratch import Scratch
made = Scratch()
(made.path / "half.csv").write_text("a;b")
print(made.path, flush=True)
sys.stdin.read()
os._exit(9)
"""


def killed(temporary: Path) -> Path:
    """The temporary folder, in `temporary`, of a process that is no more."""
    with subprocess.Popen(
        [sys.executable, "-c", TAKEN, str(temporary)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        told, _nothing = process.communicate()
    return Path(told.strip())


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def test_a_folder_lasts_as_long_as_its_context(temporary: Path) -> None:
    with scratch() as folder:
        (folder / "a").write_text("x", encoding="utf-8")
        with scratch() as other:
            assert folder != other
        sweep()
        assert (folder / "a").exists()
    assert list(temporary.iterdir()) == []


def test_the_folder_of_a_killed_process_goes_with_the_next(temporary: Path) -> None:
    command = [sys.executable, "-c", TAKEN, str(temporary)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        folder = Path(process.stdout.readline().strip())
        made = Scratch()
        assert (folder / "half.csv").exists(), "its owner still lives"
        process.communicate()
    assert folder.exists()
    with scratch():
        assert not folder.exists()
    made.close()
    assert list(temporary.iterdir()) == []


def test_folders_of_others_stay(temporary: Path) -> None:
    (temporary / "barometre-theirs").mkdir()
    (temporary / "something").mkdir()
    with scratch():
        pass
    assert {path.name for path in temporary.iterdir()} == {"barometre-theirs", "something"}


def test_no_folder_is_a_sentence(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(temporary / "gone"))
    with pytest.raises(WorkspaceProblem) as problem:
        Scratch()
    assert "dossier n’existe pas" in problem.value.say("fr") or "il n’y a pas" in problem.value.say("fr")
