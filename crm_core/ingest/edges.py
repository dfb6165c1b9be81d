"""May a cell of a CSV text begin or end with a blank? Told from its bytes, many times cheaper than cell by cell; in doubt, yes."""

from __future__ import annotations

import numpy as np

from crm_core.ingest.cells import BLANKS
from crm_core.ingest.dialect import RARE, SEPARATORS

BOM = "\ufeff".encode()
WIDE = tuple(one.encode() for one in BLANKS if not one.isascii())
SPACE, LINE_FEED, RETURN = 32, 10, 13
EDGE = np.zeros(256, dtype=bool)
EDGE[list("".join((*SEPARATORS, *RARE, "\"'\r\n")).encode())] = True


class Edges:
    """What the pieces of a text, shown one after the other from its beginning, say about the edges of its cells."""

    def __init__(self) -> None:
        self.blank = False
        self._before = b"\n"

    def show(self, piece: bytes) -> None:
        """Look at the next piece; once `blank` is true it stays so."""
        if self._before == b"\n":
            piece = piece.removeprefix(BOM)
        text = self._before + piece
        self.blank = self.blank or _touches(text)
        self._before = text[-len(BOM) :]

    def end(self) -> bool:
        """No piece is left: may a cell begin or end with a blank?"""
        self.show(b"\n")
        return self.blank


def _touches(text: bytes) -> bool:
    """Does a blank stand beside a separator, a quote or the end of a line? A wide one counts wherever it stands."""
    if not text.isascii() and any(one in text for one in WIDE):
        return True
    codes = np.frombuffer(text, np.uint8)
    low = codes <= SPACE
    if np.count_nonzero(low) == np.count_nonzero(codes == LINE_FEED) + np.count_nonzero(codes == RETURN):
        return False
    at = np.flatnonzero(low & (codes != LINE_FEED) & (codes != RETURN))
    inner = at[(at > 0) & (at < len(codes) - 1)]
    return bool(np.any(EDGE[codes[inner - 1]] | EDGE[codes[inner + 1]]))
