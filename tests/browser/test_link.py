"""A page whose server is gone: said in the page's language, the figures stay, nothing of Streamlit's own is seen, and it comes back by itself."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import Server, restarted
from tests.pages.support import small_firm

# Counts Streamlit's own dialogs: how many were opened, and in how many frames one could be seen.
RECORDER = """() => {
  window.opened = window.seen = 0;
  const own = () => [...document.querySelectorAll(".stDialog")].filter(one => one.innerText.includes("Streamlit") || one.textContent.includes("Streamlit"));
  const look = () => { if (own().some(one => getComputedStyle(one).display !== "none")) window.seen++; if (own().length) requestAnimationFrame(look); };
  new MutationObserver(() => { if (own().length) { window.opened++; look(); } }).observe(document.body, {childList: true, subtree: true});
}"""
SCROLLED = """() => { const main = document.querySelector('[data-testid="stMain"]'); return main.scrollTop > 0; }"""

# Once the banner waits for a sign of life, lets ninety seconds pass and looks in the same step: the next sign may come at any moment.
SILENT = """() => {
  const banner = document.querySelector(".bc-lost"), waits = banner ? banner.getAnimations() : [];
  waits.forEach(wait => { wait.currentTime = 90_100; });
  return waits.length > 0 && getComputedStyle(banner).visibility === "visible";
}"""


def lost(page: Page):
    return page.locator(".bc-lost")


def test_a_lost_server_is_said_and_comes_back(fresh: Callable[..., Server], glance: Callable[..., Page], tmp_path: Path):
    server = fresh(small_firm(tmp_path / "workspace", customers=60).folder)
    french, english = glance(f"{server.url}/barometre"), glance(f"{server.url}/reclamations?lang=en")
    for page in (french, english):
        expect(lost(page)).to_be_attached()
        expect(lost(page)).to_be_hidden()
        page.evaluate(RECORDER)
    before = french.get_by_test_id("stMetricValue").all_inner_texts()
    server.die()
    expect(lost(french)).to_be_visible()
    expect(lost(french)).to_have_text(re.compile("^Connexion perdue – données reçues à \\d+\u00a0h\u00a0\\d\\d$"))
    expect(lost(english)).to_be_visible()
    expect(lost(english)).to_have_text(re.compile("^Connection lost – data received at \\d\\d:\\d\\d$"))
    for page in (french, english):
        page.wait_for_function("window.opened > 0")
        page.wait_for_function("!document.querySelector('.stDialog')")
        assert page.evaluate("window.seen") == 0
        assert not page.evaluate("document.querySelector('#root').inert")
    assert french.get_by_test_id("stMetricValue").all_inner_texts() == before
    french.mouse.move(720, 450)
    french.mouse.wheel(0, 400)
    french.wait_for_function(SCROLLED)
    again = restarted(server)
    try:
        for page in (french, english):
            expect(lost(page)).to_be_hidden()
            assert page.evaluate("window.seen") == 0
        assert french.get_by_test_id("stMetricValue").all_inner_texts() == before
        french.get_by_test_id("stSidebarNav").get_by_role("link", name="Réclamations").click()
        expect(french).to_have_title("Réclamations · Baromètre Client")
    finally:
        again.stop()


def test_a_silent_server_is_said_too(firm: Server, glance: Callable[..., Page]):
    """A cut that the browser does not notice: the sign of life is missing."""
    page = glance(f"{firm.url}/barometre")
    expect(lost(page)).to_be_hidden()
    page.wait_for_function(SILENT)
    expect(lost(page)).to_be_hidden()
