"""Marks and orders that a column leaves open: settled by the other columns of the file, or asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from crm_core.i18n import N_
from crm_core.ingest import dates, numbers
from crm_core.ingest.mapping import Mapped
from crm_core.ingest.readings import Context, Formats, kind_of
from crm_core.ingest.request import Question
from crm_core.ingest.source import Doubt, Staged
from crm_core.ingest.swaps import find_swaps


def decimals_of(context: Context, kept: Sequence[Mapped], found: Formats) -> dict[str, numbers.NumberFormat]:
    """Format of every column of numbers; where a column leaves the mark open, the others settle it, or it is asked."""
    con, table = context.con, context.staged.table
    seen = {
        one.profile.column.name: numbers.detect_numbers(con, table, one.profile.column.name, canonical=context.canonical)
        for one in kept
        if kind_of(context.table, one) in ("number", "money")
    }
    usual = Counter(one.decimal for one in seen.values() if one.evident and one.decimal).most_common(1)
    for one in kept:
        name = one.profile.column.name
        if name in seen and not seen[name].decimal:
            mark_ = context.answers.get(f"decimal:{one.profile.key}") or (usual[0][0] if usual else "")
            if mark_ not in (".", ","):
                mark_ = "," if "." in seen[name].example else "."
                text = N_("“{example}” in “{column}”: is the mark a decimal mark or does it part the thousands?")
                values = {"example": seen[name].example, "column": one.profile.key}
                found.questions.append(Question(f"decimal:{one.profile.key}", text, numbers.OPTIONS, mark_, values))
            seen[name] = replace(seen[name], decimal=mark_)
    return seen


MONTHS_ALONE = N_("“{column}” says months without a day: the first of each was taken, so that delays are known to a month.")
AGAINST = N_("Dates of “{column}” written in the other order and not read: {n}.")


def orders_of(
    context: Context, kept: Sequence[Mapped], found: Formats, decimals: Mapping[str, numbers.NumberFormat]
) -> dict[str, dates.DateFormat]:
    """Format of every column of dates; where a column leaves the order open, the others settle it, or it is asked."""
    con, table = context.con, context.staged.table
    seen = {
        one.profile.column.name: dates.detect_dates(con, table, one.profile.column.name)
        for one in kept
        if kind_of(context.table, one) in ("date", "datetime")
    }
    usual = Counter(one.order for one in seen.values() if one.order and one.numeric).most_common(1)
    for one in kept:
        name, key = one.profile.column.name, one.profile.key
        if name not in seen:
            continue
        order = context.answers.get(f"date_order:{key}") or seen[name].order or (usual[0][0] if usual else "")
        if order not in ("dmy", "mdy"):
            order = _likely_order(context.staged, decimals.values(), seen[name])
            values = {"example": seen[name].example, "column": key}
            found.questions.append(
                Question(f"date_order:{key}", N_("“{example}” in “{column}”: day first or month first?"), dates.OPTIONS, order, values)
            )
        seen[name] = replace(seen[name], order=order, since=dates.SINCE[context.staged.from_1904])
        seen[name] = replace(seen[name], turned=_turned(context, one, seen[name], found))
        found.notes += _noticed(seen[name], key)
    return seen


def _noticed(format_: dates.DateFormat, column: str) -> list[Doubt]:
    """What the person should know of the dates of a column."""
    months = [Doubt(MONTHS_ALONE, column=column)] if format_.months else []
    return months + ([Doubt(AGAINST, n=format_.against, column=column)] if format_.against else [])


def _turned(context: Context, one: Mapped, format_: dates.DateFormat, found: Formats) -> bool:
    """Whether days and months are changed over, as the request says; where the file looks so, it is asked, and read as written until it is said.

    What was answered stays open to be seen and answered otherwise: the same answer, remembered, may be wrong for the next file.
    """
    column, key = one.profile.column.name, one.profile.key
    doubtful = find_swaps(context.con, context.staged, column, format_)
    if not doubtful:
        return False
    answer = context.answers.get(f"date_turn:{key}", dates.AS_WRITTEN)
    text = N_(
        "Days and months of “{column}” look changed over: {n} of its dates, the only ones that could be read either way, fit the others only "
        "the other way round (lines {examples}). How are they to be read?"
    )
    values = {"column": key, "n": doubtful.count, "examples": ", ".join(doubtful.examples)}
    found.questions.append(Question(f"date_turn:{key}", text, dates.TURNS, answer, values))
    return answer == dates.TURNED


def _likely_order(staged: Staged, decimals: Iterable[numbers.NumberFormat], format_: dates.DateFormat) -> str:
    """French files write the day first; a file of decimal points and commas between cells, with a.m. or p.m., does not."""
    marks = {one.decimal for one in decimals if one.evident}
    accents = any(not one.header.isascii() for one in staged.columns)
    if "," in marks or accents or staged.separator == ";" or format_.dotted:
        return "dmy"
    return "mdy" if format_.half_days or "." in marks else "dmy"
