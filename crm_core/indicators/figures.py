"""The six figures of the client barometer: where each is read, how it is judged, and how it went month by month."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import polars as pl

from crm_core.engine import Connection, Scope
from crm_core.i18n import N_
from crm_core.indicators.attrition import attrition
from crm_core.indicators.comparison import Better, Figure, Kind, Reading
from crm_core.indicators.complaint_on_time_rate import complaint_on_time_rate
from crm_core.indicators.complaint_volume import complaint_volume
from crm_core.indicators.csat import csat
from crm_core.indicators.nps import nps
from crm_core.indicators.registry import REGISTRY, Indicator
from crm_core.periods import DAY, Window, month_start, previous, year_earlier
from crm_core.units import Unit

SERIES: dict[str, Any] = {
    "indicator": pl.String,
    "month": pl.Date,
    "value": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "n": pl.Int64,
}
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Part:
    """One figure: the column `value` of `indicator`, judged as a `kind`; `target` is its key in the settings and `source` the table that dates it.

    `base`: the table of what it is counted for, which its indicator can do without.
    """

    name: str
    label: str
    indicator: Indicator
    value: str
    kind: Kind
    target: str
    unit: Unit
    better: Better
    source: str
    base: tuple[str, ...] = ()

    @property
    def needs(self) -> tuple[str, ...]:
        """The tables without which it has no value."""
        return (*self.indicator.needs, *self.base)

    def known(self, con: Connection) -> bool:
        return con.has(*self.needs)


PARTS = (
    Part("csat", N_("Satisfied customers"), csat, "satisfied_share", "share", "csat", Unit.SHARE, "up", "surveys"),
    Part("nps", N_("NPS"), nps, "nps", "mean", "nps", Unit.NPS, "up", "surveys"),
    Part("attrition_rate", N_("Attrition rate"), attrition, "attrition_rate", "share", "attrition", Unit.SHARE, "down", "transactions"),
    Part("lost", N_("Lost customers"), attrition, "lost", "count", "lost", Unit.COUNT, "down", "transactions"),
    Part("on_time_rate", N_("Complaints closed on time"), complaint_on_time_rate, "on_time_rate", "share", "on_time", Unit.SHARE, "up", "complaints"),
    Part("complaint_rate", N_("Complaints per 1,000 customers"), complaint_volume, "per_1000_active", "rate", "complaint_rate", Unit.RATE, "down", "complaints", ("transactions",)),
)  # fmt: skip


def reading(part: Part, row: Mapping[str, Any] | None) -> Reading:
    """What one row of the part's indicator says; no row is no case."""
    if row is None:
        return Reading(n=0)
    low, high, n = row["low"], row["high"], row["n"] or 0
    value = row[part.value]
    if part.name == "lost":
        value = float(value) if n else None
        low, high = (bound * n if bound is not None else None for bound in (low, high))
    return Reading(value, low, high, n, _variance(row) if part.name == "nps" and n else None)


def _variance(row: Mapping[str, Any]) -> float:
    p, d = row["promoters"] / row["n"], row["detractors"] / row["n"]
    return float(1e4 * (p + d - (p - d) ** 2) / row["n"])


def _main_scale(rows: Rows) -> str | None:
    """The scale with the most answers; null when the rows have none."""
    answers = Counter[str]()
    for row in rows:
        answers[row.get("scale") or ""] += row["n"] or 0
    answers.pop("", None)
    return min(answers, key=lambda scale: (-answers[scale], scale)) if answers.total() else None


def _on_scale(rows: Rows, scale: str | None) -> Rows:
    return [row for row in rows if row["scale"] == scale] if scale else rows


def compared(con: Connection, scope: Scope) -> dict[str, list[Rows]]:
    """Indicator → its rows over the period, over as many days before, and a year earlier; only where its tables are there.

    All are asked with the scope's own as-of day, so that thresholds and classes are the same, and in few questions: the curve's, which has most of them.
    A period to compare with has no row when the files do not go back far enough for it.
    """
    spans = (scope.period, previous(scope.period), year_earlier(scope.period))
    points = () if scope.by else scope.rolling().windows
    questions = [*([points] if points else []), *_apart(span for span in spans if span not in points)]
    asked = {part.indicator.name: part.indicator for part in PARTS if part.known(con)}
    found = {name: _asked(con, scope, one, questions) for name, one in asked.items()}
    return {
        name: [rows[span] if span == scope.period or goes_back(con, scope, name, span) else [] for span in spans]
        for name, rows in found.items()
    }


