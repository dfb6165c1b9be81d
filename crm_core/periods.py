"""Days, months and windows of time. Nothing here asks what day it is."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Window:
    """A span of whole days, both ends counted."""

    start: date
    end: date

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1


def add_months(day: date, months: int) -> date:
    """The same day of the month `months` later, or the last day of that month when it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def month_start(day: date) -> date:
    return day.replace(day=1)


def month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def ending(as_of: date, months: int) -> Window:
    """The `months` months that end on `as_of`: 12 months to 21/11/2026 are 22/11/2025 to 21/11/2026."""
    if as_of == month_end(as_of):
        return Window(month_start(add_months(month_start(as_of), 1 - months)), as_of)
    return Window(add_months(as_of, -months) + DAY, as_of)


def back(day: date, months: int) -> date:
    """The as-of day `months` earlier; a month's last day stays a month's last day."""
    earlier = add_months(day, -months)
    return month_end(earlier) if day == month_end(day) else earlier


def months_of(window: Window) -> tuple[Window, ...]:
    """The calendar months that the window touches, oldest first; the first and the last are cut at the window's ends."""
    found, first = [], window.start
    while first <= window.end:
        last = min(month_end(first), window.end)
        found.append(Window(first, last))
        first = last + DAY
    return tuple(found)


def weeks_of(window: Window) -> tuple[Window, ...]:
    """The weeks from Monday to Sunday that the window touches, oldest first; the first and the last are cut at the window's ends."""
    found, first = [], window.start
    while first <= window.end:
        last = min(first + DAY * (6 - first.weekday()), window.end)
        found.append(Window(first, last))
        first = last + DAY
    return tuple(found)


def rolling(window: Window, steps: int = 13) -> tuple[Window, ...]:
    """The window itself and the same length ending 1, 2 … months earlier, oldest first: the points of a rolling curve."""
    length = (window.end.year - window.start.year) * 12 + window.end.month - window.start.month
    whole = ending(window.end, max(length, 1)) == window or ending(window.end, length + 1) == window
    return tuple(_moved(window, step, whole, length) for step in range(steps - 1, -1, -1))


def _moved(window: Window, step: int, whole: bool, length: int) -> Window:
    end = back(window.end, step)
    if whole:
        months = length if length and ending(window.end, length) == window else length + 1
        return ending(end, months)
    return Window(end - DAY * (window.days - 1), end)


def previous(window: Window) -> Window:
    """As many elapsed days, right before."""
    return Window(window.start - DAY * window.days, window.start - DAY)


def year_earlier(window: Window) -> Window:
    """The same days a year earlier."""
    moved = rolling(window, 13)[0]
    return Window(moved.end - DAY * (window.days - 1), moved.end) if moved.days != window.days and window.days < 300 else moved
