"""What every test needs: a temporary folder of its own run, which goes with it, whatever killed processes leave there; pages that start fast."""

import math
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from shutil import copyfile

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import local_script_runner

from crm_core.engine import answers
from crm_core.settings import load
from crm_core.store import serving
from crm_core.store.workspace import Version, Workspace

MOST_MADE = 150  # serving files of two megabytes


@pytest.fixture(scope="session", autouse=True)
def temporary_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(tmp_path_factory.mktemp("t")))
        patch.setattr("tempfile.tempdir", None)
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        yield


@pytest.fixture(scope="session", autouse=True)
def commands_speak_english() -> Iterator[None]:
    """Where a test does not say otherwise, whatever the machine speaks."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LC_ALL", "en_GB.UTF-8")
        yield


@pytest.fixture(scope="session", autouse=True)
def nothing_takes_long() -> Iterator[None]:
    """A machine that is slow for a moment must not have answers of one test kept for another: those that do keep them say so."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(answers, "LONG", math.inf)
        yield


@pytest.fixture(scope="session", autouse=True)
def packages_read_once() -> Iterator[None]:
    """Streamlit's test of a page reads the metadata of every installed package at each run, which takes longer than most pages."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture(scope="session", autouse=True)
def pages_waited_for() -> Iterator[None]:
    """Streamlit's test of a page asks a thousand times a second whether the page is done, and takes the interpreter from it each time."""
    ask = local_script_runner.require_widgets_deltas

    def wait(runner: local_script_runner.LocalScriptRunner, timeout: float = 3) -> None:
        assert runner._script_thread
        runner._script_thread.join(timeout)
        if not runner.script_stopped():
            ask(runner, 0)  # raises

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(local_script_runner, "require_widgets_deltas", wait)
        yield


@pytest.fixture(scope="session", autouse=True)
def figures_prepared_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Many tests begin with the same few rows: what their tables hold, byte for byte, is made ready for questions once, then copied."""
    place, made, fill = tmp_path_factory.mktemp("figures"), list[str](), serving.fill

    def fill_or_copy(beside: Path, workspace: Workspace, version: Version) -> None:
        name = _held(workspace, version)
        if name in made:
            copyfile(place / name, beside)
            return
        fill(beside, workspace, version)
        copyfile(beside, place / name)
        made.append(name)
        if len(made) > MOST_MADE:
            (place / made.pop(0)).unlink()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(serving, "fill", fill_or_copy)
        yield


def _held(workspace: Workspace, version: Version) -> str:
    """Everything that a serving file is made of."""
    found = sha256(repr((serving.SCHEMA, load(workspace.folder).limits)).encode())
    for table in sorted(version.tables):
        found.update(table.encode())
        for file in map(Path, workspace.files(version, table)):
            found.update(file.read_bytes() if file.exists() else b"")
    return found.hexdigest()
