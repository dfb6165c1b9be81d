"""The right side of a view: one big chart with its finding, and one strip of parts. Words and places; the language is given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from crm_core.i18n import N_, say
from crm_core.indicators.comparison import Reading
from crm_core.units import Unit
from crm_ui import figures, formats
from crm_ui.figures import MASKED, Judged
from crm_ui.screen import drawing
from crm_ui.screen.drawing import Box, Curve, Point
from crm_ui.screen.tiles import shown

LEFT, RIGHT, UPPER, LOWER = 104, 1000, 24, 456
# Pixels: between two names at a line’s end, of a letter on the chart and on the strip, and between words and a line that passes.
APART, LETTER, WIDE_LETTER, CLEAR = 44, 14, 17, 28
TITLE_LETTER, UNIT_LETTER = 16, 13
STRIP = 1146
BOUNDS: dict[Unit, tuple[float, float]] = {Unit.SHARE: (0, 100), Unit.NPS: (-100, 100)}


@dataclass(frozen=True)
class Lines:
    """What a chart shows: thirteen months, their readings and those of a year earlier, the finding, what a point is; `is_open`: the last month is not over."""

    months: Sequence[date]
    now: list[Reading]
    before: list[Reading]
    finding: str
    unit_line: str
    is_open: bool


@dataclass(frozen=True)
class Named:
    """Words at a place."""

    at: float
    text: str


@dataclass(frozen=True)
class Words:
    """Words that begin at a point."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Chart:
    """A chart ready to be drawn; heights and widths in pixels of its box."""

    title: str
    unit_line: str
    curve: Curve
    year: list[str]
    ticks: list[Named]
    months: list[Named]
    dashed: tuple[Point, Point] | None
    is_open: bool
    value: Named | None
    last_year: Named | None
    target: Words | None

    @property
    def on_one_line(self) -> bool:
        """Whether the title has room for the unit beside it."""
        return TITLE_LETTER * len(self.title) + UNIT_LETTER * len(f"· {self.unit_line}") < STRIP


def chart(lines: Lines, judged: Judged, unit: Unit, language: str) -> Chart:
    """The big chart of a view."""
    scale = 100.0 if unit is Unit.SHARE else 1.0
    now, before = shown(lines.now, unit), shown(lines.before, unit)
    values, low, high = ([_times(getattr(one, name), scale) for one in now] for name in ("value", "low", "high"))
    year = [_times(one.value, scale) for one in before]
    target = _times(judged.target, scale)
    bounds = BOUNDS.get(unit, (0.0, float("inf")))
    marks = drawing.ticks(drawing.known(values, low, high, year, [target]), least=bounds[0], most=bounds[1])
    box = Box(LEFT, RIGHT, UPPER, LOWER, marks[0], marks[-1], len(values))
    whole: list[float | None] = [*values[:-1], None] if lines.is_open else values
    made = drawing.curve(box, values, low, high, target)
    value, last_year = _ends(box, values[-1], year[-1], formats.by_unit(now[-1].value, unit, language), language)
    return Chart(
        lines.finding, lines.unit_line, Curve(box, drawing.curve(box, whole, low, high, None).lines, made.bands, made.alone, made.last, made.target),
        [drawing.points(run) for run in box.runs(year) if len(run) > 1], _ticks(box, marks, unit, language), _months(box, lines.months, language),
        _dashed(box, values) if lines.is_open else None, lines.is_open, value, last_year, _target(box, [values, year], target, judged, unit, language),
    )  # fmt: skip


def _times(value: float | None, scale: float) -> float | None:
    return None if value is None else value * scale


def _ticks(box: Box, marks: list[float], unit: Unit, language: str) -> list[Named]:
    places = 0 if all(abs(one - round(one)) < 1e-9 for one in marks) else 1
    scale = 100.0 if unit is Unit.SHARE else 1.0
    return [Named(box.y(one), formats.by_unit(one / scale, unit, language, decimals=places)) for one in marks]


def _months(box: Box, months: Sequence[date], language: str) -> list[Named]:
    locale = formats.LOCALES[language]
    return [Named(box.x(rank), format_date(month, "MMM", locale=locale)) for rank, month in enumerate(months) if rank % 3 == 0]


def _dashed(box: Box, values: drawing.Values) -> tuple[Point, Point] | None:
    """The last step, to a month that is not over."""
    *_rest, before, last = values
    rank = len(values) - 1
    return ((box.x(rank - 1), box.y(before)), (box.x(rank), box.y(last))) if before is not None and last is not None else None


def _ends(box: Box, now: float | None, year: float | None, text: str, language: str) -> tuple[Named | None, Named | None]:
    """The names of the two lines at their right end, apart from each other."""
    said = say(N_("last year"), language)
    if now is None or year is None:
        return (None if now is None else Named(box.y(now), text)), (None if year is None else Named(box.y(year), said))
    first, second = drawing.apart(box.y(now), box.y(year), APART)
    return Named(first, text), Named(second, said)


def _target(box: Box, lines: Sequence[drawing.Values], target: float | None, judged: Judged, unit: Unit, language: str) -> Words | None:
    """The target's words, above or below its rule, where they are farthest from the lines that they could cover."""
    if target is None:
        return None
    text = figures.target_words(judged.target, unit, language)
    places = [(box.x(rank) + 6, box.y(target) + shift) for rank in range(box.count) for shift in (-12, 36)]
    inside = [(x, y) for x, y in places if UPPER - 8 < y < LOWER and x + LETTER * len(text) < RIGHT]
    ways = [run for line in lines for run in box.runs(line)]
    room = [min(drawing.clearance(ways, x, x + LETTER * len(text), y - 12), CLEAR) for x, y in inside]
    x, y = inside[room.index(max(room))]
    return Words(x, y, text)


@dataclass(frozen=True)
class Count:
    """How many persons or cases are in one part, and the style in which it is drawn."""

    label: str
    n: int
    style: str


@dataclass(frozen=True)
class Part:
    """One part of a strip: its rectangle, its words and where they begin."""

    label: str
    value: str
    style: str
    x: float
    width: float
    words_at: float


@dataclass(frozen=True)
class Strip:
    """A whole in parts. `note` replaces the parts when one of them has one to four persons: no number is then told, not even by what is left."""

    title: str
    parts: list[Part]
    note: str = ""


def strip(title: str, counts: Sequence[Count], language: str, *, of_hundred: bool = False) -> Strip:
    """The strip of `counts` (empty ones left out), written as numbers or as parts of a hundred."""
    small = [one.label for one in counts if 0 < one.n < MASKED]
    if small:
        text = N_("Parts masked: fewer than {n} in some of them") if small[1:] else N_("{name}: fewer than {n}")
        return Strip(title, [], say(text, language, name=small[0], n=MASKED))
    kept = [one for one in counts if one.n]
    if not kept:
        return Strip(title, [])
    numbers = [one.n for one in kept]
    values = [formats.number(n, language) for n in (drawing.hundred(numbers) if of_hundred else numbers)]
    places = drawing.shares(numbers, STRIP)
    widths = [WIDE_LETTER * (len(one.label) + 1 + len(value)) for one, value in zip(kept, values, strict=True)]
    begin = drawing.labels([x for x, _width in places], widths, STRIP)
    return Strip(
        title, [Part(one.label, value, one.style, x, width, at) for one, value, (x, width), at in zip(kept, values, places, begin, strict=True)]
    )  # fmt: skip
