"""The end of the server: a few seconds after SIGTERM or Ctrl-C it is over, whatever visitors and imports do."""

import asyncio
import logging
import os
import signal
from collections.abc import Callable
from threading import Event, Thread, current_thread, main_thread
from types import FrameType
from typing import Any

from crm_core import work
from crm_core.log import event
from crm_core.store import scratch
from crm_ui import trials

GRACE, CLOSING = 8.0, 5.0  # seconds for work, but for a commit under way; then for connections to close


def listen() -> None:
    """Begin our end with the first signal that ends uvicorn. Call when its handlers are in place."""
    if current_thread() is main_thread():
        for number in work.SIGNALS:
            signal.signal(number, _then(signal.getsignal(number)))


def _then(before: Any) -> Callable[[int, FrameType | None], None]:
    """A handler that does what uvicorn's does, then watches over the end."""

    def handler(number: int, frame: FrameType | None) -> None:
        before(number, frame)
        Thread(target=_watch, daemon=True).start()

    return handler


def _watch() -> None:
    """End all work, then the process where it is still there: a visitor's connection does not close, or a script goes on."""
    work.stop(GRACE)
    Event().wait(CLOSING)
    tidy()
    event("stop", level=logging.WARNING, forced=True)
    os._exit(128 + signal.SIGTERM)


async def finish() -> None:
    """What remains to be done once no visitor is left: wait for the end of all work, and remove what does not last."""
    left = await asyncio.to_thread(work.stop, GRACE)
    await asyncio.to_thread(tidy)
    event("stop", left=left)


def tidy() -> None:
    """Remove trials and temporary folders; what cannot be removed the next start removes."""
    try:
        trials.remove_all()
        scratch.clear()
    except OSError as problem:
        event("leftovers stay", level=logging.WARNING, problem=problem)
