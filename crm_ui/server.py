"""What the server does around the pages: security headers, a health route, a warm start."""

import asyncio
import logging
import platform
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import pandas  # noqa: F401 — whole before anybody reads: plotly takes it as it finds it, half imported by another thread
import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import crm_ui
from crm_core.errors import CrmError
from crm_core.i18n import LANGUAGES, translator
from crm_core.log import event
from crm_core.program import program
from crm_core.store import scratch
from crm_ui import formats, import_uploads, stopping, trials
from crm_ui.allocator import give_back
from crm_ui.cache import FITS, prepare, shared_folder
from crm_ui.foresight import keep_ahead
from crm_ui.garbage import keep_clean, settle
from crm_ui.health import STATE, health
from crm_ui.log import take_over
from crm_ui.look import LOOKS, template
from crm_ui.screen.route import routes as screen_routes
from crm_ui.upload_limit import UploadLimit

# Streamlit's own pages need inline scripts and styles, and components come as blobs; nothing may come from, or go to, another server.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self' blob: data: ws: wss:; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; frame-ancestors 'self'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


class SecurityHeaders:
    """ASGI middleware that adds `HEADERS` to every HTTP answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await self.app(scope, receive, sending if scope["type"] == "http" else send)


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:
    """Prepare what the first reader would wait for, beside the server's own start."""
    take_over()
    give_back()
    event("start", python=platform.python_version(), streamlit=st.__version__)
    stopping.listen()
    FITS.apart = True
    beside = [asyncio.create_task(one) for one in (begin(), keep_house(), keep_clean())]
    yield
    for one in beside:
        one.cancel()
    await stopping.finish()


async def begin() -> None:
    """Be ready for readers, then keep ahead of them."""
    await asyncio.to_thread(warm)
    await keep_ahead()


HOUSE = (trials.keep_house, import_uploads.keep_house, scratch.sweep)


async def keep_house() -> None:
    """Remove now, and from time to time, what sessions that are over and processes that were killed leave."""
    while True:
        for tidy in HOUSE:
            try:
                await asyncio.to_thread(tidy)
            except OSError as problem:
                event("leftovers stay", level=logging.WARNING, problem=problem)
        await asyncio.sleep(trials.period())


WARM = ("plotly.graph_objects", "plotly.tools", "streamlit.emojis", "scipy.special", "PIL.Image", "crm_core.indicators", "crm_ui.screen.answers")  # fmt: skip
# What is not imported but run by every session.
RUN = "crm_ui.frame"


def warm() -> None:
    """What the first page needs: what it draws with is imported, the languages loaded, the workspace opened, its serving file built if it is missing; then the others' needs."""
    for module in WARM:
        import_module(module)
    for language in LANGUAGES:
        translator(language)
        formats.long_day(date(2000, 1, 1), language)
        formats.number(0, language)
    try:
        prepare(shared_folder())
    except CrmError as problem:
        event("workspace unreadable", level=logging.WARNING, problem=problem)
    settle()
    STATE.started = True
    _warm_all()


def _warm_all() -> None:
    """Import what any page asks and draws with, and make the looks: the first reader of each does not wait for it."""
    for module in (one.name for one in walk_packages(crm_ui.__path__, "crm_ui.") if one.name != RUN):
        import_module(module)
    for name in LOOKS:
        template(name)
    program()


middleware = [Middleware(SecurityHeaders), Middleware(UploadLimit)]
routes = [Route("/health", health), *screen_routes]
