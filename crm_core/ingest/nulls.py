"""Null bytes in a text, which some exports leave where a field was blank: no spreadsheet shows them, so the text is read without, and the file says so."""

from dataclasses import dataclass, field

from crm_core.i18n import N_
from crm_core.ingest.source import Doubt

NULL, NAMED = "\0", 5
REMOVED = N_("Null bytes, removed: {n} (lines: {lines}).")


@dataclass
class Nulls:
    """Those removed so far: how many, and the first lines that had some."""

    n: int = 0
    lines: list[int] = field(default_factory=list)
    seen: int = 0
    ending: str = ""

    def without(self, piece: str) -> str:
        """A piece of the text, which ends with a line, without them."""
        self.ending = self.ending or ("\n" if "\n" in piece else "\r")
        if NULL in piece:
            self._note(piece)
            piece, whole = piece.replace(NULL, ""), piece
            self.n += len(whole) - len(piece)
        self.seen += piece.count(self.ending)
        return piece

    def _note(self, piece: str) -> None:
        place = piece.find(NULL)
        while place >= 0 and len(self.lines) <= NAMED:
            self.lines.append(self.seen + piece.count(self.ending, 0, place) + 1)
            end = piece.find(self.ending, place)
            place = piece.find(NULL, end) if end >= 0 else -1

    def doubts(self) -> tuple[Doubt, ...]:
        """What to say of them; nothing when there were none."""
        if not self.n:
            return ()
        named = ", ".join(map(str, self.lines[:NAMED])) + (" …" if len(self.lines) > NAMED else "")
        return (Doubt(REMOVED, n=self.n, lines=named),)
