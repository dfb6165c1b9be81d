"""A real server on a free port, with a workspace of its own, and a real browser to look at it."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from crm_ui.foresight import SWITCH
from tests.pages.support import small_firm

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Pages live for seconds: code that is only read and run takes two thirds of the processor that its compilers take.
    "--js-flags=--no-opt --no-maglev --no-sparkplug",
]
START_SECONDS, WAIT_MILLISECONDS = 120, 45_000
expect.set_options(timeout=WAIT_MILLISECONDS)
CHARTS = "**/PlotlyChart.*.js"  # what draws them, which pages fetch with their first chart
# What moves is drawn sixty times a second, by the processor: readers may ask for less, and pages obey.
STILL: dict[str, Any] = {"reduced_motion": "reduce"}
FRENCH: dict[str, Any] = {**STILL, "locale": "fr-FR", "timezone_id": "Europe/Paris"}
DESK: dict[str, Any] = {**FRENCH, "viewport": {"width": 1440, "height": 900}}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder is a browser test; they share one worker, so that servers and browser are started once."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@dataclass(frozen=True)
class Server:
    """A running app: its address, its workspace, and what it wrote."""

    url: str
    folder: Path
    log: Path
    process: subprocess.Popen[bytes]

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)

    def die(self) -> None:
        """Killed, as by a power cut."""
        self.process.kill()
        self.process.wait(20)


def start(folder: Path, log: Path, app: str = "app.py", options: Sequence[str] = ()) -> Server:
    """Start the app (of the file `app`) on a free port for the workspace in `folder`, with more of Streamlit's `options`, and wait until it is healthy."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", app, "--server.port", str(port), "--server.address", "127.0.0.1", *options]
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=_environment(folder), stdout=out, stderr=out)
    server = Server(f"http://127.0.0.1:{port}", folder, log, process)
    _wait(server)
    return server


def _environment(folder: Path) -> dict[str, str]:
    """Nothing is asked ahead unless a test wants it: it takes a third of the processor, and hardly a test reads what it brings."""
    return {SWITCH: "off", **os.environ, "CRM_WORKSPACE": str(folder)}


@contextmanager
def serving(folder: Path, app: str = "app.py") -> Iterator[Server]:
    """A server that several tests share; its log is beside its workspace."""
    server = start(folder, folder.with_suffix(".log"), app)
    yield server
    server.stop()


def restarted(server: Server) -> Server:
    """The same server again, on the same port; the caller stops it."""
    with server.log.open("ab") as out:
        process = subprocess.Popen(server.process.args, cwd=ROOT, env=_environment(server.folder), stdout=out, stderr=out)
    again = replace(server, process=process)
    _wait(again)
    return again


def _wait(server: Server) -> None:
    end = monotonic() + START_SECONDS
    while monotonic() < end and server.process.poll() is None:
        if _healthy(server):
            return
        with suppress(subprocess.TimeoutExpired):
            server.process.wait(0.1)
    server.process.kill()
    pytest.fail(f"the app did not start:\n{server.log.read_text()[-3000:]}")


def _healthy(server: Server) -> bool:
    try:
        with urlopen(f"{server.url}/health", timeout=5) as answer:
            return answer.status == 200
    except (URLError, TimeoutError, ConnectionError):
        return False


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("no Chrome or Chromium is installed (tests/browser/install.sh installs Debian's)")
    with sync_playwright() as engine:
        opened = engine.chromium.launch(executable_path=path, args=ARGS)
        yield opened
        opened.close()


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Starts servers that nobody has visited yet; they stop with the test."""
    started: list[Server] = []

    def run(folder: Path, app: str = "app.py", options: Sequence[str] = ()) -> Server:
        started.append(start(folder, tmp_path / f"server-{len(started)}.log", app, options))
        return started[-1]

    yield run
    for server in started:
        server.stop()


@pytest.fixture(scope="package")
def firm(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server for a small firm with everything in it; tests only look at it. (The browser first: without it, nothing is started.)"""
    with serving(small_firm(tmp_path_factory.mktemp("firm") / "workspace").folder) as server:
        yield server


@pytest.fixture(scope="package")
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """A phone whose cache stays warm from page to page."""
    context = browser.new_context(**FRENCH, viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    context.set_default_timeout(WAIT_MILLISECONDS)
    yield context
    context.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens an address on a desk as a French reader would; `who` changes who looks, `watch` is given the page before it goes anywhere."""
    contexts = []

    def go(url: str, *, watch: Callable[[Page], None] = lambda _page: None, charts: bool = True, **who: Any) -> Page:
        contexts.append(browser.new_context(**{**DESK, **who}))
        contexts[-1].set_default_timeout(WAIT_MILLISECONDS)
        if not charts:
            contexts[-1].route(CHARTS, lambda asked: asked.fulfill(content_type="text/javascript", body="export default () => null"))
        page = contexts[-1].new_page()
        watch(page)
        page.goto(url)
        settled(page)
        return page

    yield go
    for context in contexts:
        context.close()


@pytest.fixture
def glance(visit: Callable[..., Page]) -> Callable[..., Page]:
    """The same for tests that look at something else than charts: charts stay empty, which saves half of what a page takes."""
    return partial(visit, charts=False)


def settled(page: Page) -> None:
    """Wait until the page has run and drawn its title."""
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
    page.wait_for_selector('[data-testid="stMain"] h1')
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')


def addresses() -> list[str]:
    """The addresses of the pages that exist."""
    return sorted(f"/{path.stem}" for path in (ROOT / "pages").glob("*.py"))
