"""The class of one customer over time: one part a stretch of months in the same class, in its colour, with its name."""

from dataclasses import dataclass
from datetime import date
from html import escape
from itertools import groupby

import polars as pl

from crm_core.engine import Connection, Scope
from crm_core.engine.records import course
from crm_core.indicators.lifecycle import ONE
from crm_core.periods import back
from crm_core.units import Unit
from crm_ui import cache, formats
from crm_ui.sheets import Column, Sheet
from crm_ui.theme import look
from crm_ui.words import _, language, ngettext

MONTHS = 24


@dataclass(frozen=True)
class Stretch:
    """Months in the same class; None: not known yet. `first` and `last` are its days of reading."""

    lifecycle: str | None
    first: date
    last: date
    months: int


def stretches(scope: Scope, customer_id: str) -> list[Stretch]:
    """The classes on the last day of the scope and on the same day of the 23 months before, oldest first."""
    days = [back(scope.as_of, months) for months in range(MONTHS - 1, -1, -1)]

    def read(con: Connection, _asked: Scope) -> pl.DataFrame:
        return course(con, customer_id, days)

    return joined(cache.recall(f"course {customer_id}", read, scope.everyone().whole()))


def joined(rows: pl.DataFrame) -> list[Stretch]:
    """Days of the same class after each other, as one."""
    found = []
    for name, days in groupby(rows.iter_rows(), key=lambda row: row[1]):
        read = [day for day, _name in days]
        found.append(Stretch(name, read[0], read[-1], len(read)))
    return found


def strip(parts: list[Stretch]) -> str:
    """The stretches as one line of coloured parts, each as wide as it lasted, as HTML; read aloud it says the same."""
    spoken, colors = language(), look()
    cells = []
    for one in parts:
        fill = colors.meaning[one.lifecycle] if one.lifecycle else colors.gridline
        said = f"{escape(words(one.lifecycle))}<small>{escape(formats.month(one.first, spoken, short=True))}</small>"
        title = f"{words(one.lifecycle)} ({_span(one)})"
        cells.append(
            f'<span class="bc-part" title="{escape(title, quote=True)}" style="flex-grow:{one.months};background:{fill};color:{colors.on_fill(fill)}">{said}</span>'
        )
    return f'<div class="bc-course">{"".join(cells)}</div>'


def _span(one: Stretch) -> str:
    months = ngettext("{n} month", "{n} months", one.months, n=one.months)
    return f"{formats.month(one.first, language())} – {formats.month(one.last, language())}, {months}"


def words(lifecycle: str | None) -> str:
    """The class of one customer."""
    return _(ONE[lifecycle]) if lifecycle else _("Not known yet")


def sheet(parts: list[Stretch]) -> Sheet:
    """The stretches as a table, the newest first."""
    rows = pl.DataFrame(
        {"class": [words(one.lifecycle) for one in parts], "first": [one.first for one in parts], "last": [one.last for one in parts], "months": [one.months for one in parts]}
    ).reverse()  # fmt: skip
    return Sheet.of(
        rows,
        Column("class", _("Class")),
        Column("first", _("Read from")),
        Column("last", _("to")),
        Column("months", _("Months"), Unit.COUNT),
    )
