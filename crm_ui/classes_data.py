"""What the page of the classes asks: the thresholds in force and what others would move, who came back, and the flows between two days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import polars as pl

from crm_core.engine import Scope
from crm_core.errors import WrongChoice
from crm_core.i18n import N_
from crm_core.indicators.came_back import by_limits
from crm_core.indicators.comparison import Reading
from crm_core.indicators.what_if import what_if
from crm_core.periods import Window
from crm_core.units import Unit
from crm_ui import cache, figures, formats
from crm_ui.base_data import masked
from crm_ui.cards import Kpi, State
from crm_ui.findings import classes as findings
from crm_ui.findings import segments
from crm_ui.settings_form import LABELS
from crm_ui.sheets import Column, Sheet
from crm_ui.words import _, language, ngettext

DAYS = ("d50", "d80", "d95")
THRESHOLDS = (*DAYS, "hot_days", "regular_orders", "regular_variation")
LOST = {"d80": "inactive", "d95": "former"}
DAY = timedelta(days=1)
Given = dict[str, float]


@dataclass(frozen=True)
class Range:
    """How far a control goes."""

    low: float
    high: float
    step: float


def in_force(scope: Scope) -> Given:
    """The thresholds that the classes are read with, fixed or computed; days are whole."""
    limits, rules = cache.connection().thresholds(scope.as_of), cache.connection().settings.lifecycle
    days: Given = {"d50": int(limits.d50), "d80": int(limits.d80), "d95": int(limits.d95)}
    return {**days, "hot_days": rules.hot_days, "regular_orders": rules.regular_orders, "regular_variation": rules.regular_variation}


def range_of(name: str, value: float, tried: float) -> Range:
    """From one day to twice the value in force, in whole days; purchases and their variation within what they may be; as far as what is tried."""
    if name == "regular_variation":
        return Range(0.0, max(2.0, value, tried), 0.05)
    if name == "regular_orders":
        return Range(2, max(12, int(value), int(tried)), 1)
    return Range(1, max(60, 2 * int(value), int(tried)), 1)


def check(given: Given) -> None:
    """Raises WrongChoice when D50, D80 and D95 do not go up."""
    for lower, higher in pairwise(DAYS):
        if given[lower] >= given[higher]:
            raise WrongChoice(
                N_("{lower} must be below {higher}."), N_("Change one of the two."), lower=_(LABELS[lower]), higher=_(LABELS[higher])
            )


def moved(scope: Scope, given: Given) -> pl.DataFrame:
    """Whom these thresholds move, in place of those in force; D50 is in no rule."""
    asked = {name: value for name, value in given.items() if name != "d50"}
    return cache.recall(f"what_if {sorted(asked.items())}", lambda con, one: what_if(con, one, **asked), scope)


def came_back(scope: Scope, name: str, days: float) -> str:
    """How many of those lost by D80 or D95 at that number of days came back, in words; "" for other thresholds."""
    if name not in LOST:
        return ""
    if days == in_force(scope)[name]:
        rows = cache.ask("came_back", scope)
    else:
        rows = cache.recall(f"came_back {name} {days}", lambda con, one: by_limits(con, one, **{name: int(days)}), scope)
    return findings.back(rows.row(by_predicate=pl.col("threshold") == LOST[name], named=True), language())


def to_write(scope: Scope, changed: Given) -> Given:
    """What the settings hold for the thresholds that were moved: a number of days that the data give by themselves is left to the data (0)."""
    found = cache.connection().computed(scope.as_of)
    return {name: 0 if name in DAYS and value == int(getattr(found, name)) else value for name, value in changed.items()}


def to_show(scope: Scope, held: Mapping[str, float]) -> Given:
    """The thresholds that the settings would hold, as the controls show them: the days that the data give in place of 0."""
    found = cache.connection().computed(scope.as_of)
    return {name: int(getattr(found, name)) if name in DAYS and not value else value for name, value in held.items()}


def computed_words(scope: Scope, name: str) -> str:
    """What the data alone would give."""
    if name not in DAYS:
        return ""
    found = int(getattr(cache.connection().computed(scope.as_of), name))
    return _("The data give {n}.", n=formats.days(found, language(), 0))


def moved_sheet(pairs: pl.DataFrame) -> Sheet:
    """The moves that the tried thresholds make, in words."""
    spoken = language()
    words = masked(pairs, "revenue").with_columns(
        pl.Series(name, [segments.class_label(one, spoken) for one in pairs[name]], dtype=pl.String) for name in ("from", "to")
    )
    return Sheet.of(
        words, Column("from", _("Class now")), Column("to", _("Class with these thresholds")),
        Column("customers", _("Customers"), Unit.COUNT), Column("revenue", _("Sales of the period"), Unit.MONEY),
    )  # fmt: skip


def between(scope: Scope, first: date, last: date) -> Scope:
    """The scope of the flows from the evening of `first` to that of `last`. Raises WrongChoice unless `first` comes before."""
    if first >= last:
        raise WrongChoice(N_("The first day must come before the last."), N_("Choose another day."))
    return scope.over(Window(first + DAY, last))


def cards(pairs: pl.DataFrame | None, lost: pl.DataFrame) -> list[Kpi]:
    """Up, down, and the two shares who came back; without `pairs`, nobody can tell who moved."""
    spoken, told = language(), segments.moves(pairs) if pairs is not None else segments.Moves(0, 0, 0, 0)
    known = (
        ngettext("of {n} known before", "of {n} known before", told.known, n=formats.number(told.known, spoken))
        if pairs is not None
        else _("history too short")
    )
    made = [
        Kpi(f"classes-{name}", label, formats.number(n if told.known else None, spoken), "migration", below=known, rows="customer_list")
        for name, label, n in (("up", _("Moved up a class"), told.up), ("down", _("Slipped a class"), told.down))
    ]
    return made + [_back(name, row) for name, row in zip(LOST, lost.iter_rows(named=True), strict=True)]


def _back(name: str, row: dict[str, float]) -> Kpi:
    """Who came back: grey where few were lost, masked where fewer than five were, without value where nobody was."""
    spoken, label = language(), _("Came back after D80") if name == "d80" else _("Came back after D95")
    reading = figures.readings(pl.DataFrame([row]), "came_back_share")[0]
    light: State | None = "neutral" if reading.value is not None and reading.too_few else None
    below = (
        formats.interval(reading.low, reading.high, Unit.SHARE, spoken, n=reading.n) if reading.n else _("nobody was lost a year earlier")
    )
    if figures.hidden(reading, Unit.SHARE):
        reading, below = Reading(), _("masked: fewer than {n} persons", n=figures.MASKED)
    after = _("{n} without purchase", n=formats.days(row["days"], spoken, 0))
    return Kpi(f"back-{name}", label, formats.share(reading.value, spoken), "came_back", light, below=below, versus=after)
