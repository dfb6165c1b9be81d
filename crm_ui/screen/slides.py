"""What the screen shows in turn: one slide a view and store. Asks what the pages ask, through the same cache."""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from crm_core.engine import Scope
from crm_core.i18n import N_, say, say_number
from crm_core.periods import month_start
from crm_ui import barometer_data, cache, complaints_data, formats, satisfaction_data
from crm_ui.barometer_data import THEMES, Barometer
from crm_ui.figures import MASKED
from crm_ui.findings import barometer as home_findings
from crm_ui.findings import complaints as complaint_findings
from crm_ui.findings import satisfaction as satisfaction_findings
from crm_ui.findings.common import count_word
from crm_ui.screen.panels import Chart, Count, Lines, Strip, chart, strip
from crm_ui.screen.tiles import Tile, shown, tile

ANSWERS = (
    ("promoters", N_("Promoters"), "good"),
    ("passives", N_("Passives"), "grey"),
    ("detractors", N_("Detractors"), "bad"),
)
VALUES = {"A": N_("Large buyers (A)"), "B": N_("Medium (B)"), "C": N_("Small (C)")}
ROLLING, MONTHLY = N_("rolling 12 months"), N_("month by month")
# view → its question, the figures at its left, and the one that its chart shows
VIEWS: dict[str, tuple[str, tuple[str, ...], str]] = {
    "satisfaction": (N_("Are our customers satisfied?"), ("csat", "nps"), "nps"),
    "lost": (N_("How many customers are we losing?"), ("attrition_rate", "lost"), "attrition_rate"),
    "complaints": ("", ("on_time_rate", "complaint_rate"), "on_time_rate"),
}


@dataclass(frozen=True)
class Slide:
    """One view of one store (None: the whole firm): `columns` of figures, each under its theme on the barometer, else one with a chart and a strip beside it.

    `blank` is said in place of a chart whose months are all masked.
    """

    view: str
    store: str | None
    question: str
    columns: list[tuple[str, list[Tile]]]
    chart: Chart | None = None
    strip: Strip | None = None
    blank: str = ""


def slide(view: str, store: str | None, scope: Scope, language: str) -> Slide:
    """One slide of the figures of `scope`."""
    found = barometer_data.judge(scope)
    if view == "barometer":
        columns = [(say(theme, language), [tile(name, found, language) for name in names]) for theme, names in THEMES.items()]
        return Slide(view, store, say(N_("How are our customers?"), language), columns)
    question, names, main = VIEWS[view]
    said = say(question, language) if question else _promise(language)
    left = [("", [tile(name, found, language) for name in names])]
    if main not in found.judged:
        return Slide(view, store, said, left)
    ask, parts = PANELS[view]
    lines, whole = ask(scope, found, language), parts(scope, found, language)
    drawn = any(one.value is not None for one in shown(lines.now, found.units[main]))
    return Slide(
        view, store, said, left, chart(lines, found.judged[main], found.units[main], language) if drawn else None, whole if drawn or whole.parts or whole.note else None,
        lines.finding if any(one.value is not None for one in lines.now) else "",
    )  # fmt: skip


def _promise(language: str) -> str:
    rules = cache.settings().complaints
    text = (
        N_("Do we answer within {n} working days?")
        if rules.working_week == "ouvres"
        else N_("Do we answer within {n} working days, Saturdays included?")
    )
    return say(text, language, n=count_word(rules.promised_days, language))


def _satisfaction(scope: Scope, found: Barometer, language: str) -> Lines:
    line = satisfaction_data.line(scope)
    finding = satisfaction_findings.trend(line.now, found.judged["nps"], language)
    return Lines(line.months, line.now, line.before, finding, say(MONTHLY if line.is_monthly else ROLLING, language), line.is_open)


def _answers(scope: Scope, _found: Barometer, language: str) -> Strip:
    rows = cache.ask("nps", scope)
    kept = rows.filter(pl.col("scale") == (satisfaction_findings.main_scale(rows) or ""))
    counts = [Count(say(label, language), int(kept[name].sum()), style) for name, label, style in ANSWERS]
    return strip(say(N_("What they answer, out of 100"), language), counts, language, of_hundred=True)


def _attrition(scope: Scope, found: Barometer, language: str) -> Lines:
    months, now, before, _table = barometer_data.attrition_line(scope)
    finding = home_findings.attrition(months, [one.value for one in now], found.judged["attrition_rate"], language)
    return Lines(months, now, before, finding, say(ROLLING, language), is_open=False)


def _lost(scope: Scope, found: Barometer, language: str) -> Strip:
    total = int(found.judged["lost"].now.value or 0)
    rows = dict(cache.ask("attrition_by_abc", scope).select("abc", "lost").iter_rows())
    counts = [Count(say(label, language), int(rows.get(name, 0)), name) for name, label in VALUES.items()]
    counts.append(Count(say(N_("Without class"), language), total - sum(one.n for one in counts), "few"))
    number = _number(total, language)
    title = say_number(
        N_("{n} lost customer, by what they bought before"),
        N_("{n} lost customers, by what they bought before"),
        _told(total),
        language,
        n=number,
    )
    return strip(title, counts, language)


def _on_time(scope: Scope, found: Barometer, language: str) -> Lines:
    months, now, before, is_open, _table = complaints_data.monthly(scope)
    target = found.judged["on_time_rate"].target or 0.0
    finding = complaint_findings.monthly(months, now, target, len(months) - is_open, language)
    return Lines([month_start(month) for month in months], now, before, finding, say(MONTHLY, language), is_open)


def _open_cases(scope: Scope, _found: Barometer, language: str) -> Strip:
    rows = cache.ask("complaint_backlog", scope)
    total, late = int(rows["open"].sum()), int(rows["late"].sum())
    title = say_number(N_("{n} open case"), N_("{n} open cases"), _told(total), language, n=_number(total, language))
    counts = [Count(say(N_("In time"), language), total - late, "grey"), Count(say(N_("Late"), language), late, "late")]
    return strip(title, counts, language)


def _number(n: int, language: str) -> str:
    """A count of persons or cases in a title."""
    return say(N_("Fewer than {n}"), language, n=MASKED) if 0 < n < MASKED else formats.number(n, language)


def _told(n: int) -> int:
    """The number that the words of a count go with: fewer than five are told as five."""
    return MASKED if 0 < n < MASKED else n


Panel = tuple[Callable[[Scope, Barometer, str], Lines], Callable[[Scope, Barometer, str], Strip]]
PANELS: dict[str, Panel] = {"satisfaction": (_satisfaction, _answers), "lost": (_attrition, _lost), "complaints": (_on_time, _open_cases)}
