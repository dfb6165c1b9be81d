"""What a reader sees while answers are computed: title and filters first, grey shapes, a bar past two seconds; and no grey figures."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_UN, flock
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server, settled
from tests.pages.support import small_firm

SHAPES = '.st-key-shape [data-testid="stSkeletonElement"]'
# Every figure that waits is hidden, in a box that is not faded.
COVERED = """() => { const waits = [...document.querySelectorAll('.st-key-figures [data-stale="true"]')];
  return waits.length > 5 && waits.every(one => getComputedStyle(one).opacity === "1" && [...one.children].every(part => getComputedStyle(part).opacity === "0")); }"""


@pytest.fixture
def gate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], object]:
    """Holds all answers back while it is entered."""
    path = tmp_path / "gate"
    path.touch()
    monkeypatch.setenv("GATE", str(path))

    @contextmanager
    def closed() -> Iterator[None]:
        with path.open() as file:
            flock(file, LOCK_EX)
            try:
                yield
            finally:
                flock(file, LOCK_UN)

    return closed


def test_a_page_shows_its_shape_before_its_figures(
    fresh: Callable[..., Server], visit: Callable[..., Page], gate: Callable[..., object], tmp_path: Path
):
    server = fresh(small_firm(tmp_path / "workspace", customers=60).folder, app="tests/browser/gated_app.py")
    page = visit(f"{server.url}/definitions")
    with gate():
        page.goto(f"{server.url}/clients?period=3m")  # the usual period may have been asked ahead
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


def test_figures_of_before_are_covered_while_new_ones_are_computed(
    fresh: Callable[..., Server], visit: Callable[..., Page], gate: Callable[..., object], tmp_path: Path
):
    server = fresh(small_firm(tmp_path / "workspace", customers=60).folder, app="tests/browser/gated_app.py")
    page = visit(f"{server.url}/reclamations")
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
