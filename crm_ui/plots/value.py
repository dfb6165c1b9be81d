"""The two charts of the value of customers: repeat purchases week by week, and by frequency, predicted and made."""

import polars as pl

from crm_ui import charts, formats, marks
from crm_ui.chart import Chart
from crm_ui.findings import value as findings
from crm_ui.theme import look
from crm_ui.words import _, language


def tracking(rows: pl.DataFrame) -> Chart:
    """Cumulated repeat purchases (line) and those that the model expects (dashed); an upright rule where it had seen nothing more."""
    spoken, colors, days = language(), look(), rows["day"].to_list()
    figure = charts.new_figure(findings.tracking(rows, spoken), _("Repeat purchases, cumulated by week"), columns=charts.WIDE, height=360)
    hover = "%{y:,.0f}<extra>{name}</extra>"
    predicted, made = _("predicted"), _("made")
    figure.add_scatter(
        x=days, y=rows["predicted"].to_list(), mode="lines", line={"color": colors.grey, "width": 2, "dash": "4px,3px"}, name=predicted,
        hovertemplate=hover.replace("{name}", predicted),
    )  # fmt: skip
    figure.add_scatter(
        x=days,
        y=rows["actual"].to_list(),
        mode="lines",
        line={"color": colors.accent},
        name=made,
        hovertemplate=hover.replace("{name}", made),
    )
    last = rows.row(-1, named=True)
    marks.end_labels(figure, days[-1], [(last["actual"], made, colors.accent_text), (last["predicted"], predicted, colors.muted)])
    seen = rows.filter("seen")
    if 0 < seen.height < rows.height:
        _cut(figure, seen["day"][-1].isoformat())
    figure.update_layout(margin={"r": 72})
    figure.update_yaxes(rangemode="tozero", tickformat=",.0f")
    return figure


def _cut(figure: Chart, day: str) -> None:
    """The rule after which the model has seen nothing, and its words."""
    colors = look()
    figure.add_shape(type="line", x0=day, x1=day, yref="paper", y0=0, y1=1, line={"color": colors.ink, "width": 1.25, "dash": "dot"})
    font = {"size": 12, "color": colors.ink}
    figure.add_annotation(
        x=day, xanchor="right", xshift=-4, y=1, yref="paper", yanchor="top", text=_("seen by the model"), showarrow=False, font=font
    )
    figure.add_annotation(x=day, xanchor="left", xshift=4, y=1, yref="paper", yanchor="top", text=_("not seen"), showarrow=False, font=font)


def frequencies(rows: pl.DataFrame) -> Chart:
    """Mean purchases since the cut by repeat purchases before it: made (accent), predicted (grey)."""
    spoken, colors, n = language(), look(), int(rows["customers"].sum())
    unit = _(
        "Mean purchases of a customer on the last quarter of the history, by repeat purchases before; n = {n}", n=formats.number(n, spoken)
    )
    figure = charts.new_figure(findings.frequencies(rows, spoken), unit, columns=charts.NARROW, height=340)
    names = [_("7 and more") if one == 7 else formats.number(one, spoken) for one in rows["frequency"]]
    for column, color, name in (("actual", colors.accent, _("made")), ("predicted", colors.grey, _("predicted"))):
        texts = [formats.number(one, spoken, 1) for one in rows[column]]
        figure.add_bar(
            x=names, y=rows[column].to_list(), marker={"color": color}, text=texts, textposition="outside", constraintext="none",
            textfont={"size": 12, "color": colors.ink}, hovertemplate="%{text}<extra>" + name + "</extra>",
        )  # fmt: skip
    figure.update_layout(hovermode="closest", bargap=0.25, bargroupgap=0.05, margin={"t": figure.top + 18})
    figure.update_xaxes(type="category")
    figure.update_yaxes(visible=False, range=[0, 1.15 * max(*rows["actual"], *rows["predicted"], 0.1)])
    marks.head(figure, 0, _("made"), colors.accent_text, "left")
    marks.head(figure, 0, _("predicted"), colors.muted, "left", shift=52)
    return figure
