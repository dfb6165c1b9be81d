"""The two charts of the home page."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from crm_core.i18n import N_
from crm_core.indicators.comparison import Reading
from crm_core.units import Unit
from crm_ui import charts, figures, formats, marks
from crm_ui.chart import Chart
from crm_ui.figures import Judged
from crm_ui.findings import barometer as findings
from crm_ui.theme import look, on_phone
from crm_ui.words import _, language

ANSWERS = (
    ("detractor", "detractors", N_("Detractors")),
    ("passive", "passives", N_("Passives")),
    ("promoter", "promoters", N_("Promoters")),
)


def attrition(months: Sequence[date], now: Sequence[Reading], before: Sequence[Reading], judged: Judged) -> Chart:
    """Thirteen rolling points with their band, the target, and the same points a year earlier."""
    spoken, colors = language(), look()
    values, year_ago = marks.percent([one.value for one in now]), marks.percent([one.value for one in before])
    finding = findings.attrition(months, values, judged, spoken)
    figure = charts.new_figure(finding, _("In % of the customers active at the start, rolling periods"))
    marks.interval_band(figure, colors, months, marks.percent([one.low for one in now]), marks.percent([one.high for one in now]))
    marks.last_year(figure, colors, months, year_ago, _("a year earlier"))
    marks.monthly_line(figure, colors, months, values, name=_("attrition"))
    if judged.target is not None:
        marks.target_line(figure, colors, months, judged.target * 100, figures.target_words(judged.target, Unit.SHARE, spoken))
    ends = [(values[-1], formats.share(now[-1].value, spoken), colors.accent_text), (year_ago[-1], _("a year<br>earlier"), colors.muted)]
    marks.end_labels(figure, months[-1], ends)
    marks.months_axis(figure, suffix=formats.percent_sign(spoken))
    return figure


def nps(rows: pl.DataFrame) -> Chart:
    """Detractors, passives and promoters of each lifecycle class, its score written beside its name."""
    spoken, colors = language(), look()
    n = formats.number(int(rows["n"].sum()), spoken)
    figure = charts.new_figure(findings.nps(rows, spoken), _("NPS and answers by lifecycle class, in %, n = {n}", n=n))
    names = [
        f"{findings.class_label(one, spoken)}  <b>{formats.nps(score, spoken)}</b>"
        for one, score in rows.select("lifecycle", "nps").iter_rows()
    ]
    parts = [(key, _(label), (rows[column] / rows["n"] * 100).to_list()) for key, column, label in ANSWERS]
    marks.shares(figure, colors, names, parts)
    inks = (colors.bad_text, colors.muted, colors.good_text)
    for (key, _column, label), ink, x, anchor in zip(ANSWERS, inks, (0, 0.5, 1), ("left", "center", "right"), strict=True):
        if key != "passive" or not on_phone():
            marks.head(figure, x, _(label), ink, anchor)
    marks.head(figure, 0, _("NPS"), colors.ink, "right", shift=-6)
    figure.update_layout(margin={"t": figure.top + 18})
    return figure