def goes_back(con: Connection, scope: Scope, name: str, span: Window) -> bool:
    """Whether the files of the indicator `name` hold at least half of the days that its figure over `span` looks at, so that it can be compared.

    A number over time looks at the span, customers active on a day at the D80 days before it; other figures rest on their cases alone.
    """
    half = timedelta(days=int(con.thresholds(scope.as_of).d80) // 2)
    middle = {
        "attrition": span.start - DAY - half,
        "active_customers": span.end - half,
        "complaint_volume": span.start + DAY * (span.days // 2),
    }
    first = con.begins_on(REGISTRY[name].needs)
    return first is None or name not in middle or first <= middle[name]


def comparable(con: Connection, scope: Scope, name: str, readings: Sequence[Reading]) -> list[Reading]:
    """The readings of a curve, one for each window of `scope`: none where the files do not go back far enough; the period itself stays."""
    told = [span == scope.period or goes_back(con, scope, name, span) for span in scope.windows]
    return [one if known else Reading(n=0) for one, known in zip(readings, told, strict=True)]


def _apart(spans: Iterable[Window]) -> list[tuple[Window, ...]]:
    """The spans in groups in which no two end in the same month, by which the rows of an answer are told apart."""
    groups: list[dict[date, Window]] = []
    for span in dict.fromkeys(spans):
        month = month_start(span.end)
        group = next((one for one in groups if month not in one), None)
        if group is None:
            groups.append(group := {})
        group[month] = span
    return [tuple(group.values()) for group in groups]


def _asked(con: Connection, scope: Scope, one: Indicator, questions: Sequence[tuple[Window, ...]]) -> dict[Window, Rows]:
    """Span → the rows of the indicator, one question for each group of spans."""
    found: dict[Window, Rows] = {}
    for windows in questions:
        rows = _by_month(_recalled(con, replace(scope, windows=windows), one))
        found |= {span: rows.get(month_start(span.end), []) for span in windows}
    return found


def _recalled(con: Connection, scope: Scope, one: Indicator) -> pl.DataFrame:
    return con.recall((one.name, scope), partial(one, con, scope))


def _by_month(answer: pl.DataFrame) -> dict[date, Rows]:
    found: dict[date, Rows] = {}
    for row in answer.iter_rows(named=True):
        found.setdefault(row["month"], []).append(row)
    return found


def figure(part: Part, spans: Sequence[Rows], target: float | None) -> Figure:
    """One figure from the rows of its three spans; of several scales, the one with the most answers in the period. No span: the table is missing."""
    if not spans:
        return Figure(part.kind, part.better, Reading(), target=target)
    scale = _main_scale(spans[0])
    now, before, last_year = (reading(part, next(iter(_on_scale(rows, scale)), None)) for rows in spans)
    return Figure(part.kind, part.better, now, before, last_year, target)


def curve(part: Part, answer: pl.DataFrame, months: list[date]) -> list[Reading]:
    """One reading a month, on the scale with the most answers of the last month, else of all."""
    rows = _by_month(answer)
    scale = _main_scale(rows.get(months[-1], [])) or _main_scale([row for month in rows.values() for row in month])
    return [reading(part, next(iter(_on_scale(rows.get(month, []), scale)), None)) for month in months]


def series(con: Connection, scope: Scope, steps: int = 13) -> pl.DataFrame:
    """The figures over the period and the same one ending 1 … 12 months earlier, oldest first; one statement per indicator.

    `indicator`, `month` (first day of the month in which the span ends), `value`, `low`, `high`, `n`; nothing for a missing table.
    """
    rolling = scope.broken_by(None).rolling(steps)
    known = [part for part in PARTS if part.known(con)]
    asked = {name: _recalled(con, rolling, one) for name, one in {part.indicator.name: part.indicator for part in known}.items()}
    months = [month_start(span.end) for span in rolling.windows]
    lines = {part: curve(part, asked[part.indicator.name], months) for part in known}
    curves = {part.name: comparable(con, rolling, part.indicator.name, line) for part, line in lines.items()}
    rows = [
        (name, month, one.value, one.low, one.high, one.n) for name, line in curves.items() for month, one in zip(months, line, strict=True)
    ]
    return pl.DataFrame(rows, schema=SERIES, orient="row")
