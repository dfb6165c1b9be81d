"""The office screen in a real browser: right figures, nothing asked elsewhere, and it comes back by itself."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from crm_core.engine import Scope, connect
from crm_core.indicators.barometer import barometer
from crm_core.settings import Settings
from crm_core.store.workspace import Workspace
from crm_core.units import Unit
from crm_ui import formats
from tests.browser.conftest import STILL, WAIT_MILLISECONDS, Server, restarted, serving
from tests.pages.support import END, small_firm
from tests.support import workspace

FRESH, STALE = re.compile("^(dark|light)$"), re.compile("stale")
LOST = re.compile("Données du 20 novembre 2026 – liaison perdue depuis \\d+\u00a0h\u00a0\\d\\d")
DAY = 24 * 60
Watch = Callable[..., Page]


@pytest.fixture(scope="module")
def own(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose workspace tests may move and add to."""
    with serving(small_firm(tmp_path_factory.mktemp("own") / "workspace", customers=60).folder) as server:
        yield server


@pytest.fixture
def watch(browser: Browser) -> Iterator[Watch]:
    """Opens a screen on a wall, and fails on any error of its script."""
    contexts, errors = [], []

    def go(url: str, width: int = 1920, height: int = 1080, asked: list[str] | None = None, *, own_clock: bool = False) -> Page:
        contexts.append(browser.new_context(**STILL, viewport={"width": width, "height": height}))
        page = contexts[-1].new_page()
        if own_clock:
            page.clock.install()
        page.set_default_timeout(WAIT_MILLISECONDS)
        page.on("pageerror", lambda error: errors.append(str(error)))
        if asked is not None:
            page.on("request", lambda request: asked.append(request.url))
            page.on("websocket", lambda socket: asked.append(socket.url))
        page.goto(url)
        return page

    yield go
    for context in contexts:
        context.close()
    assert errors == []


def expected(folder: Path, language: str = "fr") -> dict[str, str]:
    rows = barometer(connect(Workspace.open(folder), Settings()), Scope.to(END)).iter_rows(named=True)
    return {row["indicator"]: formats.headline(row["value"], Unit(row["unit"]), language) for row in rows}


def shown(page: Page) -> dict[str, str]:
    """Figure → value of the view that is on."""
    figures = page.locator("article.on .fig")
    return {figure.get_attribute("data-name") or "": figure.locator(".val").inner_text() for figure in figures.all()}


def test_the_wall_shows_the_barometer_and_asks_nothing_elsewhere(firm: Server, watch: Watch):
    asked: list[str] = []
    page = watch(f"{firm.url}/screen?view=barometer&refresh=1&lang=fr", asked=asked)
    expect(page.locator("article.on")).to_have_attribute("data-view", "barometer")
    with page.expect_response(lambda answer: "/screen/figures" in answer.url) as found:
        pass
    assert found.value.status == 304
    assert shown(page) == expected(firm.folder)
    expect(page.locator("h1")).to_have_text("Comment vont nos clients\u00a0?")
    expect(page.locator("#clock")).to_have_text(re.compile("^\\d+\u00a0h\u00a0\\d\\d$"))
    assert [url for url in asked if not url.startswith((f"{firm.url}/screen", "data:"))] == []


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (3840, 2160), (1280, 720)])
def test_the_stage_fills_the_screen(firm: Server, watch: Watch, width: int, height: int):
    page = watch(f"{firm.url}/screen", width, height)
    expect(page.locator("article.on")).to_be_visible()
    assert page.locator("#stage").bounding_box() == {"x": 0, "y": 0, "width": width, "height": height}


