"""Marks and the scale they are on: told by the header or by the marks themselves, asked when neither is clear."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from crm_core.i18n import N_
from crm_core.ingest.profile import Profile
from crm_core.ingest.request import Option, Question
from crm_core.ingest.words import scale_in
from crm_core.tables import CLOSENESS, Field, Table

SCALED = {"nps": "nps_scale", "csat": "csat_scale"}
FIXED = {"ces": (1, 7)}
CLOSE = frozenset(name for name, _, _ in CLOSENESS)
TOPS = (4, 5, 6, 7, 10, 20, 100)
MANY, SOME, FITTING = 200, 30, 0.98
_OUT_OF = re.compile(r"(?:/|sur|out of)\s*(\d{1,3})$", re.I)


@dataclass(frozen=True)
class Scale:
    """`code` is the declared scale (`0-10`); `question` is asked when the file does not settle it."""

    code: str
    question: Question | None = None

    @property
    def ends(self) -> tuple[int, int]:
        low, high = self.code.split("-")
        return int(low), int(high)


def is_mark(name: str) -> bool:
    """Is this field a mark that people write as `9/10` or `8 - likely`?"""
    return name in SCALED or name in FIXED or name in CLOSE or name.startswith("dim_")


def mark(column: str) -> str:
    """SQL: the figure of a mark, without what it is out of and without its wording."""
    bare = rf"regexp_replace({column}, '^\s*(\d{{1,3}}(?:[.,]\d+)?)\s*(?:/|(?i:sur|out of))\s*\d{{1,3}}\s*$', '\1')"
    return rf"regexp_replace({bare}, '^\s*(\d{{1,2}})\s*[-–—:=(]\s*[^\d\s].*$', '\1')"


def detect_scale(
    con: DuckDBPyConnection, table: Table, field: str, profile: Profile, value: str, source: str, answers: Mapping[str, str]
) -> Scale:
    """The scale of `field`, whose marks are the expression `value` over `source`."""
    declared = table[SCALED[field]]
    question_id = f"scale:{field}"
    if answers.get(question_id) in declared.codes:
        return Scale(answers[question_id])
    counts = con.execute(f"select {value} as v, count(*) as n from {source} group by v having v is not null").fetchall()
    said = _announced(profile, declared)
    if said:
        return Scale(said)
    guess, sure = (_nps if field == "nps" else _csat)([(float(v), int(n)) for v, n in counts])
    if sure or not counts:
        return Scale(guess)
    options = tuple(Option(code, words[0]) for code, words in declared.codes.items())
    text = N_("The marks of “{column}” go from {low} to {high}: what is their scale?")
    values = {"column": profile.key, "low": f"{min(v for v, _ in counts):g}", "high": f"{max(v for v, _ in counts):g}"}
    return Scale(guess, Question(question_id, text, options, guess, values))


def _announced(profile: Profile, declared: Field) -> str | None:
    """The scale that the header or the cells (`9/10`) name, when it is a declared one."""
    ends = _stated(profile)
    if ends is None:
        return None
    low, high = ends
    fitting = [code for code in declared.codes if code.endswith(f"-{high}") and (low is None or code.startswith(f"{low}-"))]
    zero = [code for code in fitting if code.startswith("0-")]
    return (zero or fitting)[0] if fitting else None


def known_ends(name: str, profile: Profile) -> tuple[int, int] | None:
    """The scale of a mark that is not asked about: that of effort, and of a dimension what its header or its cells say; None where they do not."""
    if name in FIXED:
        return FIXED[name]
    stated = _stated(profile) if is_mark(name) and name not in SCALED else None
    low, high = stated or (None, 0)
    return (low or 0, high) if low in (None, 0, 1) and high in TOPS else None


def _stated(profile: Profile) -> tuple[int | None, int] | None:
    """The ends that the header (`1-10`, `sur 20`) or the cells (`9/10`) name."""
    ends = scale_in(profile.header)
    if ends is None:
        found = {match[1] for value in profile.sample if (match := _OUT_OF.search(value))}
        ends = (None, int(found.pop())) if len(found) == 1 else None
    return ends


def _nps(counts: list[tuple[float, int]]) -> tuple[str, bool]:
    """0-10 is how the question is asked; many answers without a single 0 leave a doubt."""
    total = sum(n for _, n in counts)
    zeros = sum(n for v, n in counts if v == 0)
    return "0-10", zeros > 0 or total < MANY


def _csat(counts: list[tuple[float, int]]) -> tuple[str, bool]:
    """The narrowest declared scale that holds nearly all marks; sure when there are enough and its top is given."""
    total = sum(n for _, n in counts)
    zeros = sum(n for v, n in counts if v == 0)
    options = ("0-10", "0-20") if zeros > 0.005 * total else ("1-5", "1-7", "1-10", "0-20")
    for code in options:
        high = int(code.split("-")[1])
        if sum(n for v, n in counts if v <= high) >= FITTING * total:
            return code, total >= SOME and any(v == high for v, _ in counts)
    return options[-1], total == 0


def bounded(value: str, low: str, high: str, column: str) -> str:
    """SQL: `value` when it lies on the scale and the cell names no other; null otherwise."""
    named = rf"try_cast(nullif(regexp_extract({column}, '(?i)(?:/|sur|out of)\s*(\d{{1,3}})\s*$', 1), '') as integer)"
    return f"case when {value} between {low} and {high} and coalesce({named}, {high}) = {high} then {value} end"
