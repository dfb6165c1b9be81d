"""The charts of a learned score: its calibration, and what it rests on."""

import polars as pl

from crm_ui import charts, formats, marks
from crm_ui.chart import Chart
from crm_ui.findings import churn as findings
from crm_ui.findings.reasons_of_scores import name_of
from crm_ui.theme import look
from crm_ui.words import _, language

MOST_WEIGHTS = 10


def calibration(rows: pl.DataFrame, unit: str, happened: str) -> Chart:
    """What happened (dots, 95 %) beside what was predicted; on the dashed line both are equal. `happened` names the upright axis."""
    spoken, colors = language(), look()
    figure = charts.new_figure(findings.calibration(rows, spoken), unit, columns=charts.WIDE, height=420)
    x, y = marks.percent(rows["predicted"].to_list()), marks.percent(rows["happened"].to_list())
    up = [100 * (high - at) for high, at in zip(rows["high"], rows["happened"], strict=True)]
    down = [100 * (at - low) for low, at in zip(rows["low"], rows["happened"], strict=True)]
    most = 100 * max(float(rows["predicted"].max() or 0), float(rows["high"].max() or 0)) * 1.05  # type: ignore[arg-type]
    figure.add_scatter(
        x=[0, most], y=[0, most], mode="lines", line={"color": colors.grey, "width": 1.5, "dash": "4px,3px"}, hoverinfo="skip"
    )
    texts = [_hover(row, spoken) for row in rows.iter_rows(named=True)]
    reach = {"type": "data", "array": up, "arrayminus": down, "color": colors.muted, "thickness": 1.5, "width": 0}
    figure.add_scatter(
        x=x, y=y, mode="markers", marker={"size": 10, "color": colors.accent}, error_y=reach, customdata=texts, hovertemplate="%{customdata}<extra></extra>"
    )  # fmt: skip
    figure.update_layout(hovermode="closest", margin={"b": 56})
    figure.update_xaxes(title={"text": _("predicted, %"), "font": {"size": 12}}, range=[0, most], tickformat=",.0f")
    figure.update_yaxes(title={"text": happened, "font": {"size": 12}}, range=[0, most], tickformat=",.0f")
    return figure


def _hover(row: dict[str, float], spoken: str) -> str:
    values = {
        "predicted": formats.share(row["predicted"], spoken),
        "happened": formats.share(row["happened"], spoken),
        "n": formats.number(row["customers"], spoken),
    }
    return _("predicted {predicted}, happened {happened}; n = {n}", **values)


def weights(rows: pl.DataFrame, unit: str) -> Chart:
    """The weightiest columns with their interval, the first on top."""
    spoken, colors, shown = language(), look(), rows.head(MOST_WEIGHTS)
    figure = charts.new_figure(findings.weights(rows, spoken), unit, columns=charts.NARROW, height=400)
    names = charts.apart([charts.short(name_of(one, spoken), 34) for one in shown["column"]])
    points = {name: [100 * value for value in shown[name]] for name in ("importance", "low", "high")}
    texts = [formats.number(value, spoken, 1) for value in points["importance"]]
    tints = [colors.accent if low > 0 else colors.grey for low in points["low"]]
    marks.dots(figure, colors, names, points["importance"], points["low"], points["high"], texts, tints)
    return figure
