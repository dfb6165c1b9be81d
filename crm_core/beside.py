"""Files that are whole or not there: written beside under a name of their own, then renamed into place."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4


@contextmanager
def written(place: Path) -> Iterator[Path]:
    """Where to write what is meant for `place`; it is there once the block has ended well, and nothing is left of it otherwise. Raises OSError."""
    beside = place.with_name(f".{place.name}.{uuid4().hex[:8]}.new")
    try:
        yield beside
        beside.replace(place)
    finally:
        beside.unlink(missing_ok=True)
