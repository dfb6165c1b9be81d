"""Header texts and code words made comparable: case, accents, punctuation, units, plural and feminine forms set aside."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from unicodedata import combining, normalize

EMPTY_WORDS = frozenset(
    ["d", "de", "des", "du", "l", "la", "le", "les", "au", "aux", "a", "en", "par", "of", "the", "in", "for", "your", "votre", "vos"]
)
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "Oe", "æ": "ae", "Æ": "Ae", "ß": "ss", "’": " ", "'": " ", "€": " ", "$": " ", "£": " "})
_UNIT = re.compile(
    r"\((?:[€$£%*\s]*|k?(?:€|eur|euros?)(?:\s(?:ttc|ht))?|usd|gbp|j|jours?|days?|h|heures?|hours?|min|minutes|s|kg|nb|nombre|"
    r"\d+\s*(?:-|–|/|à|a|to|sur)\s*\d+|sur\s*\d+|/\s*\d+|[ajmdy]{1,4}(?:[-/.\s][ajmdy]{1,4})*|facultatif|optionnel|optional|obligatoire|required|"
    r"e|es|ve|euse|trice|ne)\)",
    re.I,
)
_SCALE_AT_END = re.compile(r"\s*(?:(?:\bnot[eé]e? )?\bsur \d{1,3}|/ ?\d{1,3}|\bde \d{1,2} [aà] \d{1,3})$", re.I)
_NUMBER_SIGN = re.compile(r"\bn\s?[°º]|\bno\.|\bnum\.|\b(?:num[eé]ro|num|number|nbr)(?![^\W_])|#", re.I)
_SIGN = re.compile(r"\bn\s?[°º]|#", re.I)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
SCALE = re.compile(r"(?:(\d{1,2})\s*(?:-|–|—|à|a|to|\.\.+)\s*|(?:sur|/|out of)\s*)(\d{1,3})(?!\d)", re.I)


def plain(text: str) -> str:
    """`text` without accents and ligatures."""
    return "".join(char for char in normalize("NFKD", text.translate(_LIGATURES)) if not combining(char))


@lru_cache(maxsize=65_536)
def normal(text: str) -> str:
    """The words of a header, in one form: `N° Clients (€)` and `no_client` are both `no client`."""
    apart = _CAMEL.sub(" ", _NUMBER_SIGN.sub(" no ", _bare(text)))
    return " ".join(_stem(word) for word in re.findall(r"[a-z0-9]+", plain(apart).lower()))


def _bare(text: str) -> str:
    return _SCALE_AT_END.sub("", _UNIT.sub(" ", text).strip())


def _stem(word: str) -> str:
    if len(word) > 3 and word[-1] in "sx" and not word.endswith("ss"):
        word = word[:-1]
    return word[:-1] if len(word) > 3 and word.endswith("ee") else word


def meaning(words: str) -> tuple[str, ...]:
    """The words of a normalised text that carry meaning."""
    return tuple(word for word in words.split() if word not in EMPTY_WORDS)


def slug(text: str, taken: Iterable[str] = ()) -> str:
    """A column name made of `text`: lower case, ASCII, no longer than 60, not among `taken`."""
    apart = _CAMEL.sub(" ", _SIGN.sub(" no ", _bare(text)))
    name = re.sub(r"[^a-z0-9]+", "_", plain(apart).lower()).strip("_")[:60].strip("_") or "column"
    name = f"c_{name}" if name[0].isdigit() else name
    used, unique, rank = set(taken), name, 2
    while unique in used:
        unique, rank = f"{name}_{rank}", rank + 1
    return unique


def scale_in(header: str) -> tuple[int | None, int] | None:
    """The scale that a header announces: `(1-10)` gives 1 and 10, `sur 20` gives no lower end and 20."""
    found = SCALE.search(header)
    return (int(found[1]) if found[1] else None, int(found[2])) if found else None
