"""The words of closed lists and of yes and no."""

from __future__ import annotations

from functools import cache

from crm_core.ingest.words import meaning, normal
from crm_core.tables import Field

_YES = ("oui", "o", "vrai", "yes", "y", "true", "1", "x", "ok", "opt in", "optin", "inscrit", "inscrite", "accepte", "actif", "on")
_NO = ("non", "n", "faux", "no", "false", "0", "opt out", "optout", "désinscrit", "désinscrite", "refus", "refusé", "inactif", "off")
YES, NO = frozenset(map(normal, _YES)), frozenset(map(normal, _NO))
TICKS = frozenset({"x", "X", "✓", "✔", "☑"})
_SIGNS = {"✓": True, "✔": True, "☑": True, "✗": False, "✘": False, "☐": False}


def boolean(text: str) -> bool | None:
    """Yes, no, or None when the text is neither."""
    if text.strip() in _SIGNS:
        return _SIGNS[text.strip()]
    words = normal(text.replace(",0", "").replace(".0", ""))
    if words in YES:
        return True
    return False if words in NO else None


def code_of(field: Field, text: str) -> str | None:
    """The code that `text` means in the closed list of `field`, or None."""
    words = field_words(field)
    folded = normal(text)
    return words.get(folded) or words.get(" ".join(meaning(folded)))


def field_words(field: Field) -> dict[str, str]:
    """Normalised word → code."""
    return _words(tuple((code, *words) for code, words in field.codes.items()))


@cache
def _words(lists: tuple[tuple[str, ...], ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for code, *words in lists:
        for text in (code, *words):
            found.setdefault(normal(text), code)
    for folded, code in list(found.items()):
        found.setdefault(" ".join(meaning(folded)), code)
    found.pop("", None)
    return found
