"""A trial in real browsers: seen by its session alone, published to the others, gone when its tab is closed or its server killed."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from time import monotonic

import pytest
from playwright.sync_api import Browser, Page, WebSocketRoute, expect

from crm_core.store.workspace import Workspace
from tests.browser.conftest import Server, restarted, serving, settled
from tests.browser.test_import_way import complaints, drop
from tests.pages.support import small_firm

SECONDS = 30
TRIAL = "Essai – visible de vous seul"


@pytest.fixture
def server(browser: Browser, fresh: Callable[..., Server], tmp_path: Path) -> Server:
    return fresh(small_firm(tmp_path / "workspace", customers=40).folder)


@pytest.fixture(scope="module")
def shared(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """For tests that publish nothing; trials of sessions that are over may still be there."""
    with serving(small_firm(tmp_path_factory.mktemp("shared") / "workspace", customers=40).folder) as server:
        yield server


def tried(glance: Callable[..., Page], server: Server) -> Page:
    """A session that has dropped a file of complaints and tried it."""
    page = glance(f"{server.url}/import")
    drop(page, ("reclamations.csv", complaints()))
    page.get_by_role("button", name="Essayer 1 fichier").click()
    expect(page.locator(".st-key-import-report")).to_contain_text("Pris dans votre essai")
    settled(page)
    return page


def count(page: Page) -> str:
    """How many complaints the page says it is about."""
    return page.locator(".bc-meta").inner_text()


def trials(server: Server) -> list[Path]:
    place = server.folder / "trials"
    return [path for path in place.iterdir() if path.is_dir()] if place.exists() else []


def fresh_ones(server: Server, before: list[Path]) -> set[Path]:
    """The trials that were not there `before`."""
    return set(trials(server)) - set(before)


def until(server: Server, done: Callable[[], bool]) -> None:
    """Wait for something that a running server does by itself."""
    end = monotonic() + SECONDS
    while not done() and monotonic() < end:
        with suppress(subprocess.TimeoutExpired):
            server.process.wait(0.1)
    assert done()


def test_a_trial_is_seen_alone_then_published_to_another_session(server: Server, glance: Callable[..., Page]):
    other = glance(f"{server.url}/reclamations")
    before = count(other)
    page = tried(glance, server)
    page.get_by_role("link", name="Réclamations").first.click()
    expect(page.locator(".st-key-strip-trial")).to_contain_text(TRIAL)
    expect(page.get_by_role("heading", level=1)).to_contain_text("réclamations")
    settled(page)
    mine = count(page)
    assert mine != before
    other.reload()
    settled(other)
    assert count(other) == before
    expect(other.locator(".st-key-strip-trial")).to_have_count(0)
    page.locator(".st-key-publish button").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("40 nouvelles lignes")
    dialog.get_by_text("Nouvelles lignes · 40").click()
    expect(dialog.get_by_text("R-000")).to_be_attached()
    dialog.get_by_role("button", name="Publier").click()
    expect(page.locator(".st-key-strip-published")).to_contain_text("Version 2 publiée")
    settled(page)
    assert count(page) == mine
    expect(other.locator(".bc-meta")).to_have_text(mine, timeout=60_000)
    assert Workspace.open(server.folder).version == 2
    assert trials(server) == []


def test_abandoning_is_asked_and_leaves_what_everyone_sees(shared: Server, glance: Callable[..., Page]):
    before = trials(shared)
    page = tried(glance, shared)
    assert len(fresh_ones(shared, before)) == 1
    page.get_by_text("Abandonner l’essai").click()
    page.get_by_role("button", name="Abandonner", exact=True).click()
    expect(page.locator(".st-key-strip-trial")).to_have_count(0)
    settled(page)
    assert (fresh_ones(shared, before), Workspace.open(shared.folder).version) == (set(), 1)


def test_a_trial_goes_with_its_tab(browser: Browser, glance: Callable[..., Page], fresh: Callable[..., Server], tmp_path: Path):
    server = fresh(small_firm(tmp_path / "workspace", customers=40).folder, options=["--server.disconnectedSessionTTL", "2"])
    page = tried(glance, server)
    staying = tried(glance, server)
    assert len(trials(server)) == 2
    page.close()
    until(server, lambda: len(trials(server)) == 1)
    staying.get_by_role("link", name="Réclamations").first.click()
    expect(staying.locator(".st-key-strip-trial")).to_contain_text(TRIAL)
    assert len(trials(server)) == 1


def test_a_short_cut_of_the_network_keeps_the_trial(shared: Server, glance: Callable[..., Page]):
    before = trials(shared)
    cables: list[WebSocketRoute] = []

    def plug(browser_side: WebSocketRoute) -> None:
        cables.append(browser_side)
        browser_side.connect_to_server()

    page = glance(f"{shared.url}/import")
    page.route_web_socket("**/_stcore/stream", plug)
    page.reload()
    settled(page)
    tried(lambda _url: page, shared)
    cables[-1].close(code=3001, reason="cut")
    expect(page.locator('.stApp:not([data-test-connection-state="CONNECTED"])')).to_be_attached()
    expect(page.locator('.stApp[data-test-connection-state="CONNECTED"]')).to_be_attached(timeout=60_000)
    page.get_by_role("link", name="Réclamations").first.click()
    expect(page.locator(".st-key-strip-trial")).to_contain_text(TRIAL)
    assert (len(cables), len(fresh_ones(shared, before))) == (2, 1)


def test_a_killed_server_leaves_trials_that_the_next_one_sweeps(server: Server, glance: Callable[..., Page]):
    tried(glance, server)
    server.die()
    assert len(trials(server)) == 1
    again = restarted(server)
    try:
        until(again, lambda: trials(server) == [])
        assert Workspace.open(server.folder).version == 1
    finally:
        again.stop()


def test_a_server_that_stops_takes_its_trials_with_it(server: Server, glance: Callable[..., Page]):
    tried(glance, server)
    server.stop()
    assert trials(server) == []


def test_a_page_that_is_loaded_again_keeps_its_trial_and_another_tab_has_none(shared: Server, glance: Callable[..., Page]):
    before = trials(shared)
    page = tried(glance, shared)
    page.reload()
    settled(page)
    expect(page.locator(".st-key-strip-trial")).to_contain_text(TRIAL)
    page.goto(f"{shared.url}/reclamations")
    settled(page)
    expect(page.locator(".st-key-strip-trial")).to_contain_text("40 nouvelles lignes")
    assert len(fresh_ones(shared, before)) == 1
    tab = page.context.new_page()
    tab.goto(f"{shared.url}/reclamations")
    settled(tab)
    expect(tab.locator(".st-key-strip-trial")).to_have_count(0)
    page.get_by_text("Abandonner l’essai").click()
    page.get_by_role("button", name="Abandonner", exact=True).click()
    expect(page.locator(".st-key-strip-trial")).to_have_count(0)
    page.reload()
    settled(page)
    expect(page.locator(".st-key-strip-trial")).to_have_count(0)
    assert fresh_ones(shared, before) == set()
