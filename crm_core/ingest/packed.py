"""A workbook or a Parquet file inside a gzip archive, which their readers cannot open as it is."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crm_core.ingest.watched import Watched
from crm_core.store.scratch import scratch, working

GZIP, PIECE = b"\x1f\x8b", 1 << 20
BINARY = (b"PK\x03\x04", b"PAR1", b"\xd0\xcf\x11\xe0", b"\x09\x08")


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """The file itself or, where it is an archive of one that is no text, that one. Raises FileProblem."""
    if not _inside(path).startswith(BINARY):
        yield path
        return
    with scratch() as folder:
        target = folder / (path.stem if path.suffix.lower() == ".gz" else path.name)
        with working(), gzip.open(path) as packed, target.open("wb") as out:
            file = Watched(packed, path, packed=path.stat().st_size, lines=False)
            while piece := file.read(PIECE):
                out.write(piece)
        yield target


def _inside(path: Path) -> bytes:
    """The first bytes inside an archive; nothing when it is none, or cannot be read, which is told where its kind is asked."""
    try:
        with path.open("rb") as file:
            if file.read(2) != GZIP:
                return b""
        with gzip.open(path) as packed:
            return packed.read(4)
    except (OSError, EOFError, zlib.error):
        return b""
