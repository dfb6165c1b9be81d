"""The frame on every page: a deep link on a fresh server, no request elsewhere, no sideways scroll, two languages."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Server, addresses, settled
from tests.pages.support import small_firm

WIDTHS = (
    """() => [document.documentElement, document.querySelector('[data-testid="stMain"]')].map(one => [one.scrollWidth, one.clientWidth])"""
)


def test_the_first_request_of_a_server_may_be_a_deep_link(fresh: Callable[..., Server], visit: Callable[..., Page], tmp_path):
    server = fresh(small_firm(tmp_path / "workspace", customers=60).folder)
    page = visit(f"{server.url}/definitions")
    menu = page.get_by_test_id("stSidebarNav")
    expect(menu).to_contain_text("Voir")
    expect(menu.get_by_role("link", name="Réclamations")).to_be_visible()
    expect(menu).not_to_contain_text("reclamations")
    expect(page).to_have_title("Définitions · Baromètre Client")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.locator('[data-testid="stMain"] h1')).not_to_be_empty()
    assert page.url.startswith(f"{server.url}/definitions")


@pytest.fixture(scope="module")
def walked(firm: Server, phone: BrowserContext) -> Iterator[tuple[Page, list[str]]]:
    """A page on a phone, which goes from page to page by the menu, and what it asks for. (Every page is opened by its address in test_hostile_names.)"""
    page = phone.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url))
    page.goto(f"{firm.url}/definitions")
    settled(page)
    yield page, asked
    page.close()


@pytest.mark.parametrize("address", addresses())
def test_a_page_on_a_phone_keeps_its_width_and_asks_nothing_elsewhere(firm: Server, walked: tuple[Page, list[str]], address: str):
    page, asked = walked
    if not page.url.startswith(firm.url + address):
        before = page.title()
        page.locator(f'[data-testid="stSidebarNav"] a[href$="{address}"]').dispatch_event("click")  # the menu is folded
        expect(page).to_have_url(re.compile(f"^{re.escape(firm.url + address)}"))
        expect(page).not_to_have_title(before)
        settled(page)
    ours = (firm.url, firm.url.replace("http", "ws"), "data:", "blob:")
    assert asked
    assert [url for url in asked if not url.startswith(ours)] == []
    assert page.get_by_test_id("stException").count() == 0
    assert page.get_by_test_id("stAlertContentError").count() == 0
    for content, seen in page.evaluate(WIDTHS):
        assert content <= seen


@pytest.mark.parametrize(
    ("language", "title", "menu"),
    [("fr", "Que veut dire chaque chiffre\u00a0?", "Définitions"), ("en", "What does each figure mean?", "Definitions")],
)
def test_the_address_chooses_the_language(firm: Server, visit: Callable[..., Page], language: str, title: str, menu: str):
    page = visit(f"{firm.url}/definitions?lang={language}", locale="de-DE")
    expect(page.locator('[data-testid="stMain"] h1')).to_have_text(title)
    expect(page.get_by_test_id("stSidebarNav").get_by_role("link", name=menu)).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", language)


def test_the_language_switch_says_everything_again(firm: Server, glance: Callable[..., Page]):
    """The words of a choice that was already shown included: browsers keep them by themselves."""
    page = glance(f"{firm.url}/reclamations")
    expect(page.get_by_role("combobox", name="Période")).to_have_value("12 derniers mois")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Are complaints answered")).to_be_visible()
    expect(page.get_by_role("combobox", name="Period")).to_have_value("Last 12 months")


def test_the_bands_between_classes_are_drawn_for_readers_who_want_no_motion(firm: Server, visit: Callable[..., Page]):
    page = visit(f"{firm.url}/classes")
    bands = page.locator(".sankey-link")
    expect(bands.first).to_be_attached()
    for band in bands.all():
        expect(band).to_have_css("opacity", "1")