@pytest.mark.parametrize("view", ["barometer", "satisfaction", "lost", "complaints"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_nothing_lies_under_the_footer_or_outside(firm: Server, watch: Watch, view: str, language: str):
    page = watch(f"{firm.url}/screen?view={view}&lang={language}")
    expect(page.locator("article.on")).to_have_attribute("data-view", view)
    lower = page.evaluate(
        "Math.max.apply(null, [].map.call(document.querySelectorAll('article.on *'), e => e.getBoundingClientRect().bottom))"
    )
    right = page.evaluate(
        "Math.max.apply(null, [].map.call(document.querySelectorAll('article.on *'), e => e.getBoundingClientRect().right))"
    )
    assert lower <= 1080 - 72
    assert right <= 1920


def test_views_take_turns(firm: Server, watch: Watch):
    page = watch(f"{firm.url}/screen?views=lost,complaints&rotate=1&theme=light&lang=fr")
    for question in ("Combien de clients perdons-nous", "Répond-on en cinq jours ouvrés", "Combien de clients perdons-nous"):
        expect(page.locator("h1")).to_contain_text(question)
    expect(page.locator("body")).to_have_class("light")
    assert page.locator("#dots i").count() == 2


def test_it_survives_a_kill_and_asks_for_its_token(
    fresh: Callable[..., Server], watch: Watch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("CRM_SCREEN_TOKEN", "secret-of-the-hall")
    server = fresh(small_firm(tmp_path / "workspace", customers=60).folder)
    refused = watch(f"{server.url}/screen?lang=fr")
    expect(refused.locator("#say")).to_contain_text("Cet écran demande son jeton.")
    page = watch(f"{server.url}/screen?refresh=1&view=barometer&lang=fr&token=secret-of-the-hall")
    expect(page.locator("article.on")).to_be_visible()
    before = shown(page)
    server.die()
    expect(page.locator("#foot")).to_have_text(LOST)
    expect(page.locator("body")).to_have_class(STALE)
    assert shown(page) == before
    again = restarted(server)
    try:
        expect(page.locator("body")).to_have_class(FRESH)
        expect(page.locator("#foot")).to_contain_text("Pointillé")
        assert shown(page) == before
    finally:
        again.stop()


def test_it_survives_a_cut_and_a_workspace_that_is_away(own: Server, watch: Watch):
    folder = own.folder
    page = watch(f"{own.url}/screen?refresh=1&view=barometer&lang=fr")
    expect(page.locator("article.on")).to_be_visible()
    before = shown(page)
    page.context.set_offline(True)
    expect(page.locator("#foot")).to_have_text(LOST)
    page.context.set_offline(False)
    expect(page.locator("body")).to_have_class(FRESH)
    away = folder.rename(folder.with_name("away"))
    expect(page.locator("#foot")).to_have_text(LOST)
    assert shown(page) == before
    late = watch(f"{own.url}/screen?refresh=1&view=barometer&lang=fr")
    expect(late.locator("#say")).to_contain_text("est vide, ou ne peut être lu")
    away.rename(folder)
    for one in (page, late):
        expect(one.locator("body")).to_have_class(FRESH)
        expect(one.locator("article.on")).to_be_visible()
        assert shown(one) == before


def test_it_survives_a_cut_of_ten_minutes(firm: Server, watch: Watch):
    page = watch(f"{firm.url}/screen?refresh=1&view=barometer&lang=fr", own_clock=True)
    expect(page.locator("article.on")).to_be_visible()
    before = shown(page)
    page.context.set_offline(True)
    expect(page.locator("#foot")).to_have_text(LOST)
    said, at = page.locator("#foot").inner_text(), minutes(page)
    for _minute in range(10):
        page.clock.fast_forward("01:00")
        expect(page.locator("body")).to_have_class(STALE)
    assert (minutes(page) - at) % DAY in (10, 11)
    assert page.locator("#foot").inner_text().endswith(said.rpartition("depuis ")[2])
    assert shown(page) == before
    page.context.set_offline(False)
    expect(page.locator("body")).to_have_class(FRESH)
    expect(page.locator("#foot")).to_contain_text("Pointillé")
    assert shown(page) == before
    assert (minutes(page) - at) % DAY in (0, 1, 2)


def minutes(page: Page) -> int:
    """Minutes since midnight on the clock of a French screen."""
    hours, _h, past = page.locator("#clock").inner_text().split("\u00a0")
    return int(hours) * 60 + int(past)


def test_a_new_version_appears_by_itself(own: Server, watch: Watch):
    page = watch(f"{own.url}/screen?refresh=1&view=barometer&lang=fr")
    expect(page.locator("article.on")).to_be_visible()
    before = shown(page)["csat"]
    workspace(own.folder, surveys=[{"response_id": f"N{rank}", "date": END, "csat": 10, "csat_scale": "1-10"} for rank in range(200)])
    expect(page.locator("article.on [data-name=csat] .val")).not_to_have_text(before)
    assert shown(page) == expected(own.folder)


def test_the_settings_page_shows_the_screen_that_it_composes(firm: Server, visit: Watch):
    page = visit(f"{firm.url}/reglages")
    screen = page.frame_locator(".st-key-screen-form iframe")
    expect(screen.locator("article.on")).to_have_attribute("data-view", "barometer")
    page.locator(".st-key-screen-theme").get_by_text("Clair").click()
    expect(screen.locator("body")).to_have_class("light")
    address = page.locator('[data-key="screen-address"]')
    expect(address).to_have_text(f"{firm.url}/screen?theme=light")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Ouvrir l’écran").click()
    expect(opened.value.locator("article.on")).to_be_visible()
    assert opened.value.url == address.inner_text()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copier l’adresse").click()
    expect(page.get_by_role("button", name="Adresse copiée")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == address.inner_text()
