"""Stores, customers, causes, files and headers named as markup: text on every page and screen, never run, never a link, never asked of anybody."""

from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import DESK, STILL, WAIT_MILLISECONDS, Server, addresses, serving, settled
from tests.hostile.names import MARKED, NAMES, SCRIPT
from tests.pages import support

STRUCK = """() => [window.struck || 0, ...[...document.querySelectorAll('img[src="x"], a[href*="evil"], img[src*="evil"]')].map(one => one.parentElement.outerHTML)]"""
LINKED = "() => [...document.querySelectorAll('.js-plotly-plot svg a, .js-plotly-plot svg image:not([*|href^=\"data:\"])')].length"

CARD = f"/fiche?customer={quote('C0001 ' + SCRIPT)}"


@pytest.fixture(scope="module")
def named(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A firm whose stores, regions, causes and people have such names."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(support, "STORES", dict(zip(NAMES[:5], reversed(NAMES), strict=False)))
        patched.setattr(support, "CATEGORIES", NAMES)
        patched.setattr(support, "NAME", "C{:04d} " + SCRIPT)
        folder = support.small_firm(tmp_path_factory.mktemp("named") / "workspace").folder
    with serving(folder) as server:
        yield server


@pytest.fixture(scope="module")
def desk(browser: Browser) -> Iterator[BrowserContext]:
    """A desk whose cache stays warm from page to page."""
    context = browser.new_context(**DESK)
    context.set_default_timeout(WAIT_MILLISECONDS)
    yield context
    context.close()


@pytest.fixture
def watched(named: Server, desk: BrowserContext) -> Iterator[Callable[[str], Page]]:
    """Opens a page and, at the end, fails on anything that ran, was asked of somebody else, or was said to the console as an error."""
    seen: list[Page] = []
    noticed: list[str] = []

    def go(path: str) -> Page:
        page = desk.new_page()
        seen.append(page)
        _listen(page, noticed, named.url)
        page.goto(named.url + path)
        settled(page)
        return page

    yield go
    for page in seen:
        assert page.evaluate(STRUCK) == [0]
        assert page.evaluate(LINKED) == 0
        page.close()
    assert noticed == []


def _listen(page: Page, noticed: list[str], ours: str) -> None:
    page.on("dialog", lambda dialog: (noticed.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.on("pageerror", lambda error: noticed.append(f"script: {error}"))
    page.on("request", lambda request: noticed.append(request.url) if _is_odd(request.url, ours) else None)


def _is_odd(url: str, ours: str) -> bool:
    """Asked of somebody else, or what the markup in a name asks for."""
    return url == f"{ours}/x" or (url.startswith("http") and not url.startswith(f"{ours}/"))


def read_complaints(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 4000})  # charts are drawn when they are seen
    for place in (".js-plotly-plot >> nth=-1", "table.bc-table"):
        page.locator(place).scroll_into_view_if_needed()
    causes, cases = page.locator(".js-plotly-plot", has_text="gauchetiord"), page.locator("table.bc-table").last
    for shown in (causes, cases):
        for text in ("<img src=x", "[lien](https://evil", "**gras** $x$"):
            expect(shown).to_contain_text(text)


def read_card(page: Page) -> None:
    expect(page.locator(".bc-answer")).to_contain_text(SCRIPT)


READ = {"/reclamations": read_complaints, CARD: read_card}


@pytest.mark.parametrize("address", [one if one != "/fiche" else CARD for one in addresses()])
def test_no_page_runs_a_name(watched: Callable[[str], Page], address: str) -> None:
    """Where names stand in the middle of a page, they are read as they are written."""
    page = watched(address)
    expect(page.locator('[data-testid="stMain"] h1')).not_to_be_empty()
    assert page.get_by_test_id("stException").count() == 0
    assert page.get_by_test_id("stAlertContentError").count() == 0
    for chart in page.locator(".js-plotly-plot").all():
        chart.scroll_into_view_if_needed()
    READ.get(address, lambda _page: None)(page)


def test_names_of_filters_are_read_as_they_are_written(watched: Callable[[str], Page]) -> None:
    page = watched(f"/barometre?store={quote(SCRIPT)}&store={quote(MARKED)}")
    chips = page.locator(".st-key-chips")
    for name in (SCRIPT, MARKED):
        expect(chips.get_by_role("button", name=name)).to_be_visible()
    page.locator('[data-testid="stSidebar"] [data-testid="stMultiSelect"]').first.click()


def test_a_screen_shows_the_name_of_its_store(watched: Callable[[str], Page], named: Server, browser: Browser) -> None:
    context = browser.new_context(**STILL, viewport={"width": 1920, "height": 1080})
    page, noticed = context.new_page(), list[str]()
    _listen(page, noticed, named.url)
    for name in NAMES[:5]:
        page.goto(f"{named.url}/screen?view=complaints&store={quote(name)}")
        expect(page.locator("#who")).to_contain_text(name.split("\u202e")[0])
        assert page.evaluate(STRUCK) == [0]
    page.goto(f"{named.url}/screen?store={quote('<img src=x onerror=window.struck=1>')}")
    assert page.evaluate(STRUCK) == [0]
    assert noticed == []
    context.close()


def test_files_and_headers_are_text(watched: Callable[[str], Page]) -> None:
    page = watched("/import?lang=en")
    rows = "\n".join(
        [
            f"customer_id;last_name;{SCRIPT};[x](https://evil.example/h);![x](https://evil.example/i.png)",
            *(f"C{k};{name};{SCRIPT};z;z" for k, name in enumerate(NAMES)),
            ";x;y;z;z",
        ]
    )
    named = SCRIPT.replace('"', "")  # browsers send a quote in a name as %22
    files = [(f"{named}.csv", rows), ("[lien](www.evil.example).csv", "")]
    page.locator('input[type="file"]').set_input_files(
        [{"name": name, "mimeType": "text/csv", "buffer": data.encode()} for name, data in files]
    )
    expect(page.locator('[class*="st-key-file-"]')).to_have_count(2)
    settled(page)
    expect(page.locator('[data-testid="stMain"]')).to_contain_text(f"{named}.csv")
    expect(page.get_by_role("alert")).to_contain_text("[lien](www\u2060.evil.example).csv")
    assert page.evaluate(STRUCK) == [0]
    page.get_by_role("button", name="Try 1 file").click()
    expect(page.locator(".st-key-import-report")).to_contain_text(f"{named}.csv")
    settled(page)
    page.locator(".st-key-publish button").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(f"{named}.csv")
    dialog.locator("summary").first.click()
    expect(dialog.locator("table").first).to_contain_text("**gras** $x$")
    assert page.evaluate(STRUCK) == [0]
    dialog.get_by_role("button", name="Publish").click()
    expect(page.locator(".st-key-strip-published")).to_be_visible()
    settled(page)
    expect(page.locator('[data-testid="stMain"]')).to_contain_text(f"{named}.csv")
