"""What a question is about: until when, over which days, for whom, broken down by what. One frozen value: URL, cache key, export header."""

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from crm_core.periods import DAY, Window, ending, months_of, previous, rolling, year_earlier

Filters = tuple[tuple[str, tuple[str, ...]], ...]
TWO_YEARS = 25


@dataclass(frozen=True)
class Scope:
    """`as_of` is the last day counted, `start` the first day of the period; `filters` keep rows whose field has one of the values.

    `windows` are the spans that a windowed indicator answers for, one row each; empty means the period alone.
    """

    as_of: date
    start: date
    filters: Filters = ()
    by: str | None = None
    windows: tuple[Window, ...] = ()

    @classmethod
    def to(cls, as_of: date, *, start: date | None = None, months: int = 12, filters: Filters = (), by: str | None = None) -> "Scope":
        """The scope that ends on `as_of`, over `months` months unless `start` says otherwise."""
        return cls(as_of, start or ending(as_of, months).start, filters, by)

    @property
    def period(self) -> Window:
        return Window(self.start, self.as_of)

    @property
    def spans(self) -> tuple[Window, ...]:
        return self.windows or (self.period,)

    @property
    def days(self) -> tuple[date, ...]:
        """The days on which the spans tell who is active: the eve of each and its last one, in order.

        Those of two years of rolling periods where these are among them, so that what is worked out for days is worked out once for all curves.
        """
        return _days(self.period, self.spans)

    def whole(self) -> "Scope":
        return replace(self, windows=())

    def monthly(self) -> "Scope":
        """One row per calendar month of the period."""
        return replace(self, windows=months_of(self.period))

    def rolling(self, steps: int = 13) -> "Scope":
        """The period and the same one ending 1 … `steps` - 1 months earlier, oldest first."""
        return replace(self, windows=rolling(self.period, steps))

    def compared(self) -> "Scope":
        """Three rows: a year earlier, the previous period, the period."""
        return replace(self, windows=(year_earlier(self.period), previous(self.period), self.period))

    def over(self, window: Window) -> "Scope":
        """The same question about another span."""
        return replace(self, as_of=window.end, start=window.start, windows=())

    def broken_by(self, field: str | None) -> "Scope":
        return replace(self, by=field)

    def where(self, field: str, *values: str) -> "Scope":
        """The same question for the rows whose `field` is one of `values` only."""
        others = tuple(one for one in self.filters if one[0] != field)
        return replace(self, filters=tuple(sorted((*others, (field, tuple(sorted(values)))))))

    def everyone(self) -> "Scope":
        return replace(self, filters=(), by=None)


@lru_cache(maxsize=256)
def _days(period: Window, spans: tuple[Window, ...]) -> tuple[date, ...]:
    asked, usual = ({day for span in some for day in (span.start - DAY, span.end)} for some in (spans, rolling(period, TWO_YEARS)))
    return tuple(sorted(usual if asked <= usual else asked))
