"""The routes and headers around the pages."""

import ast
import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette

from crm_core.log import ROOT
from crm_ui.server import HEADERS, middleware, routes


def get(path: str) -> tuple[int, dict[str, str], Any]:
    """Status, headers and JSON body of one request to the routes, without a server."""
    sent: list[dict[str, Any]] = []
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [],
        "root_path": "",
        "scheme": "http",
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(Starlette(routes=routes, middleware=middleware)(scope, receive, send))
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers, json.loads(b"".join(one.get("body", b"") for one in sent[1:]))


def test_every_answer_has_the_headers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_WORKSPACE", str(tmp_path))
    _status, headers, _body = get("/health")
    assert {name: headers[name.lower()] for name in HEADERS} == HEADERS


# Blocks of two megabytes, freed in an order that would leave holes in a heap; in a process of its own, where nothing else takes memory meanwhile.
FREED = """
import resource
from pathlib import Path
from crm_ui.allocator import give_back
assert give_back()
def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
large = bytearray(b"x") * (30 << 20)
del large  # glibc takes blocks below the largest ever freed from its heap
before = resident()
blocks = [bytearray(b"x") * (2 << 20) for _ in range(100)]
assert resident() - before > 150 << 20
del blocks[: len(blocks) - 1]
assert resident() - before < 20 << 20
"""


@pytest.mark.skipif(sys.platform != "linux", reason="another allocator")
def test_free_memory_goes_back_to_the_system() -> None:
    subprocess.run([sys.executable, "-c", FREED], check=True, timeout=60)


def test_pandas_is_whole_before_anybody_reads() -> None:
    said = subprocess.run(
        [sys.executable, "-c", "import crm_ui.server, sys; print(sys.modules['pandas'].Series.__name__)"],
        check=True, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert said.stdout.strip() == "Series"


def test_no_page_imports_anything_of_ours_once_the_server_is_warm(tmp_path: Path) -> None:
    loaded = "from pathlib import Path; import sys; from crm_ui.server import warm; warm(); print(*(one for one in sys.modules if one.startswith('crm_ui.')))"
    env = {**os.environ, "CRM_WORKSPACE": str(tmp_path)}
    said = subprocess.run([sys.executable, "-c", loaded], check=True, capture_output=True, text=True, timeout=60, env=env)
    missing = imported_by_pages() - set(said.stdout.split())
    assert not missing


def imported_by_pages() -> set[str]:
    """The modules of the interface that the pages name, those in its folders too."""
    pages = [ast.parse(page.read_text("utf-8")) for page in (ROOT / "pages").glob("*.py")]
    froms = [one for page in pages for one in ast.walk(page) if isinstance(one, ast.ImportFrom) and (one.module or "").startswith("crm_ui")]
    named = {f"{one.module}.{name.name}" for one in froms for name in one.names} | {str(one.module) for one in froms}
    return {one for one in named if (ROOT / Path(*one.split("."))).with_suffix(".py").exists()}
