"""The six figures of the client barometer: where each is read, how it is judged, what its target is, and how it went month by month."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.attrition import attrition
from crm_core.indicators.comparison import Better, Figure, Kind, Reading
from crm_core.indicators.complaint_on_time_rate import complaint_on_time_rate
from crm_core.indicators.complaint_volume import complaint_volume
from crm_core.indicators.csat import csat
from crm_core.indicators.nps import nps
from crm_core.indicators.registry import Indicator
from crm_core.periods import Window, month_start, previous, year_earlier
from crm_core.units import Unit

TARGETS = """
select indicator, store, value from all_reference_values
where lower(company) in ('target', 'objectif', 'cible') and starts_with($as_of::varchar, period) and (store is null or store = $store)
order by indicator, store, length(period), value
"""
SERIES: dict[str, Any] = {
    "indicator": pl.String,
    "month": pl.Date,
    "value": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "n": pl.Int64,
}


@dataclass(frozen=True)
class Part:
    """One figure: the column `value` of `indicator`, judged as a `kind`; `target` is its key in the settings and `source` the table that dates it."""

    name: str
    label: str
    indicator: Indicator
    value: str
    kind: Kind
    target: str
    unit: Unit
    better: Better
    source: str

    def known(self, con: Connection) -> bool:
        return con.has(*self.indicator.needs)


PARTS = (
    Part("csat", N_("Satisfied customers"), csat, "satisfied_share", "share", "csat", Unit.SHARE, "up", "surveys"),
    Part("nps", N_("NPS"), nps, "nps", "mean", "nps", Unit.NPS, "up", "surveys"),
    Part("attrition_rate", N_("Attrition rate"), attrition, "attrition_rate", "share", "attrition", Unit.SHARE, "down", "transactions"),
    Part("lost", N_("Lost customers"), attrition, "lost", "count", "lost", Unit.COUNT, "down", "transactions"),
    Part("on_time_rate", N_("Complaints closed on time"), complaint_on_time_rate, "on_time_rate", "share", "on_time", Unit.SHARE, "up", "complaints"),
    Part("complaint_rate", N_("Complaints per 1,000 customers"), complaint_volume, "per_1000_active", "rate", "complaint_rate", Unit.RATE, "down", "complaints"),
)  # fmt: skip


def reading(part: Part, row: Mapping[str, Any] | None) -> Reading:
    """What one row of the part's indicator says; no row is no case."""
    if row is None:
        return Reading(n=0)
    low, high, n = row["low"], row["high"], row["n"]
    value = row[part.value]
    if part.name == "lost":
        value = float(value) if n else None
        low, high = (bound * n if bound is not None else None for bound in (low, high))
    return Reading(value, low, high, n, _variance(row) if part.name == "nps" and n else None)


def _variance(row: Mapping[str, Any]) -> float:
    p, d = row["promoters"] / row["n"], row["detractors"] / row["n"]
    return float(1e4 * (p + d - (p - d) ** 2) / row["n"])


def _main_scale(rows: pl.DataFrame) -> str | None:
    """The scale with the most answers; null when the rows have none."""
    if "scale" not in rows.columns or not rows["n"].sum():
        return None
    return str(rows.group_by("scale").agg(pl.col("n").sum()).sort("n", "scale", descending=[True, False])["scale"][0])


def _on_scale(rows: pl.DataFrame, scale: str | None) -> pl.DataFrame:
    return rows.filter(pl.col("scale") == scale) if scale else rows


def compared(con: Connection, scope: Scope) -> dict[str, list[pl.DataFrame]]:
    """Indicator → its answers over the period, as many days before, and a year earlier; only where its tables are there.

    Each span is asked for alone and with the scope's own as-of day: its rows need no telling apart, and thresholds and classes are the same.
    """
    spans = (scope.period, previous(scope.period), year_earlier(scope.period))
    asked = {part.indicator.name: part.indicator for part in PARTS if part.known(con)}
    return {name: [one(con, replace(scope, windows=(span,))) for span in spans] for name, one in asked.items()}


def figure(part: Part, frames: list[pl.DataFrame], target: float | None) -> Figure:
    """One figure from the rows of its three spans; of several scales, the one with the most answers in the period. No frame: the table is missing."""
    if not frames:
        return Figure(part.kind, part.better, Reading(), target=target)
    scale = _main_scale(frames[0])
    rows = [next(_on_scale(frame, scale).iter_rows(named=True), None) for frame in frames]
    now, before, last_year = (reading(part, row) for row in rows)
    return Figure(part.kind, part.better, now, before, last_year, target)


def curve(part: Part, frame: pl.DataFrame, months: list[date]) -> list[Reading]:
    """One reading a month, on the scale with the most answers of the last month, else of all."""
    scale = _main_scale(frame.filter(pl.col("month") == months[-1])) or _main_scale(frame)
    found = {row["month"]: row for row in _on_scale(frame, scale).iter_rows(named=True)}
    return [reading(part, found.get(month)) for month in months]


YEARLY = {"attrition_rate", "lost", "complaint_rate"}


def targets(con: Connection, scope: Scope) -> dict[str, float | None]:
    """The target of each figure on `as_of`: from the references (the store's own when one store is chosen), else from the settings.

    A number of customers is a target for the whole firm: a part of it has one only when the references name it for that store.
    What adds up over time (YEARLY) is a target for a year: another period has none.
    """
    stores = dict(scope.filters).get("store", ())
    store = stores[0] if len(stores) == 1 else None
    given = {(name, where): value for name, where, value in query(con, TARGETS, scope.everyone(), store=store).rows()}
    year = is_a_year(scope.period)
    return {part.name: _target(part, given, con, scope, store) if year or part.name not in YEARLY else None for part in PARTS}


def is_a_year(period: Window) -> bool:
    return 365 <= period.days <= 366


def _target(part: Part, given: Mapping[tuple[str, str | None], float], con: Connection, scope: Scope, store: str | None) -> float | None:
    whole = part.kind != "count" or not (scope.filters or scope.by)
    keys = [(name, where) for where in (store, None) if where or whole for name in (part.name, part.target)]
    own: float | None = getattr(con.settings.targets, part.target) if whole else None
    return next((given[key] for key in keys if key in given), own)


def series(con: Connection, scope: Scope, steps: int = 13) -> pl.DataFrame:
    """The figures over the period and the same one ending 1 … 12 months earlier, oldest first; one statement per indicator.

    `indicator`, `month` (first day of the month in which the span ends), `value`, `low`, `high`, `n`; nothing for a missing table.
    """
    rolling = scope.broken_by(None).rolling(steps)
    known = [part for part in PARTS if part.known(con)]
    asked = {name: one(con, rolling) for name, one in {part.indicator.name: part.indicator for part in known}.items()}
    months = [month_start(span.end) for span in rolling.windows]
    curves = {part.name: curve(part, asked[part.indicator.name], months) for part in known}
    rows = [
        (name, month, one.value, one.low, one.high, one.n) for name, line in curves.items() for month, one in zip(months, line, strict=True)
    ]
    return pl.DataFrame(rows, schema=SERIES, orient="row")
