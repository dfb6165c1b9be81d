"""Answers that took long, kept beside the serving file they come from: a server that starts again gives them at once.

A cache like the serving file: what is missing, damaged or cannot be written is worked out again. Those of a serving file go with it.
"""

import logging
import os
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from time import perf_counter
from typing import Any, TypeVar

import polars as pl

from crm_core.beside import read, written
from crm_core.log import event
from crm_core.program import program

LONG = 0.2  # seconds
LARGEST, MOST = 50_000_000, 400_000_000  # bytes: of one answer in memory, of all files of a workspace
MOST_FILES = 500
T = TypeVar("T")


def place_of(path: Path, key: object) -> Path:
    """Where the answer to `key` is or will be kept: a name of its own for each serving file `path`, key and state of the program."""
    return path.with_name(f"{path.stem}.answer-{sha256(repr((key, program())).encode()).hexdigest()[:32]}.parquet")


def kept(place: Path, compute: Callable[[], T]) -> T:
    """The table that is kept there, else what `compute` makes: from now on kept there if it is a table, not too large, and took long."""
    there: Any = _asked(place)
    if there is not None:
        return there  # type: ignore[no-any-return]
    began = perf_counter()
    answer = compute()
    if perf_counter() - began >= LONG and isinstance(answer, pl.DataFrame) and answer.estimated_size() <= LARGEST:
        _keep(place, answer)
    return answer


def _asked(place: Path) -> pl.DataFrame | None:
    """What is kept there, from now on the last to leave."""
    there = read(place)
    if there is not None:
        with suppress(OSError):  # a folder that cannot be written, or another process that made room: it is the first to leave, no more
            os.utime(place)
    return there


def _keep(place: Path, answer: pl.DataFrame) -> None:
    """Write it; those that were not asked for the longest leave. What cannot be kept is told to the log."""
    try:
        with written(place) as beside:
            answer.write_parquet(beside, compression="lz4")
        _make_room(place.parent)
    except (pl.exceptions.PolarsError, OSError) as problem:
        event("answer not kept", level=logging.WARNING, problem=problem)


def _make_room(folder: Path) -> None:
    """Those that were not asked for the longest leave, until the others are few enough and fit."""
    found = [(one, one.stat()) for one in folder.glob("*.answer-*.parquet")]
    room = MOST
    for rank, (one, status) in enumerate(sorted(found, key=lambda pair: pair[1].st_mtime, reverse=True)):
        room -= status.st_size
        if room < 0 or rank >= MOST_FILES:
            one.unlink(missing_ok=True)
