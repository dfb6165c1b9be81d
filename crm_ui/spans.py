"""The windows that pages ask for, beside those of the scope itself."""

from dataclasses import replace

from crm_core.engine import Scope
from crm_core.periods import Window, add_months, back, month_end, month_start, months_of, previous, rolling, year_earlier
from crm_ui import formats
from crm_ui.words import _, language


def thirteen_months(scope: Scope) -> Scope:
    """The calendar month of the as-of day, perhaps unfinished, and the twelve before it, oldest first."""
    return replace(scope, windows=months_of(Window(month_start(add_months(month_start(scope.as_of), -12)), scope.as_of)))


def thirteen_months_before(scope: Scope) -> Scope:
    """The same thirteen months a year earlier, the last one cut on the same day; chosen and measured as of the same as-of day."""
    last = back(scope.as_of, 12)
    return replace(scope, windows=months_of(Window(month_start(add_months(month_start(last), -12)), last)))


def rolling_before(scope: Scope) -> Scope:
    """The rolling periods of a year earlier, chosen and measured as of the same as-of day."""
    return replace(scope, windows=rolling(year_earlier(scope.period)))


def period_before(scope: Scope) -> Window | None:
    """As many days, right before the period; None where these are last year's, which every card has beside it."""
    window = previous(scope.period)
    return None if window == year_earlier(scope.period) else window


def unfinished(scope: Scope) -> bool:
    """Whether the month of the as-of day is not over."""
    return scope.as_of != month_end(scope.as_of)


def cut_months(scope: Scope) -> str:
    """Which calendar months of the period are not whole, in words; "" when all are."""
    spoken, first, last = language(), scope.start, scope.as_of
    if first != month_start(first) and last != month_end(last):
        return _("First month from {start} on; last month up to {end}.", start=formats.day(first, spoken), end=formats.day(last, spoken))
    if first != month_start(first):
        return _("First month from {start} on.", start=formats.day(first, spoken))
    return _("Last month up to {end}.", end=formats.day(last, spoken)) if last != month_end(last) else ""


def reading_note(scope: Scope, *, curves: bool) -> str:
    """How to read the small `curves`, where there are any, from which month to which, and which days the period before has."""
    spoken, windows = language(), scope.rolling().windows
    if not curves:
        return with_before("", scope).strip()
    return with_before(_(
        "Curves: rolling periods of {days} days, from {first} to {last}. Band: 95% interval. Dotted: target.",
        days=formats.number(scope.period.days, spoken), first=formats.month(windows[0].end, spoken), last=formats.month(windows[-1].end, spoken),
    ), scope)  # fmt: skip


def with_before(note: str, scope: Scope) -> str:
    """The note, and which days the period before has, where cards tell it."""
    window = period_before(scope)
    return f"{note} {_('Period before: {period}.', period=formats.period(window, language()))}" if window else note
