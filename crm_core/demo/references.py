"""Figures from outside: the firm's targets, a competitor's published figures, and the yearly cost of the customer base."""

from collections.abc import Iterator

import polars as pl

from crm_core.demo.surveys import COMPETITOR
from crm_core.demo.timeline import Timeline

TARGETS = {"csat": 0.80, "nps": 32.0, "response_rate": 0.25, "attrition": 0.12, "complaint_rate": 55.0, "on_time": 0.90}
COMPETITORS: dict[str, tuple[float, float, float]] = {
    "csat": (0.71, 0.72, 0.72),
    "nps": (14.0, 16.0, 17.0),
    "attrition": (0.155, 0.150, 0.148),
    "complaint_rate": (63.0, 66.0, 64.0),
}
COSTS: dict[str, tuple[float, float, float]] = {
    "cost.investment": (18000.0, 12000.0, 9000.0),
    "cost.staff": (64000.0, 66500.0, 69000.0),
    "cost.hosting": (7800.0, 8200.0, 8600.0),
    "cost.improvement": (5000.0, 8000.0, 11000.0),
}


def _rows(timeline: Timeline) -> Iterator[tuple[str, str, float, str | None, str | None, str]]:
    years = [timeline.until.year - 2, timeline.until.year - 1, timeline.until.year]
    for year in years:
        for indicator, value in TARGETS.items():
            yield indicator, str(year), value, "target", None, "Plan annuel"
    for indicator, values in COMPETITORS.items():
        for year, value in zip(years, values, strict=True):
            yield indicator, str(year), value, COMPETITOR, None, "Panel Jardin & Maison"
    for indicator, values in COSTS.items():
        for year, value in zip(years, values, strict=True):
            yield indicator, str(year), value, None, None, "Contrôle de gestion"


def references(timeline: Timeline) -> pl.DataFrame:
    names = ("indicator", "period", "value", "company", "store", "source")
    return pl.DataFrame(list(_rows(timeline)), schema=dict.fromkeys(names, pl.String) | {"value": pl.Float64}, orient="row")
