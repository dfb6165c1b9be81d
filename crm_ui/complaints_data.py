"""What the complaints page asks: the answers it needs, read and judged."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import polars as pl

from crm_core.calendar import working_calendar
from crm_core.engine import Scope
from crm_core.i18n import N_
from crm_core.indicators.comparison import FEW, Reading
from crm_core.periods import month_end, month_start
from crm_core.units import Unit
from crm_ui import cache, figures, formats, spans
from crm_ui.cards import Kpi
from crm_ui.courses import Course, Read, course
from crm_ui.deliverable import came_back
from crm_ui.figures import Judged, Words
from crm_ui.findings import complaints as findings
from crm_ui.findings.late_cases import late_cases
from crm_ui.goals import goals
from crm_ui.sheets import Column, Sheet
from crm_ui.words import _, language, ngettext

MARGIN = timedelta(days=30)
OWNERS = 6
RATE = N_("Per 1,000 active customers")


@dataclass(frozen=True)
class Complaints:
    """The four figures of the page, each with its thirteen rolling points (in `courses`, by its name); no rate without purchases."""

    on_time: Judged
    closing: Judged
    stock: Judged
    rate: Judged | None
    courses: dict[str, Course]
    open_cases: int
    received: int

    @property
    def late(self) -> int:
        return int(self.stock.now.value or 0)

    @property
    def received_words(self) -> str:
        return ngettext("{n} complaint", "{n} complaints", self.received, n=formats.number(self.received, language()))

    def cards(self) -> list[Kpi]:
        """The cards of the figures that are there."""
        spoken = language()
        stock_words = ngettext("of {n} open case", "of {n} open cases", self.open_cases, n=formats.number(self.open_cases, spoken))
        made = [
            figures.kpi(Words("on-time", _("Closed on time"), "complaint_on_time_rate", Unit.SHARE, spoken, rows="complaint_deadlines"), self.on_time, self.courses["on_time"].points),
            figures.kpi(Words("closing", _("Median time to close"), "complaint_times", Unit.DAYS, spoken, rows="complaint_deadlines"), self.closing, self.courses["closing"].points),
            figures.kpi(Words("late", _("Late cases"), "complaint_backlog", Unit.COUNT, spoken, below=stock_words, rows="complaint_deadlines"), self.stock, self.courses["stock"].points),
        ]  # fmt: skip
        words = Words("rate", _(RATE), "complaint_volume", Unit.RATE, spoken)
        return made if self.rate is None else [*made, figures.kpi(words, self.rate, self.courses["rate"].points)]


def judge(scope: Scope) -> Complaints:
    """Ask for the course of each figure and judge it."""
    aims, rolling = goals(scope), scope.rolling()
    found = {name: course(scope, read) for name, read in READ.items()}
    return Complaints(
        found["on_time"].judged("share", "up", aims["on_time_rate"]),
        found["closing"].judged("mean", "down", aims["closing_days"]),
        found["stock"].judged("count", "down", aims["late_open"]),
        found["rate"].judged("rate", "down", aims["complaint_rate"]) if cache.connection().has("transactions") else None,
        found,
        int(_backlog(rolling)["open"][-1]),
        int(cache.ask("complaint_volume", rolling)["complaints"][-1] or 0),
    )


def _closing(scope: Scope) -> list[Reading]:
    return figures.readings(cache.ask("complaint_times", scope).filter(pl.col("step") == "closed"), "median")


def _backlog(scope: Scope) -> pl.DataFrame:
    """The cases at the end of each window: `month`, `open`, `late`, and `told`, 0 before the first complaint."""
    by_month = cache.ask("complaint_backlog", scope).group_by("month", maintain_order=True)
    return by_month.agg(pl.col("open", "late").sum(), pl.col("late").count().alias("told"))


def _stock(scope: Scope) -> list[Reading]:
    """Late cases at the end of each window: a stock is counted, not sampled, so that few of them are no reason to doubt. Nothing before the first complaint."""
    rows = _backlog(scope).select("late", "told").iter_rows()
    return [Reading(float(late), n=max(int(late), FEW)) if told else Reading() for late, told in rows]


def _rate(scope: Scope) -> list[Reading]:
    return cache.comparable("complaint_volume", scope, figures.readings(cache.ask("complaint_volume", scope), "per_1000_active"))


READ: dict[str, Read] = {
    "on_time": lambda scope: figures.readings(cache.ask("complaint_on_time_rate", scope), "on_time_rate"),
    "closing": _closing,
    "stock": _stock,
    "rate": _rate,
}


def monthly(scope: Scope) -> tuple[list[date], list[Reading], list[Reading], bool, pl.DataFrame]:
    """Thirteen calendar months: their first days, their readings, those of a year earlier, whether the last is not over, and both as a table."""
    now = cache.ask("complaint_on_time_rate", spans.thirteen_months(scope))
    before = cache.ask("complaint_on_time_rate", spans.thirteen_months_before(scope))
    table = now.with_columns(before["on_time_rate"].alias("last_year"))
    return (
        now["month"].to_list(),
        figures.readings(now, "on_time_rate"),
        figures.readings(before, "on_time_rate"),
        spans.unfinished(scope),
        table,
    )


def by_stage(scope: Scope) -> pl.DataFrame:
    """The open cases at the three stages, in their order: `stage`, `open`, `late`."""
    rows = cache.ask("complaint_backlog", scope.broken_by("stage"))
    return rows.group_by("stage", maintain_order=True).agg(pl.col("open", "late").sum())


def by_owner(scope: Scope) -> pl.DataFrame:
    """The open cases by person in charge, most late first: `name`, `open`, `late`, `is_rest` (the others together, no one named). Empty when no one is named."""
    found = cache.ask("complaint_backlog", scope.broken_by("owner")).group_by("owner").agg(pl.col("open", "late").sum())
    rows = found.filter(pl.col("open") > 0).sort("late", "open", "owner", descending=[True, True, False])
    named, nobody = rows.drop_nulls("owner"), rows.filter(pl.col("owner").is_null())
    parts = [named.head(OWNERS).with_columns(pl.lit(False).alias("is_rest"))]
    parts += [
        one.select(pl.lit(words).alias("owner"), pl.col("open", "late").sum(), pl.lit(True).alias("is_rest"))
        for words, one in ((_("Others"), named.slice(OWNERS)), (_("Not given"), nobody))
        if named.height and one.height
    ]
    return pl.concat(parts).rename({"owner": "name"})


def peak(scope: Scope, level: str) -> findings.Peak | None:
    """The month of the period, among those that are over, in which a name of the level came far more often than in the others."""
    whole = [one for one in scope.monthly().windows if one.end == month_end(one.end) and one.start == month_start(one.end)]

    return findings.peak(cache.ask("complaint_typology", replace(scope, windows=tuple(whole))), level) if whole else None


def repurchase_days(scope: Scope) -> int:
    return int(cache.connection().thresholds(scope.as_of).d80)


def late_sheet(scope: Scope) -> Sheet:
    """The open and late cases, those that wait longest first, with the reason in words and what the customer bought in the period."""
    deadlines = cache.ask("complaint_deadlines", scope)
    first = min([scope.as_of, *deadlines["due_on"].drop_nulls()]) - MARGIN
    calendar = working_calendar(cache.settings().complaints, first, scope.as_of)
    worth = cache.ask("abc", scope) if cache.connection().has("transactions") else None
    rows = late_cases(deadlines, calendar, scope.as_of, worth, language(), came_back(scope))
    return Sheet(rows, _late_columns(rows, with_sales=worth is not None and rows["revenue"].null_count() < rows.height))


def _late_columns(rows: pl.DataFrame, *, with_sales: bool) -> tuple[Column, ...]:
    about = next((one for one in ("category", "cause") if rows[one].null_count() < rows.height), "category")
    columns = [
        Column("complaint_id", _("Case")), Column("reason", _("Why here"), wide=True), Column("received_on", _("Received on")),
        Column("due_on", _("Due on")), Column("late_days", _("Days late"), Unit.COUNT),
        Column(about, _("Category") if about == "category" else _("Cause"), wide=True),
    ]  # fmt: skip
    columns += [Column("customer_id", _("Customer"))] if rows["customer_id"].null_count() < rows.height else []
    columns += [Column("store", _("Store"))] if rows["store"].null_count() < rows.height else []
    columns += [Column("revenue", _("Sales of the period"), Unit.MONEY, decimals=2)] if with_sales else []
    return tuple(columns)
