"""How are our clients, compared with before and with our targets?"""

from datetime import date
from typing import Any

import polars as pl

from crm_core.engine import Connection, Scope, query
from crm_core.i18n import N_
from crm_core.indicators.figures import PARTS, Part, Rows, compared, figure, series
from crm_core.indicators.registry import indicator
from crm_core.indicators.targets import targets
from crm_core.units import Unit

__all__ = ["barometer", "series", "targets"]

Spans = dict[str, list[Rows]]
"""Indicator → its rows over the period, over as many days before, and a year earlier."""

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
        "many days before, and a year earlier, each as its own indicator defines it, all measured by the D80 of the as-of day; counts and rates are not compared with a period of which the files hold less than half. Verdict: up or down when the change from the previous period is real at "
        "5%, else stable. Light: reached; to watch when the target is missed but the interval holds it; missed. Under 30 cases, too few answers. Targets come "
        "from the references named target for the period, else from the settings."
    ),
    formula=N_("tests at 5%: shares by z-test, NPS by its variances, counts and rates by the exact comparison of two Poisson counts"),
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
    unbroken = whole.broken_by(None)
    days: dict[str, date] = dict(con.recall(("data_on by source", unbroken), lambda: query(con, SQL, unbroken)).rows())
    wanted, answers = targets(con, whole), _by_value(compared(con, whole), by)
    rows = [
        ({by: value} if by else {}) | _row(part, found.get(part.indicator.name, []), wanted[part.name], days.get(part.source))
        for value, found in sorted(answers.items(), key=lambda one: (one[0] is None, one[0] or ""))
        for part in PARTS
    ]
    return pl.DataFrame(rows, schema=({by: pl.String} if by else {}) | SCHEMA)


def _by_value(answers: Spans, by: str | None) -> dict[str | None, Spans]:
    """Value of the breakdown → indicator → its rows of each span; null alone without breakdown, or when nothing is known."""
    values = {row[by] for spans in answers.values() for rows in spans for row in rows} if by else {None}
    found: dict[str | None, Spans] = {
        value: {name: [[] for _span in spans] for name, spans in answers.items()} for value in values or {None}
    }
    for name, spans in answers.items():
        for rank, rows in enumerate(spans):
            for row in rows:
                found[row[by] if by else None][name][rank].append(row)
    return found


def _row(part: Part, spans: list[Rows], target: float | None, data_on: date | None) -> dict[str, object]:
    one = figure(part, spans, target)
    return {
        "indicator": part.name, "value": one.now.value, "target": target, "low": one.now.low, "high": one.now.high, "previous": one.previous.value,
        "last_year": one.last_year.value, "verdict": one.verdict, "light": one.light, "data_on": data_on, "verdict_year": one.verdict_year,
        "n": one.now.n, "unit": part.unit.value, "better": part.better,
    }  # fmt: skip
