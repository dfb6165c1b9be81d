"""How the command line asks an indicator: the scope from words, the answer by month or beside the periods it is compared with."""

import re
from dataclasses import replace
from datetime import date

import polars as pl

from crm_core.engine import Connection, Scope
from crm_core.errors import Words, WrongChoice
from crm_core.i18n import N_, say
from crm_core.indicators import Indicator
from crm_core.periods import month_start, previous, year_earlier

THRESHOLDS = re.compile(r"\$(d50|d80|d95)\b")


def pair(text: str, option: str, *, last: bool = False) -> tuple[str, str]:
    """NAME=VALUE in two, at the first = or at the last one. Raises WrongChoice without =."""
    name, sign, value = text.rpartition("=") if last else text.partition("=")
    if not sign:
        raise WrongChoice(N_("{option} wants NAME=VALUE, not {text}."), option=option, text=text)
    return name.strip(), value.strip()


def day(text: str | None, option: str) -> date | None:
    """An ISO day, or null without text. Raises WrongChoice."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as problem:
        raise WrongChoice(N_("{option} wants a day like 2026-11-21, not {text}."), option=option, text=text) from problem


def scope_of(last: date, start: date | None, where: list[str]) -> Scope:
    """The period up to `last`, kept to what `where` says. Raises WrongChoice."""
    if start and start > last:
        raise WrongChoice(N_("The period would end on {end}, before it begins on {start}."), start=start, end=last)
    scope, chosen = Scope.to(last, start=start), dict[str, list[str]]()
    for text in where:
        field, value = pair(text, "--where")
        chosen.setdefault(field, []).append(value)
    for field, values in chosen.items():
        scope = scope.where(field, *values)
    return scope


def by_month(found: Indicator, con: Connection, scope: Scope) -> pl.DataFrame:
    """One row (or one table) a calendar month of the period, its `month` in front."""
    if found.grain == "month":
        return found(con, scope)
    if found.spans:
        return found(con, scope.monthly())
    parts = [found(con, scope.over(span)).select(pl.lit(month_start(span.end)).alias("month"), pl.all()) for span in scope.monthly().spans]
    return pl.concat(parts)


def compared(found: Indicator, con: Connection, scope: Scope) -> pl.DataFrame:
    """The answer over the period, over as many days right before, and a year earlier, told apart by `span`, `from`, `to`.

    All are measured by the thresholds and chosen by the classes of the period's last day. Raises WrongChoice when the indicator answers for one period only.
    """
    if not found.spans:
        raise WrongChoice(
            N_("{title} answers for one period at a time."), N_("Ask it without --compared, once per period."), title=Words(found.title)
        )
    spans = {"period": scope.period, "previous": previous(scope.period), "last_year": year_earlier(scope.period)}
    parts = [
        found(con, replace(scope, windows=(span,))).select(
            pl.lit(name).alias("span"), pl.lit(span.start).alias("from"), pl.lit(span.end).alias("to"), pl.exclude("month")
        )
        for name, span in spans.items()
    ]
    return pl.concat(parts)


def thresholds(found: Indicator, con: Connection, scope: Scope, language: str, said_day: str) -> str:
    """The thresholds that the answer rests on, in words, with the as-of day as it is said; "" when it rests on none."""
    limits, named = con.thresholds(scope.as_of), sorted(set(THRESHOLDS.findall(found.sql)))
    if not named:
        return ""
    values = ", ".join(f"{name.upper()} = {int(getattr(limits, name))}" for name in named)
    if limits.gaps < 30:
        return say(
            N_("{values} days (usual values: fewer than 30 gaps between purchases ended by {day})."),
            language,
            values=values,
            day=said_day,
        )
    return say(N_("{values} days (settings, else the gaps between purchases that ended by {day})."), language, values=values, day=said_day)
