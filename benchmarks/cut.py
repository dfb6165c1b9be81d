"""Does a screen live through a cut? `python -m benchmarks.cut FOLDER --seconds 600` cuts a real browser from the server for that long, by the clock on the wall.

Two cuts at once: one browser loses its network; the other has a server that takes connections and never answers (stopped, then continued).
Printed: what each screen says during the cut, whether its figures stayed, and how long after the end it had fresh ones.
"""

import argparse
import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from benchmarks.soak import serving, showing

ADDRESS = "/screen?view=barometer&refresh=50&lang=fr"
FIGURES = "[...document.querySelectorAll('article.on .val')].map(one => one.textContent).join(' · ')"
STALE = "document.body.className.includes('stale')"
PATIENCE = 120_000


@dataclass(frozen=True)
class Cut:
    """What one screen said: the foot during the cut, whether the figures stayed, and the seconds until it had fresh ones."""

    how: str
    said: str
    kept: bool
    back: float


def offline(folder: Path, seconds: int) -> Cut:
    """The browser without network."""
    with serving(folder) as (address, _server), showing() as page:
        return _through("no network", page, address, seconds, lambda cut: page.context.set_offline(cut))


def silent(folder: Path, seconds: int) -> Cut:
    """A server that says nothing any more."""
    with serving(folder) as (address, server), showing() as page:
        return _through("silent server", page, address, seconds, lambda cut: os.kill(server.pid, signal.SIGSTOP if cut else signal.SIGCONT))


def _through(how: str, page: Page, address: str, seconds: int, cut: Callable[[bool], None]) -> Cut:
    page.goto(address + ADDRESS)
    page.wait_for_selector("article.on .val")
    before = page.evaluate(FIGURES)
    cut(True)
    try:
        page.wait_for_function(STALE, timeout=PATIENCE)
        page.wait_for_timeout(seconds * 1000)
        said, kept = page.locator("#foot").inner_text(), page.evaluate(FIGURES) == before and page.evaluate(STALE)
    finally:
        cut(False)
    since = time.monotonic()
    page.wait_for_function(f"!{STALE}", timeout=PATIENCE)
    return Cut(how, said, kept and page.evaluate(FIGURES) == before, time.monotonic() - since)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="a workspace with data")
    parser.add_argument("--seconds", type=int, default=600)
    given = parser.parse_args()
    with ThreadPoolExecutor(2) as pool:
        for one in pool.map(lambda way: way(given.folder.resolve(), given.seconds), (offline, silent)):
            print(f"| {one.how} | {one.said} | {'kept' if one.kept else 'LOST'} | {one.back:.1f} s |", flush=True)


if __name__ == "__main__":
    main()
