"""Garbage collection beside the pages: Streamlit's own, at the end of every run, stops all sessions for as long as it takes (`runner.postScriptGC` is off)."""

import asyncio
import gc

SECONDS = 20.0


def settle() -> None:
    """Take what is there for good (modules, catalogues) out of every later collection."""
    gc.collect()
    gc.freeze()


def due() -> bool:
    """Whether enough has been made since the last full collection; a server that nobody reads is left alone."""
    return gc.get_count()[2] > 0


async def keep_clean(seconds: float = SECONDS) -> None:
    """Collect garbage now and then, until this is cancelled: sessions that are over leave cycles that hold much memory."""
    while True:
        await asyncio.sleep(seconds)
        if due():
            await asyncio.to_thread(gc.collect)
