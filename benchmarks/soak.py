"""Does a screen that hangs for months grow? `python -m benchmarks.soak FOLDER` shows /screen in a real Chromium and lets it refresh 20,000 times.

The page's own timers run a hundred times faster, and every second answer is asked for afresh, so that the figures are drawn again as if the data had changed.
After each step: the server's resident memory, and the browser's heap, nodes and listeners once the garbage is collected. At the end: flat, or not.
"""

import argparse
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import CDPSession, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = Path("/usr/bin/chromium")
GROWTH = 1.05
ADDRESS = "/screen?refresh=1&rotate=5&views=barometer,satisfaction,lost,complaints"
HURRY = """(() => {
  const [wait, repeat, header, faster] = [window.setTimeout, window.setInterval, XMLHttpRequest.prototype.setRequestHeader, FASTER];
  window.setTimeout = (act, ms, ...given) => wait(act, ms / faster, ...given);
  window.setInterval = (act, ms, ...given) => repeat(act, ms / faster, ...given);
  window.refreshes = window.drawn = window.failed = 0;
  XMLHttpRequest.prototype.setRequestHeader = function (name, value) {
    this.addEventListener("loadend", () => { window.refreshes++; if (this.status === 200) window.drawn++; else if (this.status !== 304) window.failed++; });
    if (window.refreshes % 2) header.call(this, name, value);
  };
})()"""


@dataclass(frozen=True)
class Step:
    """What was used after `refreshes`: megabytes of the server and of the page's heap, nodes and listeners of the page."""

    refreshes: int
    server: float
    heap: float
    nodes: int
    listeners: int


def flat(values: Sequence[float]) -> bool:
    """Whether the last quarter is, in the median, at most 5 % above the second one; the first quarter is the warming up."""
    quarter = len(values) // 4
    if not quarter:
        raise ValueError("four steps at least are needed to judge")
    return median(values[-quarter:]) <= GROWTH * median(values[quarter : 2 * quarter])


@contextmanager
def serving(folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The app on a free port for the workspace in `folder`: its address and its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port), "--server.address", "127.0.0.1"]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, "CRM_WORKSPACE": str(folder)}, stdout=quiet, stderr=quiet) as server:
        try:
            _healthy(f"http://127.0.0.1:{port}")
            yield f"http://127.0.0.1:{port}", server
        finally:
            server.terminate()


def _healthy(address: str, patience: float = 120) -> None:
    end = time.monotonic() + patience
    while time.monotonic() < end:
        with suppress(URLError, ConnectionError), urlopen(address + "/health", timeout=patience):
            return
        time.sleep(0.1)
    raise TimeoutError(f"no answer from {address} in {patience} s")


@contextmanager
def showing(script: str = "") -> Iterator[Page]:
    """A page of a real browser, as wide as a television; `script` runs before the page's own."""
    with sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path=str(CHROMIUM) if CHROMIUM.exists() else None, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1920, "height": 1080})
        page.add_init_script(script)
        yield page
        browser.close()


def resident(pid: int) -> float:
    """Megabytes of memory that a process holds (Linux)."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def look(page: Page, tools: CDPSession, pid: int) -> Step:
    """What is used now, garbage collected."""
    tools.send("HeapProfiler.collectGarbage")
    found = {one["name"]: one["value"] for one in tools.send("Performance.getMetrics")["metrics"]}
    heap = tools.send("Runtime.getHeapUsage")["usedSize"] / 1e6
    return Step(page.evaluate("window.refreshes"), resident(pid), heap, int(found["Nodes"]), int(found["JSEventListeners"]))


def soak(folder: Path, refreshes: int, steps: int, faster: int) -> list[Step]:
    """Let the screen refresh that often, and look at the end of each step. Raises RuntimeError when a refresh failed or the figures are gone."""
    with serving(folder) as (address, server), showing(HURRY.replace("FASTER", str(faster))) as page:
        page.goto(address + ADDRESS)
        tools = page.context.new_cdp_session(page)
        tools.send("Performance.enable")
        found = []
        print(HEAD)
        for rank in range(1, steps + 1):
            page.wait_for_function(f"window.refreshes >= {refreshes * rank // steps}", timeout=0, polling=500)
            found.append(look(page, tools, server.pid))
            print(row(found[-1]), flush=True)
        _whole(page)
        return found


def _whole(page: Page) -> None:
    """The screen still shows its figures, and half of the refreshes drew them again."""
    done, drawn, failed = page.evaluate("[window.refreshes, window.drawn, window.failed]")
    if failed or drawn < done // 2 - 1 or page.locator("article.on .val, article.on svg").count() == 0:
        raise RuntimeError(f"of {done} refreshes {drawn} drew figures and {failed} failed")


HEAD = "| refreshes | server, MB | heap, MB | nodes | listeners |\n|---|---|---|---|---|"


def row(step: Step) -> str:
    return f"| {step.refreshes:,} | {step.server:.1f} | {step.heap:.2f} | {step.nodes:,} | {step.listeners:,} |"


def verdicts(steps: Sequence[Step]) -> dict[str, bool]:
    """Flat or not, for each of the four."""
    return {name: flat([getattr(one, name) for one in steps]) for name in ("server", "heap", "nodes", "listeners")}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="a workspace with data")
    parser.add_argument("--refreshes", type=int, default=20_000)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--faster", type=int, default=100, help="how much faster the page's timers run")
    given = parser.parse_args()
    since = time.monotonic()
    judged = verdicts(soak(given.folder.resolve(), given.refreshes, given.steps, given.faster))
    said = ", ".join(f"{name} {'flat' if is_flat else 'GROWS'}" for name, is_flat in judged.items())
    print(f"\n{said} (last quarter at most 5 % above the second, in the median); {time.monotonic() - since:.0f} s")
    sys.exit(0 if all(judged.values()) else 1)


if __name__ == "__main__":
    main()
