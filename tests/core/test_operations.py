"""What is written for those who run the server agrees with the program: stop times, sizes, ports, events of the log, what the image holds."""

import re
import shutil
import subprocess
import sys
from configparser import RawConfigParser
from fnmatch import translate
from pathlib import Path, PurePosixPath

from crm_core.settings import Settings
from crm_core.work import COMMIT_SECONDS
from crm_ui.stopping import CLOSING, GRACE

ROOT = Path(__file__).resolve().parents[2]
LONGEST_STOP = max(GRACE, COMMIT_SECONDS) + CLOSING + GRACE


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_whoever_stops_the_server_waits_until_a_commit_has_ended() -> None:
    unit = RawConfigParser(strict=False)
    unit.read_string(text("deploy/barometre.service"))
    assert float(unit["Service"]["TimeoutStopSec"]) > LONGEST_STOP
    assert float(re.findall(r"stop_grace_period: (\d+)s", text("compose.yaml"))[0]) > LONGEST_STOP


def test_the_proxy_takes_what_the_server_takes() -> None:
    assert int(re.findall(r"client_max_body_size (\d+)m;", text("deploy/nginx.conf"))[0]) > Settings().limits.upload_mb


def test_all_speak_of_one_port() -> None:
    for name in ("Dockerfile", "compose.yaml", "deploy/barometre.service", "deploy/nginx.conf", "docs/operations.md"):
        assert set(re.findall(r"(?:127\.0\.0\.1:|--server\.port |EXPOSE )(\d+)", text(name))) == {"8501"}, name


def test_every_event_of_the_log_is_documented() -> None:
    sources = [path.read_text(encoding="utf-8") for folder in ("crm_core", "crm_ui") for path in (ROOT / folder).rglob("*.py")]
    told = {name for source in sources for name in re.findall(r'\b(?:event|tell)\(\s*"([a-z ]+)"', source)}
    told |= {"unhealthy", "healthy", "library"}  # said in other ways
    table = text("docs/operations.md").partition("| event |")[2].partition("\n\n")[0]
    assert told == {name for row in table.splitlines()[2:] for name in re.findall(r"`([^`]+)`", row.split("|")[1])}


def sent(path: str) -> bool:
    """Whether Docker sends a file to the build: of the lines of .dockerignore that match it or a folder it is in, the last one decides."""
    names = [path, *(str(one) for one in PurePosixPath(path).parents if str(one) != ".")]
    kept = True
    for line in text(".dockerignore").split():
        pattern = re.compile(translate(line.removeprefix("!")))
        if any(pattern.match(name) or (line.startswith("**/") and pattern.match(f"x/{name}")) for name in names):
            kept = line.startswith("!")
    return kept


def test_the_image_holds_the_program_and_nothing_else(tmp_path: Path) -> None:
    """What Docker copies runs alone: the demo company needs all of the core, the catalogues and the lists; the pages are imported."""
    for path in (
        "data/workspaces/demo/settings.toml",
        ".venv/bin/python",
        ".git/HEAD",
        "tests/conftest.py",
        "crm_core/__pycache__/log.pyc",
    ):
        assert not sent(path), path
    folders = ("crm_core", "crm_ui", "pages", "locale", "data/reference_lists", ".streamlit")
    files = [path.relative_to(ROOT) for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()]
    needed = [Path("app.py"), Path("requirements.txt"), *(one for one in files if "__pycache__" not in one.parts)]
    assert [one for one in needed if not sent(one.as_posix())] == []
    for file in needed:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, tmp_path / file)
    check = "import app; from pathlib import Path; from crm_core.demo.write import write_files; write_files(Path('made'), customers=300)"
    done = subprocess.run([sys.executable, "-c", check], cwd=tmp_path, capture_output=True, text=True, timeout=200)
    assert done.returncode == 0, done.stderr
    assert list((tmp_path / "made").iterdir())
