"""Satisfaction in words: five degrees that people write in many ways, read as marks from 5 to 1."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from crm_core.ingest.words import normal

SCALE = "1-5"
DEGREES = {
    5: (
        "très satisfait", "tout à fait satisfait", "entièrement satisfait", "totalement satisfait", "pleinement satisfait", "extrêmement satisfait",
        "very satisfied", "extremely satisfied", "completely satisfied", "highly satisfied", "totally satisfied",
    ),
    4: ("satisfait", "plutôt satisfait", "assez satisfait", "satisfied", "somewhat satisfied", "fairly satisfied", "rather satisfied", "mostly satisfied"),
    3: (
        "ni satisfait ni insatisfait", "ni satisfait, ni insatisfait", "ni satisfait ni mécontent", "moyennement satisfait", "neutre", "neutral",
        "neither satisfied nor dissatisfied", "neither satisfied nor unsatisfied",
    ),
    2: (
        "peu satisfait", "insatisfait", "plutôt insatisfait", "assez insatisfait", "plutôt pas satisfait", "pas vraiment satisfait", "pas très satisfait",
        "pas satisfait", "mécontent", "dissatisfied", "unsatisfied", "not satisfied", "somewhat dissatisfied", "fairly dissatisfied", "rather dissatisfied",
        "not very satisfied", "mostly dissatisfied",
    ),
    1: (
        "pas du tout satisfait", "très insatisfait", "totalement insatisfait", "extrêmement insatisfait", "très mécontent", "not at all satisfied",
        "very dissatisfied", "extremely dissatisfied", "completely dissatisfied", "very unsatisfied", "totally dissatisfied",
    ),
}  # fmt: skip


def mark_of(text: str) -> float | None:
    """5 for `Très satisfaite`, 1 for `Not at all satisfied`; None when the text is no degree of satisfaction."""
    return _marks().get(_folded(text))


def in_words(sample: Sequence[str]) -> bool:
    """Are at least half of these values degrees of satisfaction?"""
    return bool(sample) and 2 * sum(mark_of(value) is not None for value in sample) >= len(sample)


@cache
def _marks() -> dict[str, float]:
    return {_folded(word): float(mark) for mark, words in DEGREES.items() for word in words}


def _folded(text: str) -> str:
    return normal(text).replace("satisfaite", "satisfait").replace("mecontente", "mecontent")
