"""What a reader sees while answers are computed: title and filters first, grey shapes, a bar past two seconds; and no grey figures."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_UN, flock

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Server, serving, settled
from tests.pages.support import small_firm

SHAPES = '.st-key-shape [data-testid="stSkeletonElement"]'
# Every figure that waits is hidden, in a box that is not faded.
COVERED = """() => { const waits = [...document.querySelectorAll('.st-key-figures [data-stale="true"]')];
  return waits.length > 5 && waits.every(one => getComputedStyle(one).opacity === "1" && [...one.children].every(part => getComputedStyle(part).opacity === "0")); }"""


@pytest.fixture(scope="module")
def gated(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose answers wait at a gate, the file `gate` beside its workspace."""
    place = tmp_path_factory.mktemp("gated")
    (place / "gate").touch()
    folder = small_firm(place / "workspace", customers=60).folder
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("GATE", str(place / "gate"))
        with serving(folder, app="tests/browser/gated_app.py") as server:
            yield server


@pytest.fixture
def gate(gated: Server) -> Callable[[], object]:
    """Holds all answers back while it is entered."""
    path = gated.folder.with_name("gate")

    @contextmanager
    def closed() -> Iterator[None]:
        with path.open() as file:
            flock(file, LOCK_EX)
            try:
                yield
            finally:
                flock(file, LOCK_UN)

    return closed


def test_a_page_shows_its_shape_before_its_figures(gated: Server, visit: Callable[..., Page], gate: Callable[..., object]):
    page = visit(f"{gated.url}/definitions", reduced_motion="no-preference")
    with gate():
        page.goto(f"{gated.url}/clients?period=3m")  # the usual period may have been asked ahead
        expect(page.locator("h1")).to_have_text("Qui sont nos clients, et la base est-elle propre\u00a0?")
        expect(page.get_by_test_id("stSidebar").get_by_text("60 clients sur 60")).to_be_visible()
        expect(page.locator(SHAPES).first).to_be_visible()
        assert page.locator(SHAPES).count() == 1 + 4 + 2 + 2
        expect(page.locator(".st-key-doing")).to_contain_text("Calcul en cours\u00a0: Clients actifs et nouveaux clients")
        expect(page.locator(".st-key-doing")).to_be_visible()
        assert page.get_by_test_id("stMetric").count() == 0
    settled(page)
    expect(page.get_by_test_id("stMetric")).to_have_count(4)
    expect(page.locator(SHAPES)).to_have_count(0)
    expect(page.locator(".st-key-doing")).to_have_count(0)


def test_figures_of_before_are_covered_while_new_ones_are_computed(gated: Server, visit: Callable[..., Page], gate: Callable[..., object]):
    page = visit(f"{gated.url}/reclamations", reduced_motion="no-preference")
    expect(page.get_by_test_id("stMetric")).to_have_count(4)
    period = page.get_by_test_id("stSidebar").get_by_label("Période")
    period.scroll_into_view_if_needed()  # a list of options closes when what is under it scrolls
    with gate():
        period.click()
        page.get_by_role("option", name="Trimestre").click()
        page.wait_for_function(COVERED)
        expect(page.locator(".st-key-doing")).to_be_visible()
        assert page.locator(SHAPES).count() == 0
    settled(page)
    expect(page.locator('[data-stale="true"]')).to_have_count(0)
    expect(page.get_by_test_id("stMetricValue").first).to_be_visible()
    expect(page.locator(".st-key-doing")).to_have_count(0)
