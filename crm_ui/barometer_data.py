"""What the home page asks: the six figures of the barometer, their curves, and the answers of its charts and table."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from crm_core.engine import Scope
from crm_core.i18n import N_
from crm_core.indicators import barometer
from crm_core.indicators.attrition import attrition_rates
from crm_core.indicators.comparison import Reading
from crm_core.indicators.figures import PARTS
from crm_core.periods import month_start, previous, year_earlier
from crm_core.units import Unit
from crm_ui import cache, figures, formats, spans
from crm_ui.cards import Kpi
from crm_ui.figures import Judged, Words
from crm_ui.findings import barometer as findings
from crm_ui.sheets import Column, Sheet
from crm_ui.words import _, language, ngettext

# key → label, the registry's indicator, and the one that lists the rows behind it
CARDS = {
    "csat": (N_("Satisfied customers"), "csat", None),
    "nps": (N_("Recommendation (NPS)"), "nps", None),
    "attrition_rate": (N_("Attrition rate"), "attrition", "lifecycle"),
    "lost": (N_("Lost customers"), "attrition", "lifecycle"),
    "on_time_rate": (N_("Complaints closed on time"), "complaint_on_time_rate", "complaint_deadlines"),
    "complaint_rate": (N_("Complaints per 1,000 active"), "complaint_volume", "complaint_deadlines"),
}
THEMES = {
    N_("Satisfaction"): ("csat", "nps"),
    N_("Lost customers"): ("attrition_rate", "lost"),
    N_("Complaints"): ("on_time_rate", "complaint_rate"),
}
PLACES = ("store", "region")
SHOWN_PLACES = 12


@dataclass(frozen=True)
class Barometer:
    """The figures by name; those whose table is missing are left out."""

    judged: dict[str, Judged]
    series: dict[str, list[Reading]]
    units: dict[str, Unit]
    revenue_lost: float | None

    def card(self, name: str) -> Kpi:
        label, indicator, rows = CARDS[name]
        spoken, currency = language(), cache.currency()
        below = None
        if name == "lost" and self.revenue_lost:
            below = _("{money} of sales over the period before", money=formats.money(self.revenue_lost, spoken, currency))
        words = Words(name, _(label), indicator, self.units[name], spoken, currency, below, rows)
        return figures.kpi(words, self.judged[name], self.series[name])


def judge(scope: Scope) -> Barometer:
    """Ask for the six figures and their thirteen points."""
    rows = cache.ask("barometer", scope).filter(pl.col("n").is_not_null())
    curves = cache.recall("barometer_series", barometer.series, scope)
    lines = {str(name): figures.readings(part, "value") for (name,), part in curves.group_by("indicator", maintain_order=True)}
    lost = cache.ask("attrition", scope.rolling())["revenue_lost"].to_list() if "lost" in rows["indicator"] else [None]
    twice = previous(scope.period) == year_earlier(scope.period)
    judged = {row["indicator"]: _judged({**row, "previous": None} if twice else row) for row in rows.iter_rows(named=True)}
    return Barometer(judged, lines, {row["indicator"]: Unit(row["unit"]) for row in rows.iter_rows(named=True)}, lost[-1])


def _judged(row: dict[str, object]) -> Judged:
    now = Reading(*(row[name] for name in ("value", "low", "high", "n")))  # type: ignore[arg-type]
    return Judged(now, row["last_year"], row["target"], row["light"], row["verdict_year"], row["better"], row["previous"])  # type: ignore[arg-type]


def needs(name: str) -> tuple[str, ...]:
    """The tables that the figure `name` rests on."""
    return next(part.needs for part in PARTS if part.name == name)


def counts(scope: Scope, now: Barometer) -> list[str]:
    """The rows of the meta line: customers kept by the filters, answers and complaints of the period."""
    kept, _everyone = cache.headcount(scope)
    said = [ngettext("{n} customer", "{n} customers", kept, n=formats.number(kept, language()))] if kept else []
    if "csat" in now.judged:
        answers = max(now.judged[name].now.n or 0 for name in ("csat", "nps"))
        said.append(ngettext("{n} answer", "{n} answers", answers, n=formats.number(answers, language())))
    if "on_time_rate" in now.judged:
        complaints = int(cache.ask("complaint_volume", scope.rolling())["complaints"][-1] or 0)
        said.append(ngettext("{n} complaint", "{n} complaints", complaints, n=formats.number(complaints, language())))
    return said


def attrition_line(scope: Scope) -> tuple[list[date], list[Reading], list[Reading], pl.DataFrame]:
    """Thirteen rolling points of attrition (dated by the month in which they end), those of a year earlier, and both as a table."""
    points = scope.rolling()
    months = [month_start(span.end) for span in points.windows]
    year = spans.rolling_before(scope)
    answers = (points, cache.ask("attrition", points)), (year, cache.recall("attrition_rates", attrition_rates, year))
    now, before = (cache.comparable("attrition", asked, figures.readings(answer, "attrition_rate")) for asked, answer in answers)
    year_ago = pl.Series("last_year", [one.value for one in before], dtype=pl.Float64)
    return months, now, before, cache.ask("attrition", points).with_columns(pl.Series("month", months), year_ago)


def nps_by_class(scope: Scope) -> pl.DataFrame:
    """The answers of each class; none without purchases, which tell the classes apart."""
    rows = findings.nps_rows(cache.ask("nps", scope.broken_by("lifecycle")))
    return rows if cache.connection().has("transactions") else rows.clear()


def no_classes() -> str:
    """Why there is no class to show the NPS of."""
    if cache.connection().has("transactions"):
        return _("NPS by lifecycle class: no class has five answers of known customers.")
    return _("NPS by lifecycle class: without a file of sales, the classes of buyers cannot be told apart.")


def places(scope: Scope) -> Sheet | None:
    """Where to act first, by store, else by region; None when the workspace has neither, or none of them has cases enough for a single figure."""
    field = next((one for one in PLACES if len(cache.values("customers", one)) > 1), None)
    if field is None:
        return None
    rows = findings.stores(cache.ask("barometer", scope.broken_by(field)), field, language()).head(SHOWN_PLACES)
    if all(rows[name].is_null().all() for name in findings.UNUSUAL):
        return None
    return Sheet.of(
        rows, Column(field, _("Store") if field == "store" else _("Region")), Column("active", _("Active customers"), Unit.COUNT),
        Column("csat", _("Satisfied"), Unit.SHARE), Column("nps", _("NPS"), Unit.NPS), Column("attrition_rate", _("Attrition"), Unit.SHARE),
        Column("on_time_rate", _("On time"), Unit.SHARE), Column("reason", _("Why here"), wide=True),
    )  # fmt: skip
