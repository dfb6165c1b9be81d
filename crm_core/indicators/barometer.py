"""How are our clients, compared with before and with our targets?"""

from datetime import date
from typing import Any

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.figures import PARTS, Part, compared, figure, series, targets
from crm_core.indicators.registry import indicator
from crm_core.units import Unit

__all__ = ["barometer", "series", "targets"]

SQL = """
select 'surveys' as source, max(date) as data_on from surveys where date <= $as_of
union all select 'transactions' as source, max(date) as data_on from transactions where date <= $as_of
union all select 'complaints' as source,
    greatest(max(received_on::date), max(case when closed_on <= $as_of then closed_on end)) as data_on from complaints where received_on::date <= $as_of
order by source
"""
SCHEMA: dict[str, Any] = {
    "indicator": pl.String, "value": pl.Float64, "target": pl.Float64, "low": pl.Float64, "high": pl.Float64, "previous": pl.Float64,
    "last_year": pl.Float64, "verdict": pl.String, "light": pl.String, "data_on": pl.Date, "verdict_year": pl.String, "n": pl.Int64,
    "unit": pl.String, "better": pl.String,
}  # fmt: skip


@indicator(
    title=N_("Client barometer"),
    definition=N_(
        "Satisfied customers, NPS, attrition rate, lost customers, complaints closed on time, complaints for 1,000 active customers: over the period, over as "
        "many days before, and a year earlier, each as its own indicator defines it. Verdict: up or down when the change from the previous period is real at "
        "5 %, else stable. Light: reached; to watch when the target is missed but the interval holds it; missed. Under 30 cases, too few answers. Targets come "
        "from the references named target for the period, else from the settings."
    ),
    formula=N_("tests at 5 %: shares by z-test, NPS by its variances, counts and rates by the exact comparison of two Poisson counts"),
    source=N_("Figures, intervals and sources: see each indicator"),
    sql=SQL,
    unit=Unit.TEXT,
    grain="row",
    value="value",
)
def barometer(con: Connection, scope: Scope) -> pl.DataFrame:
    """Six rows (by value of the breakdown): the columns of SCHEMA; a figure whose table is missing has a null value and no light.

    `verdict` compares with the previous period, `verdict_year` with a year earlier; `n` is null when the table is missing.
    """
    whole, by = scope.whole(), scope.by
    days: dict[str, date] = dict(query(con, SQL, whole.broken_by(None)).rows())
    wanted, answers = targets(con, whole), compared(con, whole)
    rows = []
    for value in _values(answers, by):
        for part in PARTS:
            frames = [frame.filter(pl.col(by).eq_missing(value)) if by else frame for frame in answers.get(part.indicator.name, [])]
            rows.append(({by: value} if by else {}) | _row(part, frames, wanted[part.name], days.get(part.source)))
    return pl.DataFrame(rows, schema=({by: pl.String} if by else {}) | SCHEMA)


def _values(answers: dict[str, list[pl.DataFrame]], by: str | None) -> list[str | None]:
    found = {value for frames in answers.values() for frame in frames for value in (frame[by].to_list() if by else [None])}
    return sorted(found or {None}, key=lambda value: (value is None, value or ""))


def _row(part: Part, frames: list[pl.DataFrame], target: float | None, data_on: date | None) -> dict[str, object]:
    one = figure(part, frames, target)
    return {
        "indicator": part.name, "value": one.now.value, "target": target, "low": one.now.low, "high": one.now.high, "previous": one.previous.value,
        "last_year": one.last_year.value, "verdict": one.verdict, "light": one.light, "data_on": data_on, "verdict_year": one.verdict_year,
        "n": one.now.n, "unit": part.unit.value, "better": part.better,
    }  # fmt: skip
