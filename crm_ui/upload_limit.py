"""The largest file that the Import page takes, one setting (`limits.upload_mb`): the browser's uploader and the server both hold to it."""

import asyncio

from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from crm_core.errors import CrmError
from crm_core.log import event
from crm_core.settings import Settings
from crm_ui import cache

UPLOADS = "/_stcore/upload_file/"
MEGABYTE, FRAMING = 1 << 20, 1 << 20  # bytes; a multipart body is a little larger than its file
TOO_LARGE = 413


def server_mb() -> int:
    """What the settings of the workspace that everyone sees allow, in megabytes; the default when they cannot be read."""
    try:
        _workspace, rules = cache.shared()
    except CrmError:
        rules = Settings()
    return rules.limits.upload_mb


def limit_mb() -> int:
    """What this session may bring: what the settings of its workspace allow, and never more than the server does."""
    return min(cache.settings().limits.upload_mb, server_mb())


class UploadLimit:
    """ASGI middleware that refuses an upload over the limit: by its announced length, else as soon as more than that has come."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or UPLOADS not in scope["path"]:
            await self.app(scope, receive, send)
            return
        most = await asyncio.to_thread(server_mb) * MEGABYTE + FRAMING
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if announced.isdigit() and int(announced) > most:
            event("upload refused", megabytes=int(announced) // MEGABYTE)
            await PlainTextResponse("File too large", TOO_LARGE)(scope, receive, send)
            return
        await self.app(scope, _counted(receive, most), send)


def _counted(receive: Receive, most: int) -> Receive:
    """`receive` until more than `most` bytes have come."""
    come = 0

    async def receiving() -> Message:
        nonlocal come
        message = await receive()
        come += len(message.get("body", b""))
        if come > most:
            event("upload refused", megabytes=come // MEGABYTE)
            raise HTTPException(TOO_LARGE, "File too large")
        return message

    return receiving
