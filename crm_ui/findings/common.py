"""What the sentences of several pages share."""

from collections.abc import Sequence
from datetime import date
from math import sqrt

# fmt: off
COUNTED = {
    "fr": ("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix"),
    "en": ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
}
# fmt: on


def count_word(n: int, language: str) -> str:
    """Small whole numbers in letters, others in figures: "deux", "12"."""
    return COUNTED[language][n] if 0 <= n <= 10 else str(n)


def sentence(text: str) -> str:
    """The first letter in capitals."""
    return text[:1].upper() + text[1:]


def run_start(months: Sequence[date], values: Sequence[float | None], *, rising: bool, least: int = 3) -> date | None:
    """The month since which the values only rise (or only fall), over at least `least` steps up to the last one; None when there is no such run."""
    steps = 0
    for before, after in zip(reversed(values[:-1]), reversed(values[1:]), strict=True):
        if before is None or after is None or (after <= before if rising else after >= before):
            break
        steps += 1
    return months[-1 - steps] if steps >= least else None


def apart(k: float, n: float, others_k: float, others_n: float) -> float:
    """How many standard errors a proportion is above that of the others (pooled variance); 0 when one of them is empty or there is no spread."""
    if n <= 0 or others_n <= 0:
        return 0.0
    pooled = (k + others_k) / (n + others_n)
    spread = sqrt(max(pooled * (1 - pooled), 0.0) * (1 / n + 1 / others_n))
    return (k / n - others_k / others_n) / spread if spread else 0.0
