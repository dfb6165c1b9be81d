"""What is said where the purchases go back too little: for the delays that classes are told by, and for the moves between two spans."""

from datetime import timedelta

from crm_core.engine import Connection, Scope
from crm_core.engine.connection import ENOUGH_GAPS
from crm_core.errors import MissingData
from crm_core.i18n import N_
from crm_ui import cache, formats, tables
from crm_ui.words import _, language

# The longest gap that can be seen is as long as the history: a D95 of more than half of it is cut short.
SHORTEST = 2


class NothingBefore(MissingData):
    """No purchase is on file before the period: what each customer was then is not known, so nobody can be said to have moved."""


def check(scope: Scope) -> None:
    """Raises NothingBefore where the purchases begin after the day before the period."""
    first = cache.connection().begins_on(("transactions",))
    if first is None or first < scope.start:
        return
    raise NothingBefore(
        N_("Moves: the purchases on file begin on {first}; what each customer was on {day} is not known."),
        N_("Import earlier purchases, or choose a later period."),
        first=formats.long_day(first, language()),
        day=formats.long_day(scope.start - timedelta(days=1), language()),
    )


def caution(scope: Scope) -> None:
    """The sentences of `begin_within` and `words`, where there are any."""
    con = cache.connection()
    if said := " ".join(one for one in (begin_within(con, scope), words(con, scope)) if one):
        tables.note(said)


def begin_within(con: Connection, scope: Scope) -> str:
    """That the purchases begin within the period, so that old customers look new; "" where some are older, or none is on file."""
    first = con.begins_on(("transactions",))
    if not first or first <= scope.start:
        return ""
    return _(
        "The purchases on file begin on {first}, within the period: who bought before that day counts as a new customer. Import earlier purchases to tell them apart.",
        first=formats.long_day(first, language()),
    )


def words(con: Connection, scope: Scope) -> str:
    """That the delays found in the data are too short, and what to do; "" where they can be believed, are the usual ones, or were fixed."""
    first, rules = con.begins_on(("transactions",)), con.settings.lifecycle
    found = con.computed(scope.as_of)
    if not first or found.gaps < ENOUGH_GAPS or (rules.d80 and rules.d95):
        return ""
    days, spoken = (scope.as_of - first).days + 1, language()
    if days >= SHORTEST * found.d95:
        return ""
    return _(
        "The purchases go back {days} days only: who comes back later cannot be seen yet, and the delays found in them (D80: {d80} days, D95: {d95}) are too "
        "short to tell who is inactive or lost. Import a year of purchases, or fix these delays under Customer classes.",
        days=formats.number(days, spoken), d80=formats.number(found.d80, spoken), d95=formats.number(found.d95, spoken),
    )  # fmt: skip


def segments(con: Connection, scope: Scope) -> str:
    """That the RFM segments mean nothing yet, because nobody can have been away for long; "" where they do. A D80 found in the data takes twice as many days."""
    first, is_found = con.begins_on(("transactions",)), not con.settings.lifecycle.d80 and con.computed(scope.as_of).gaps >= ENOUGH_GAPS
    days = (scope.as_of - first).days + 1 if first else 0
    if not 0 < days < con.thresholds(scope.as_of).d80 * (SHORTEST if is_found else 1):
        return ""
    text = N_("The purchases go back {days} only: they cannot tell yet who sleeps or is lost, and the RFM segments mean nothing.")
    return _(text, days=formats.days(days, language()))
