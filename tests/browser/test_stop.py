"""The server is told to end while people look and an import runs: it ends soon, leaves nothing behind, and its pages say that it is gone."""

import json
import signal
from collections.abc import Callable
from pathlib import Path
from threading import Event
from time import monotonic

import pytest
from playwright.sync_api import Page, expect

from crm_core.store.leftovers import loose
from crm_core.store.workspace import Workspace
from crm_ui.foresight import SWITCH
from tests.browser.conftest import Server, restarted
from tests.browser.test_import_way import drop
from tests.pages.support import small_firm

ROWS, SOON = 300_000, 20
SALES = "Numéro;Client;Date;Montant\n" + "".join(f"T{n};C{n % 997};2026-10-01;{n % 90}\n" for n in range(ROWS))


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The temporary folder of the server."""
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    return tmp_path / "tmp"


@pytest.fixture
def asked_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server asks ahead and fits models, as users' servers do."""
    monkeypatch.setenv(SWITCH, "on")


@pytest.fixture
def server(fresh: Callable[..., Server], tmp_path: Path, temporary: Path) -> Server:
    return fresh(small_firm(tmp_path / "workspace", customers=60).folder)


def gone(folder: Path) -> bool:
    """Whether what sessions left in the temporary folder goes within a minute."""
    end = monotonic() + 60
    while list(folder.glob("barometre-*")) and monotonic() < end:
        Event().wait(0.1)
    return not list(folder.glob("barometre-*"))


def end(server: Server, number: signal.Signals) -> None:
    began = monotonic()
    server.process.send_signal(number)
    server.process.wait(60)
    assert monotonic() - began < SOON


def ends_well(server: Server) -> bool:
    """The log begins and ends as it should, without an error, and holds nothing else but what a shell is told of Ctrl-C."""
    lines = server.log.read_text(encoding="utf-8").split("Aborted!")[0].splitlines()
    told = [json.loads(line)["event"] for line in lines if line]
    return (told[0], told[-1]) == ("start", "stop") and not {"error", "crash"} & set(told)


def test_an_import_that_runs_is_undone(server: Server, glance: Callable[..., Page], temporary: Path) -> None:
    looking, page = glance(f"{server.url}/barometre"), glance(f"{server.url}/import")
    drop(page, ("ventes.csv", SALES.encode()))
    assert list(temporary.glob("barometre-*"))
    before = Workspace(server.folder).version
    page.get_by_role("button", name="Essayer 1 fichier").click()
    expect(page.get_by_test_id("stProgress")).to_be_visible()
    assert list((server.folder / "trials").glob("2*"))
    end(server, signal.SIGTERM)
    for one in (looking, page):
        expect(one.locator(".bc-lost")).to_be_visible()
    assert (Workspace(server.folder).version, loose(Workspace(server.folder))) == (before, [])
    assert not [one for one in (server.folder / "trials").iterdir() if one.is_dir()]
    assert list(temporary.iterdir()) == []
    assert ends_well(server)


@pytest.mark.usefixtures("asked_ahead")
def test_ctrl_c_ends_a_server_that_is_looked_at(server: Server, glance: Callable[..., Page], temporary: Path) -> None:
    page = glance(f"{server.url}/barometre")
    end(server, signal.SIGINT)
    expect(page.locator(".bc-lost")).to_be_visible()
    assert list(temporary.iterdir()) == []
    assert ends_well(server)


def test_files_go_with_the_last_visitor(fresh: Callable[..., Server], glance: Callable[..., Page], temporary: Path, tmp_path: Path) -> None:
    """Nobody else comes, so that Streamlit itself never forgets the session."""
    server = fresh(small_firm(tmp_path / "workspace", customers=60).folder, options=["--server.disconnectedSessionTTL", "1"])
    page = glance(f"{server.url}/import")
    drop(page, ("clients.csv", b"id;nom\n1;Durand\n"))
    assert list(temporary.glob("barometre-*"))
    page.close()
    assert gone(temporary)


def test_a_killed_server_is_tidied_up_after(server: Server, glance: Callable[..., Page], temporary: Path) -> None:
    page = glance(f"{server.url}/import")
    drop(page, ("clients.csv", b"id;nom\n1;Durand\n"))
    server.die()
    assert list(temporary.glob("barometre-*"))
    page.close()  # it would come back, with a folder of its own
    again = restarted(server)
    try:
        assert gone(temporary)
    finally:
        again.stop()
