"""Small pieces of SQL text: names and literals, safely quoted."""

from __future__ import annotations


def name(text: str) -> str:
    """A column or table name."""
    return '"' + text.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A string."""
    return "'" + text.replace("'", "''") + "'"
