"""The pictures of the README, taken from the running app on the demo company: `make screenshots`."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PORT = 8599
BASE = f"http://127.0.0.1:{PORT}"
PAGES = ("barometre", "reclamations", "departs")
PATIENCE = 300_000  # milliseconds: models are fitted at first
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def healthy() -> bool:
    try:
        with urlopen(f"{BASE}/_stcore/health", timeout=1) as answer:
            return bool(answer.status == 200)
    except (URLError, TimeoutError):
        return False


def shoot(folder: Path) -> None:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=next(filter(None, map(shutil.which, BROWSERS))), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="fr-FR")
        page.set_default_timeout(PATIENCE)
        for name in PAGES:
            page.goto(f"{BASE}/{name}")
            page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"] .js-plotly-plot')
            page.wait_for_load_state("networkidle")
            page.screenshot(path=folder / f"{name}.png")
        browser.close()


def main() -> None:
    images = ROOT / "docs" / "images"
    images.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as workspace:
        subprocess.run([sys.executable, "-m", "crm_core", "--workspace", workspace, "demo"], cwd=ROOT, check=True)
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(PORT), "--server.address", "127.0.0.1"]
        with subprocess.Popen(command, cwd=ROOT, env={**os.environ, "CRM_WORKSPACE": workspace}) as server:
            try:
                while not healthy():
                    if server.poll() is not None:
                        raise SystemExit("The app did not start.")
                shoot(images)
            finally:
                server.terminate()


if __name__ == "__main__":
    main()
