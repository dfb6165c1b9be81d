"""Files that are whole or not there: written beside under a name of their own, then renamed into place."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import polars as pl

from crm_core.log import event


@contextmanager
def written(place: Path) -> Iterator[Path]:
    """Where to write what is meant for `place`; it is there once the block has ended well, and nothing is left of it otherwise. Raises OSError."""
    beside = place.with_name(f".{place.name}.{uuid4().hex[:8]}.new")
    try:
        yield beside
        beside.replace(place)
    finally:
        beside.unlink(missing_ok=True)


def read(place: Path) -> pl.DataFrame | None:
    """The table that is kept there; None when nothing is, or nothing that can be read, which is told to the log."""
    try:
        return pl.read_parquet(place)
    except FileNotFoundError:
        return None
    except (pl.exceptions.PolarsError, OSError) as problem:
        event("table damaged", level=logging.WARNING, file=place.name, problem=problem)
        return None
