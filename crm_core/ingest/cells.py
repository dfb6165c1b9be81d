"""What a cell looks like: blank, number, date, code or words. Used to find the separator and the header."""

from __future__ import annotations

import re

BLANKS = " \t\r\n\v\f\0\u00a0\u2007\u2009\u200b\u200c\u200d\u202f\u2060\ufeff"
SPACES = re.compile(r"[\s\0\u200b\u200c\u200d\u2060\ufeff]+")

_MONEY = r"(?:€|\$|£|%|eur|euros?|usd|chf|k€|ke|pts?)"
_GAP = r"[ \u00a0\u202f]?"
_DIGITS = r"(?:\d{1,3}(?:[ \u00a0\u202f.,']\d{3})+|\d+)?(?:[.,]\d+)?(?:e[-+]?\d+)?"
_NUMBER = re.compile(rf"\(?[-+−]?{_MONEY}?{_GAP}{_DIGITS}{_GAP}{_MONEY}?\)?-?", re.I)
_INTEGER = re.compile(r"[-+]?\d{1,15}")
_DATE = re.compile(
    r"(?:\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})|\d{4}[/.-]\d{1,2}[/.-]\d{1,2}|\d{1,2}[ -](?:[a-zéûà]{3,9})\.?[ -]\d{2,4})"
    r"(?:[ T,]+(?:à )?\d{1,2}[:h.]\d{2}(?:[:.m]\d{2}(?:[.,]\d+)?s?)?\s?(?:am|pm)?(?:z|[-+]\d{2}:?\d{2})?)?",
    re.I,
)
_TIME = re.compile(r"\d{1,2}[:h]\d{2}(?::\d{2})?(?:z|[-+]\d{2}:?\d{2})?", re.I)
_EMAIL = re.compile(r"[^@\s;,]+@[^@\s;,]+\.\w{2,}")
_URL = re.compile(r"(?:https?://|www\.)\S+", re.I)
_CODE = re.compile(r"(?=.*\d)[\w./:#*-]{2,64}")
_YEAR = re.compile(r"(?:19|20|21)\d\d")
_FLAG = {"true", "false", "vrai", "faux", "oui", "non", "yes", "no", "o", "n", "y", "n/a", "na", "null", "none", "nan"}


def strip(cell: str | None) -> str:
    """`cell` without the blanks around it, non-breaking and zero-width ones included."""
    return cell.strip(BLANKS) if cell else ""


def one_line(cell: str) -> str:
    """`cell` on one line, single-spaced."""
    return SPACES.sub(" ", cell).strip()


def look(cell: str) -> str:
    """blank, integer, number, date, email, url, flag, code or words."""
    if not cell:
        return "blank"
    if _INTEGER.fullmatch(cell):
        return "integer"
    if len(cell) <= 40 and any(char.isdigit() for char in cell):
        if _DATE.fullmatch(cell) or _TIME.fullmatch(cell):
            return "date"
        if _NUMBER.fullmatch(cell):
            return "number"
    return _look_of_text(cell)


def _look_of_text(cell: str) -> str:
    if _EMAIL.fullmatch(cell):
        return "email"
    if _URL.fullmatch(cell):
        return "url"
    if cell.lower() in _FLAG:
        return "flag"
    return "code" if _CODE.fullmatch(cell) else "words"


def is_year(cell: str) -> bool:
    """A calendar year, as often heads a column."""
    return bool(_YEAR.fullmatch(cell))
