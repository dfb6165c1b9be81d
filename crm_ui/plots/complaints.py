"""The charts of the complaints page: on time, causes, and what comes after. Those of the open cases are in `backlog`."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from crm_core.indicators.comparison import FEW, Reading
from crm_core.units import Unit
from crm_ui import charts, figures, formats, marks
from crm_ui.chart import Chart
from crm_ui.findings import complaints as findings
from crm_ui.labels import AFTER
from crm_ui.theme import look, on_phone
from crm_ui.words import _, language

AFTER_MEANING = {"none": "reference", "answered_well": "good", "answered_badly": "bad", "not_answered": "bad"}


def on_time(months: Sequence[date], now: Sequence[Reading], before: Sequence[Reading], target: float | None, is_open: bool) -> Chart:
    """Thirteen calendar months, their band, the target, and the same months a year earlier; the last month dashed when it `is_open`."""
    spoken, colors = language(), look()
    finding = findings.monthly(months, now, target or 0.0, len(months) - is_open, spoken)
    figure = charts.new_figure(finding, _("In % of the complaints received in the month that were closed or due"), columns=charts.WIDE)
    values, year_ago = marks.percent([one.value for one in now]), marks.percent([one.value for one in before])
    marks.interval_band(figure, colors, months, marks.percent([one.low for one in now]), marks.percent([one.high for one in now]))
    marks.last_year(figure, colors, months, year_ago, _("a year earlier"))
    marks.monthly_line(figure, colors, months, values, name=_("on time"), unfinished=_("month not over") if is_open else "")
    if target is not None:
        marks.target_line(figure, colors, months, target * 100, figures.target_words(target, Unit.SHARE, spoken))
    ends = {
        "value": (values[-1], formats.share(now[-1].value, spoken), colors.accent_text),
        "before": (year_ago[-1], _("a year<br>earlier"), colors.muted),
    }
    marks.end_labels(figure, months[-1], list(ends.values()))
    marks.months_axis(figure, every=2 if on_phone() else 1, suffix=formats.percent_sign(spoken))
    return figure


def causes_height(rows: pl.DataFrame) -> int:
    """The height of the chart of causes, in pixels."""
    return max(300, 60 + 26 * rows.height)


def causes(rows: pl.DataFrame, level: str, found: findings.Peak | None) -> Chart:
    """The Pareto of complaints: bars, those that make half of them in the accent, and the cumulative share in words."""
    spoken, colors = language(), look()
    words = {"cause": _("Complaints by cause"), "category": _("Complaints by category"), "subcategory": _("Complaints by subcategory")}
    unit = _("{what}, and cumulative share, n = {n}", what=words[level], n=formats.number(int(rows["complaints"].sum()), spoken))
    figure = charts.new_figure(findings.causes(rows, level, found, spoken), unit, columns=charts.WIDE, height=causes_height(rows))
    first = findings.vital(rows)
    fills = [colors.accent if rank < first else colors.grey for rank in range(rows.height)]
    names, counts = charts.apart([charts.short(name) for name in rows["name"]]), rows["complaints"].to_list()
    marks.bars(figure, colors, names, counts, [formats.number(n, spoken) for n in counts], fills, room=1.7 if on_phone() else 1.3)
    marks.right_column(figure, colors, names, [formats.share(one, spoken, 0) for one in rows["cumulated_share"]], _("cumulative"))
    return figure


def after(rows: pl.DataFrame, days: int, height: int = 300) -> Chart:
    """Who bought again within D80 days, by how the complaint was answered, with intervals; groups under 30 in grey."""
    spoken, colors = language(), look()
    unit = _("Customers who bought again within {days} days, in %, 95% interval", days=formats.number(days, spoken))
    figure = charts.new_figure(findings.after(rows, spoken), unit, columns=charts.NARROW, height=height)
    shown = rows.filter(pl.col("n") > 0)
    fills = [colors.meaning[AFTER_MEANING[one]] if n >= FEW else colors.grey for one, n in shown.select("complaint", "n").iter_rows()]
    texts = [formats.number(None if one is None else one * 100, spoken) for one in shown["rate"]]
    names = [_(AFTER[one]) for one in shown["complaint"]]
    rate, low, high = (marks.percent(shown[one].to_list()) for one in ("rate", "low", "high"))
    marks.dots(figure, colors, names, rate, low, high, texts, fills)
    reference = shown.filter(pl.col("complaint") == "none")["rate"]
    if reference.len():
        marks.rule(figure, colors, x=reference[0] * 100)
    figure.update_xaxes(range=[0, 108], ticksuffix=formats.percent_sign(spoken), dtick=20)
    return figure
