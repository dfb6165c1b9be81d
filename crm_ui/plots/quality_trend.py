"""The quality of the records from version to version: a small line for each part of it, one under the other, over the same versions."""

import polars as pl

from crm_ui import charts, formats, marks
from crm_ui.chart import Chart
from crm_ui.findings import base as findings
from crm_ui.labels import PARTS
from crm_ui.look import Look
from crm_ui.marks import Values
from crm_ui.plotly_words import HARD
from crm_ui.theme import look, on_phone
from crm_ui.words import _, language

ROW, GAP, LEAST = 62, 0.26, 2.0  # pixels a line, part of it that is empty, points that its height tells at least


def quality_trend(rows: pl.DataFrame) -> Chart:
    """`rows`: one a version, the oldest first (`version` and the parts, 0 to 1). Each part has a scale of its own: they move by points, and lie far apart."""
    spoken, colors = language(), look()
    parts = [one for one in PARTS if rows[one].count()]
    unit = _("Checks that pass, in %, by version of the data; each line has its own scale")
    figure = charts.new_figure(findings.trend(rows, spoken), unit, columns=charts.WIDE, height=110 + ROW * len(parts))
    for rank, part in enumerate(parts):
        _line(
            figure, colors, rank, len(parts), [formats.number(one, spoken) for one in rows["version"]], rows[part].to_list(), _(PARTS[part])
        )
    figure.update_layout(margin={"l": 92 if on_phone() else 118, "r": 64}, hovermode="closest")
    figure.update_xaxes(type="category", anchor="y" if len(parts) == 1 else f"y{len(parts)}", showgrid=False)
    return figure


def _line(figure: Chart, colors: Look, rank: int, n: int, versions: list[str], shares: Values, name: str) -> None:
    """One part: its name at the left, its line, its last value at the right."""
    axis, spoken, values = "y" if rank == 0 else f"y{rank + 1}", language(), marks.percent(shares)
    top, known = 1 - rank / n, [one for one in values if one is not None]
    middle, half = (max(known) + min(known)) / 2, max(max(known) - min(known), LEAST) * 0.65
    line = {"color": colors.accent, "width": 2}
    figure.add_scatter(
        x=versions, y=values, yaxis=axis, mode="lines+markers", line=line, marker={"size": 6, "color": colors.accent}, connectgaps=False,
        hovertemplate=_("Version {n}", n="%{x}") + HARD + ": %{y:,.1f}<extra>" + name + "</extra>",
    )  # fmt: skip
    place = {"domain": [top - (1 - GAP) / n, top], "range": [middle - half, middle + half]}
    figure.update_layout(**{axis.replace("y", "yaxis"): {**place, "visible": False, "anchor": "x"}})
    beside = {"xref": "paper", "yref": "paper", "y": top - (1 - GAP) / 2 / n, "yanchor": "middle", "showarrow": False}
    figure.add_annotation(x=0, xanchor="right", xshift=-12, text=name, font={"size": 13, "color": colors.ink}, **beside)
    last = next((one for one in reversed(list(shares)) if one is not None), None)
    bold = {"size": 13, "weight": 600, "color": colors.accent_text}
    figure.add_annotation(x=1, xanchor="left", xshift=6, text=formats.share(last, spoken), font=bold, **beside)
