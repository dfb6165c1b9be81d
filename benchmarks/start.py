"""How long until a first reader sees the home page's answer? `python -m benchmarks.start FOLDER` starts the server on that workspace and times it.

Seconds after the command: the health route answers; the answer sentence is in a browser (Playwright's Chromium or the system's); processor time of the server.
"""

import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PORT = 8597
ADDRESS = f"http://127.0.0.1:{PORT}"
CHROMIUM = Path("/usr/bin/chromium")


def start(folder: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(PORT), "--server.headless", "true"]
    return subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "CRM_WORKSPACE": str(folder)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def healthy(since: float, patience: float = 60) -> float:
    while time.perf_counter() - since < patience:
        with suppress(URLError, ConnectionError), urlopen(ADDRESS + "/health", timeout=patience):
            return time.perf_counter() - since
        time.sleep(0.05)
    raise TimeoutError(f"no answer from {ADDRESS} in {patience} s")


def processor(pid: int) -> float:
    """Processor seconds of a running process (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(folder: Path) -> tuple[float, float, float]:
    """Seconds to the health route, to the answer in a browser that is already open, and processor seconds of the server by then."""
    with sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path=str(CHROMIUM) if CHROMIUM.exists() else None)
        page = browser.new_page()
        since = time.perf_counter()
        server = start(folder)
        try:
            well = healthy(since)
            page.goto(ADDRESS)
            page.wait_for_selector(".bc-answer", timeout=60_000)
            return well, time.perf_counter() - since, processor(server.pid)
        finally:
            server.terminate()
            server.wait()
            browser.close()


if __name__ == "__main__":
    well, shown, used = measure(Path(sys.argv[1]).resolve())
    print(f"health {well:.2f} s · answer shown {shown:.2f} s · processor {used:.2f} s")
