"""How a figure went: its rolling points, and its reading over the period right before. Every card that compares asks for one."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from crm_core.engine import Scope
from crm_core.indicators.comparison import Better, Figure, Kind, Reading
from crm_ui import spans
from crm_ui.figures import Judged

Read = Callable[[Scope], list[Reading]]


@dataclass(frozen=True)
class Course:
    """Rolling points, the oldest a year ago and the last now; `before` is the period before, empty where that is last year. No point: a table is missing."""

    points: list[Reading]
    before: Reading

    def judged(self, kind: Kind, better: Better, target: float | None = None) -> Judged:
        """The last point against the target, a year ago and the period before."""
        return Judged.of(Figure(kind, better, self.points[-1], self.before, self.points[0], target))


def course(scope: Scope, read: Read, *, every: int = 1) -> Course:
    """The course of what `read` reads out of a scope, one reading a window; `every` 3: a point every three months."""
    rolling = scope.rolling()
    points = read(replace(rolling, windows=rolling.windows[::every]))
    window = spans.period_before(scope)
    before = read(replace(scope, windows=(window,))) if window and points else []
    return Course(points, before[0] if before else Reading())
