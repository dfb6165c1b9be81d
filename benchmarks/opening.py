"""What does a reader see, and when? `python -m benchmarks.opening FOLDER` opens each page in a real browser on a server that has answered nothing yet.

Seconds after the address is asked: title, filters, grey shapes, answer, first card, first chart, the end; and for how long a bar could be seen, or a figure that was greyed.
"""

import argparse
import os
from pathlib import Path

from playwright.sync_api import Page

from benchmarks.soak import serving, showing

PAGES = ("barometre", "satisfaction", "reclamations", "clients", "scoring", "segments")
SEEN = ("title", "filters", "shapes", "answer", "card", "chart", "end")
WATCH = """(() => {
  const what = {title: '.stMain h1', filters: '.stSidebar .stSelectbox', shapes: '.st-key-shape [data-testid="stSkeletonElement"]', answer: '.bc-answer', card: '.stMetric',
    chart: '.js-plotly-plot .main-svg', end: '.stApp[data-test-script-state="notRunning"] .stMain h1'};
  window.seen = {}; window.bar = window.greyed = 0;
  let before = performance.now();
  const shown = (one) => one && getComputedStyle(one).visibility === 'visible';
  const look = () => {
    const now = performance.now(), past = now - before;
    for (const name in what) if (!(name in window.seen) && shown(document.querySelector(what[name]))) window.seen[name] = now / 1000;
    if (shown(document.querySelector('.st-key-doing'))) window.bar += past / 1000;
    if ([...document.querySelectorAll('.stMain [data-stale="true"]')].some((one) => one.innerText.trim() && getComputedStyle(one).opacity < 1)) window.greyed += past / 1000;
    before = now;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()"""


def opened(folder: Path, name: str) -> list[float | None]:
    """What was seen of one page, when, on a server of its own; then the seconds of the bar and of greyed figures."""
    with serving(folder) as (address, _server), showing(WATCH) as page:
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(f"{address}/definitions?lang=fr")
        _whole(page)
        page.goto(f"{address}/{name}?lang=fr")
        _whole(page)
        page.wait_for_selector(".js-plotly-plot .main-svg", timeout=0)
        found = page.evaluate("window.seen")
        return [*(found.get(one) for one in SEEN), page.evaluate("window.bar"), page.evaluate("window.greyed")]


def _whole(page: Page) -> None:
    page.wait_for_function("'end' in window.seen", timeout=0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="a workspace with data")
    parser.add_argument("pages", nargs="*", default=PAGES)
    given = parser.parse_args()
    print(f"| page | {' | '.join(SEEN)} | bar seen for | greyed for | load |\n|{'---|' * (len(SEEN) + 4)}")
    for name in given.pages:
        cells = ["" if one is None else f"{one:.1f}" for one in opened(given.folder.resolve(), name)]
        print(f"| {name} | {' | '.join(cells)} | {os.getloadavg()[0]:.0f} |", flush=True)


if __name__ == "__main__":
    main()
