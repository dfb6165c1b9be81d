"""Where lines, ticks and parts lie on the screen, in pixels of its 1920 × 1080 stage. Pure functions on numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor, log10

Values = Sequence[float | None]
Point = tuple[float, float]
MOST_STEPS = 5


@dataclass(frozen=True)
class Box:
    """A rectangle in which `count` points run from left to right, `bottom` and `top` being values."""

    left: float
    right: float
    upper: float
    lower: float
    bottom: float
    top: float
    count: int = 13

    def x(self, index: int) -> float:
        return round(self.left + index * (self.right - self.left) / max(self.count - 1, 1), 1)

    def y(self, value: float) -> float:
        return round(self.lower - (value - self.bottom) / (self.top - self.bottom) * (self.lower - self.upper), 1)

    def runs(self, values: Values) -> list[list[Point]]:
        """The stretches between gaps."""
        found: list[list[Point]] = [[]]
        for index, value in enumerate(values):
            if value is None:
                found.append([])
            else:
                found[-1].append((self.x(index), self.y(value)))
        return [run for run in found if run]


@dataclass(frozen=True)
class Curve:
    """A drawn line: SVG points of its stretches and of its band, isolated points, the last point, and where the target lies."""

    box: Box
    lines: list[str]
    bands: list[str]
    alone: list[Point]
    last: Point | None
    target: float | None


def points(run: Sequence[Point]) -> str:
    return " ".join(f"{x},{y}" for x, y in run)


def curve(box: Box, values: Values, low: Values, high: Values, target: float | None) -> Curve:
    """`values` with the band between `low` and `high` (same length; gaps stay gaps)."""
    runs = box.runs(values)
    known = [a is not None and b is not None for a, b in zip(low, high, strict=True)]
    uppers = box.runs([value if here else None for value, here in zip(high, known, strict=True)])
    lowers = box.runs([value if here else None for value, here in zip(low, known, strict=True)])
    return Curve(
        box,
        [points(run) for run in runs if len(run) > 1],
        [points([*up, *reversed(down)]) for up, down in zip(uppers, lowers, strict=True) if len(up) > 1],
        [run[0] for run in runs if len(run) == 1],
        runs[-1][-1] if values and values[-1] is not None else None,
        None if target is None else box.y(target),
    )


def known(*lines: Values) -> list[float]:
    return [value for line in lines for value in line if value is not None]


def around(values: Sequence[float]) -> tuple[float, float]:
    """The least and the greatest value; one apart when they are equal or there is none."""
    low, high = min(values, default=0.0), max(values, default=1.0)
    return (low, high) if high > low else (low - 0.5, high + 0.5)


def ticks(values: Sequence[float], *, least: float | None = None, most: float | None = None) -> list[float]:
    """Round values, at most six, from below the least to above the greatest of `values`, not beyond the bounds of what is possible."""
    low, high = around(values)
    exponent = floor(log10((high - low) / MOST_STEPS))
    for step in (factor * 10.0**power for power in (exponent, exponent + 1, exponent + 2) for factor in (1, 2, 2.5, 5)):
        first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
        if last - first <= MOST_STEPS:
            break
    found = [round(rank * step, 10) for rank in range(first, last + 1)]
    inside = [one for one in found if (least is None or one >= least) and (most is None or one <= most)]
    return inside if len(inside) > 1 else found


def apart(first: float, second: float, least: float) -> tuple[float, float]:
    """Two heights moved away from their middle until they are `least` apart."""
    if abs(first - second) >= least:
        return first, second
    middle, half = (first + second) / 2, least / 2
    return (middle - half, middle + half) if first <= second else (middle + half, middle - half)


def clearance(runs: Sequence[Sequence[Point]], left: float, right: float, height: float) -> float:
    """How far, up or down, the lines stay from words at `height` between `left` and `right`; negative or 0 when one crosses them."""
    found = float("inf")
    for run in runs:
        for (x1, y1), (x2, y2) in pairwise(run):
            if x2 >= left and x1 <= right:
                low, high = sorted(y1 + (y2 - y1) * (min(max(x, x1), x2) - x1) / (x2 - x1) for x in (left, right))
                found = min(found, max(low - height, height - high))
    return found


def shares(counts: Sequence[int], width: float, gap: float = 4) -> list[tuple[float, float]]:
    """Left edge and width of each part of a strip."""
    room, total = width - gap * (len(counts) - 1), sum(counts)
    found, x = [], 0.0
    for count in counts:
        wide = room * count / total
        found.append((round(x, 1), round(wide, 1)))
        x += wide + gap
    return found


def labels(starts: Sequence[float], widths: Sequence[float], room: float, gap: float = 36) -> list[float]:
    """Where texts that are `widths` wide begin: over their part as far as they do not touch and all fit into `room`."""
    found, free = [], 0.0
    for start, wide in zip(starts, widths, strict=True):
        found.append(max(start, free))
        free = found[-1] + wide + gap
    limit = room
    for rank in range(len(found) - 1, -1, -1):
        found[rank] = round(min(found[rank], limit - widths[rank]), 1)
        limit = found[rank] - gap
    return found


def hundred(counts: Sequence[int]) -> list[int]:
    """Parts of a hundred, whole numbers that add up to 100: the largest remainders are rounded up."""
    exact = [100 * count / sum(counts) for count in counts]
    whole = [floor(one) for one in exact]
    by_rest = sorted(range(len(exact)), key=lambda rank: (whole[rank] - exact[rank], rank))
    for rank in by_rest[: 100 - sum(whole)]:
        whole[rank] += 1
    return whole
