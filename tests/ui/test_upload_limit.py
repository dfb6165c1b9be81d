"""One limit for uploads, held by the server whatever a client says, and followed by what the pages show."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from typer.testing import CliRunner

from crm_core.__main__ import app as command_line
from crm_core.settings import Settings, save
from crm_core.store.workspace import Workspace
from crm_ui.server import middleware
from crm_ui.upload_limit import server_mb

PIECE = 1 << 18


@pytest.fixture
def firm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace whose limit is one megabyte."""
    folder = Workspace.open(tmp_path / "firm").folder
    save(folder, Settings().with_values("limits", upload_mb=1))
    monkeypatch.setenv("CRM_WORKSPACE", str(folder))
    return folder


async def taken(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(sum([len(piece) async for piece in request.stream()])))


def put(path: str, pieces: int, **headers: str) -> tuple[int, str, int]:
    """Status and body of an upload of so many pieces, and how many of them were asked for."""
    sent: list[dict[str, Any]] = []
    left = pieces
    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "PUT", "path": path, "raw_path": path.encode(), "query_string": b"", "headers": named, "root_path": "", "scheme": "http"}  # fmt: skip

    async def receive() -> dict[str, Any]:
        nonlocal left
        left -= 1
        return {"type": "http.request", "body": bytes(PIECE), "more_body": left > 0}

    async def send(message: Any) -> None:
        sent.append(message)

    app = Starlette(routes=[Route("/{path:path}", taken, methods=["PUT"])], middleware=middleware)
    asyncio.run(app(scope, receive, send))
    return sent[0]["status"], b"".join(one.get("body", b"") for one in sent[1:]).decode(), pieces - left


UPLOAD = "/app/_stcore/upload_file/session/file"


def test_an_upload_under_the_limit_passes(firm: Path) -> None:
    assert put(UPLOAD, 4) == (200, str(4 * PIECE), 4)
    assert put(UPLOAD, 4, content_length=str(4 * PIECE))[0] == 200


def test_an_announced_size_over_the_limit_is_refused_before_anything_comes(firm: Path) -> None:
    assert put(UPLOAD, 4000, content_length=str(4000 * PIECE)) == (413, "File too large", 0)


@pytest.mark.parametrize("lie", [{}, {"content_length": "12"}, {"content_length": "x"}, {"content_length": "-5"}])
def test_a_size_not_announced_is_refused_as_soon_as_it_has_come(firm: Path, lie: dict[str, str]) -> None:
    assert put(UPLOAD, 4000, **lie) == (413, "File too large", 9), "a megabyte, and one for what goes around a file"


def test_other_requests_are_left_alone(firm: Path) -> None:
    assert put("/elsewhere", 20)[:2] == (200, str(20 * PIECE))


def test_the_limit_follows_the_settings(firm: Path) -> None:
    assert server_mb() == 1
    save(firm, Settings().with_values("limits", upload_mb=3))
    assert put(UPLOAD, 12)[0] == 200
    (firm / "settings.toml").write_text("nonsense", encoding="utf-8")
    assert server_mb() == Settings().limits.upload_mb


def test_the_command_line_has_no_limit(firm: Path, tmp_path: Path) -> None:
    path = tmp_path / "clients.csv"
    path.write_text("N° client;Nom\n" + "".join(f"C{k};{'x' * 4000}\n" for k in range(400)), encoding="utf-8")
    assert path.stat().st_size > 1_500_000
    done = CliRunner().invoke(command_line, ["--workspace", str(firm), "import", str(path)])
    assert done.exit_code == 0, done.output
    assert Workspace.open(firm).version == 1
