"""The bytes of a text file, read in pieces, refused once they cannot be a table: a line without end, an archive that grows without end."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path
from typing import IO

from crm_core.errors import FileProblem
from crm_core.i18n import N_
from crm_core.ingest import limits

SPLIT = N_("Split the file and drop the parts one after the other.")


class Watched:
    """`file` as a stream to read. `packed` is the size of the archive that it comes out of, None when it is none; without `lines` it is no text."""

    def __init__(self, file: IO[bytes] | gzip.GzipFile, path: Path, packed: int | None = None, *, lines: bool = True) -> None:
        self.file, self.path, self.packed, self.lines = file, path, packed, lines
        self.size = self.line = 0

    def read(self, size: int = -1) -> bytes:
        """As the file does. Raises FileProblem, also when the archive is damaged."""
        try:
            piece = self.file.read(size)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            advice = N_("Make the archive again, or drop the file without compressing it.")
            raise FileProblem(N_("The archive “{name}” is damaged and cannot be unpacked."), advice, name=self.path.name) from error
        if self.lines:
            self._check_line(piece)
        self._check_growth(len(piece))
        return piece

    def _check_line(self, piece: bytes) -> None:
        end = max(piece.rfind(b"\n"), piece.rfind(b"\r"))
        self.line = len(piece) - end - 1 + (self.line if end < 0 else 0)
        if self.line > limits.MAX_LINE_BYTES:
            raise FileProblem(
                N_("A line of “{name}” is longer than {limit} MiB: this is no table of one record a line."),
                N_("Export it again as CSV, one record a line."),
                name=self.path.name, limit=limits.MAX_LINE_BYTES >> 20,
            )  # fmt: skip

    def _check_growth(self, more: int) -> None:
        self.size += more
        if self.packed is None:
            return
        if self.size > limits.MAX_GZIP_BYTES:
            raise FileProblem(
                N_("“{name}” unpacks to more than {limit} GiB."), SPLIT, name=self.path.name, limit=limits.MAX_GZIP_BYTES >> 30
            )
        if self.size > limits.RATIO_FROM_BYTES and self.size > limits.MAX_RATIO * self.packed:
            message = N_("“{name}” unpacks to more than {ratio} times its size: no table is packed so tightly.")
            advice = N_("Drop the file without compressing it, if it is what you meant to bring.")
            raise FileProblem(message, advice, name=self.path.name, ratio=limits.MAX_RATIO)
