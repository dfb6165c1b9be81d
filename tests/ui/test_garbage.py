"""Garbage is collected beside the pages, and not at the end of each of their runs."""

import asyncio
import gc
import weakref
from contextlib import suppress

import pytest
from streamlit import config

from crm_ui import garbage


class _Knot:
    """Something that only a collection can free."""

    def __init__(self) -> None:
        self.itself = self


def _knot() -> "weakref.ref[_Knot]":
    return weakref.ref(_Knot())


async def _kept_clean(until: "weakref.ref[_Knot]") -> None:
    cleaning = asyncio.create_task(garbage.keep_clean(0.01))
    async with asyncio.timeout(10):
        while until():
            await asyncio.sleep(0.01)
    cleaning.cancel()
    with suppress(asyncio.CancelledError):
        await cleaning


def test_streamlit_does_not_collect_after_every_run() -> None:
    assert config.get_option("runner.postScriptGC") is False


def test_what_only_a_collection_can_free_is_freed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(garbage, "due", lambda: True)
    gc.disable()
    try:
        knot = _knot()
        assert knot() is not None, "freed already: the test would prove nothing"
        asyncio.run(_kept_clean(knot))
    finally:
        gc.enable()
    assert knot() is None


def test_a_server_that_nobody_reads_is_left_alone() -> None:
    gc.collect()
    assert not garbage.due()
    made: list[list[int]] = []
    while not garbage.due() and len(made) < 1_000_000:
        made.append([])
    assert garbage.due(), f"not after {len(made)} lists"
