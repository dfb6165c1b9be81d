"""A real server, looked at with names and tokens in its addresses, its workspace and its failures: its log holds none of them."""

import asyncio
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from benchmarks.client import reading
from tests.browser.conftest import Server, start
from tests.support import workspace

TOKEN, WRONG = "jeton-des-ecrans", "jeton-devine"
PERSON = {
    "customer_id": "CLIENT-77",
    "last_name": "Quintard",
    "first_name": "Zoé",
    "email": "zoe.quintard@exemple.fr",
    "store": "Quintardville",
}
FORBIDDEN = ("uintard", "Zoé", "CLIENT-77", TOKEN, WRONG, "127.0.0.1", "exemple.fr")


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("CRM_LOG_LEVEL", "debug")
    monkeypatch.setenv("CRM_SCREEN_TOKEN", TOKEN)
    other = {"customer_id": "C2", "store": "Lyon"}
    sales = [{"transaction_id": f"T{n}", "customer_id": "CLIENT-77", "date": date(2026, 10, n), "amount": 9.0} for n in range(1, 9)]
    workspace(tmp_path / "firm", customers=[PERSON, other], transactions=sales)
    running = start(tmp_path / "firm", tmp_path / "server.log")
    yield running
    if running.process.poll() is None:
        running.stop()


async def look(server: Server) -> None:
    """Pages with a name in the address, one that is wrong, one that is unknown; then a page whose tables are broken."""
    async with reading(server.url) as reader:
        await reader.go("clients", store="Quintardville")
        await reader.choose("store", "Lyon")
        await reader.go("scoring", store="Quintard", Quintard="Zoé")
        await reader.go("quintard")
        for file in (server.folder / "versions").rglob("*.json"):
            file.write_text('{"Quintard": "zoe.quintard@exemple.fr"}', encoding="utf-8")
        for file in (server.folder / "serving").glob("*.duckdb"):
            file.unlink()
        (server.folder / "settings.toml").write_text("[firm]\nname = 'Quintard'\n", encoding="utf-8")
        await reader.go("segments")


def fetch(url: str) -> int:
    try:
        with urlopen(url, timeout=30) as answer:
            return int(answer.status)
    except HTTPError as problem:
        return problem.code


def events(server: Server) -> list[dict[str, Any]]:
    text = server.log.read_text(encoding="utf-8")
    assert not [word for word in FORBIDDEN if word in text]
    return [json.loads(line) for line in text.splitlines()]


def test_nothing_of_anybody_in_the_log(server: Server) -> None:
    assert fetch(f"{server.url}/screen?token={TOKEN}&store=Quintardville") == 200
    assert fetch(f"{server.url}/screen?token={WRONG}") == 403
    assert fetch(f"{server.url}/screen?token={TOKEN}&store=Quintard") == 400
    asyncio.run(look(server))
    assert fetch(f"{server.url}/health?token={TOKEN}") == 503
    server.stop()
    told = events(server)
    names = [one["event"] for one in told]
    assert names[0] == "start"
    assert names[-1] == "stop"
    assert {"unhealthy", "error"} < set(names)
    assert [one["page"] for one in told if one["event"] == "page"] == ["clients", "clients", "scoring", "home", "barometre"]
    assert [one for one in told if one["event"] == "error" and one["reference"] and one["trace"]]
    assert "library" not in names
