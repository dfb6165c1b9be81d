"""The charts of the open complaints: by age, week by week, by stage and by person in charge."""

from datetime import date, timedelta

import polars as pl

from crm_ui import charts, flows, formats, marks
from crm_ui.chart import Chart
from crm_ui.findings import backlog as findings
from crm_ui.labels import AGES, STAGES
from crm_ui.theme import look, on_phone
from crm_ui.words import _, language, ngettext

# The last working day of each age band.
LAST_DAY = {"0-2": 2, "3-5": 5, "6-10": 10, "11-20": 20}
SUNDAY = 6


def ages(rows: pl.DataFrame, days: int) -> Chart:
    """Open cases by age: grey while they are in time, hatched in bad once late; a rule at the due date where it separates the bands."""
    open_cases, late = int(rows["open"].sum()), int(rows["late"].sum())
    names = [_(AGES[band]) for band in rows["age_band"]]
    figure = _counts(rows, names, findings.late(open_cases, late, language()), _("Open cases, by age in working days"))
    edge = next((rank for rank, band in enumerate(rows["age_band"]) if LAST_DAY.get(band) == days), None)
    if edge is not None and not rows["late"][: edge + 1].sum() and rows["open"][edge + 1 :].equals(rows["late"][edge + 1 :]):
        marks.row_rule(figure, look(), edge + 0.5, _("due date"))
    return figure


def flow(rows: pl.DataFrame, as_of: date) -> Chart:
    """Above, the cases open at the end of each week; below, those received (up) and those closed (down); a last week that is not over is hatched."""
    spoken, colors, told = language(), look(), rows.drop_nulls()
    unit = _("Cases week by week: above, open at the end; below, received and closed")
    figure = charts.new_figure(findings.flow(told, spoken), unit, columns=charts.WIDE, height=370)
    whole = told.height - (as_of.weekday() != SUNDAY)
    middles = [week + timedelta(days=3) for week in told["week"]]
    marks.monthly_line(figure, colors, middles, told["open"].to_list(), name=_("open"), hover="%{y:,.0f}")
    sides = (
        flows.Flow(_("received"), told["received"].to_list(), False, colors.grey, colors.muted),
        flows.Flow(_("closed"), told["closed"].to_list(), True, colors.good, colors.good_text),
    )
    flows.both_ways(figure, colors, middles, sides, whole)
    marks.end_label(figure, middles[-1], told["open"][-1], _open(told["open"][-1]), colors.accent_text)
    marks.months_axis(figure, every=2 if on_phone() else 1, room=78)
    axis = {"nticks": 5, "separatethousands": True}
    figure.update_layout(
        yaxis={**axis, "domain": [0.6, 1], "rangemode": "tozero"},
        yaxis2={**axis, "domain": [0, 0.52], "anchor": "x"},
        barmode="relative",
        bargap=0.2,
    )
    figure.update_xaxes(anchor="y2", range=[middles[0] - timedelta(days=5), middles[-1] + timedelta(days=5)])
    return figure


def _open(n: int) -> str:
    return ngettext("{n} open", "{n} open", n, n=formats.number(n, language()))


def stages(rows: pl.DataFrame) -> Chart:
    """Open cases by the stage they have reached (`stage`, `open`, `late`)."""
    names = [_(STAGES[one]) for one in rows["stage"]]
    return _counts(rows, names, findings.stages(rows, language()), _("Open cases, by the stage they have reached"))


def owners(rows: pl.DataFrame) -> Chart:
    """Open cases by the person in charge (`name`, `open`, `late`, `is_rest`)."""
    names = charts.apart([charts.short(one, 22) for one in rows["name"]])
    return _counts(rows, names, findings.owners(rows, language()), _("Open cases, by person in charge"))


def _counts(rows: pl.DataFrame, names: list[str], finding: str, unit: str) -> Chart:
    """Bars of open cases: grey while they are in time, hatched in bad once late."""
    spoken, colors = language(), look()
    figure = charts.new_figure(finding, unit, columns=charts.NARROW)
    parts = [("open", (rows["open"] - rows["late"]).to_list(), False), ("late_open", rows["late"].to_list(), True)]
    marks.stacked_bars(figure, colors, names, parts, [formats.number(n, spoken) for n in rows["open"]])
    figure.update_layout(bargap=max(0.2, 1 - 0.13 * rows.height))
    return figure
