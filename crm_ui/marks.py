"""The marks of the chart grammar: the frame of a chart, interval band, monthly line, target rule, named ends, bars, shares, dots.

    figure = chart(look, "fr", "L’attrition monte depuis juin", "En % des clients actifs")
    interval_band(figure, look, months, low, high)
    monthly_line(figure, look, months, values, unfinished="novembre en cours")
    target_line(figure, look, months, 12.0, "objectif 12 %")

Values are already in the unit of the axis (percentages 0 to 100); null stays a gap. Words come from the caller, in the page's language.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from html import escape
from textwrap import wrap
from typing import Any

from crm_core.i18n import visible
from crm_ui.chart import Chart, Part
from crm_ui.look import Look
from crm_ui.plotly_words import HARD, SEPARATORS

PHONE = 40
WORDS_WIDE, WORDS_HIGH = 3, 0.09
"""The room of a rule's words: months along the rule, and share of the height of what is drawn."""
VEIL = "B3"
"""Seven tenths of the page's colour over what lies under words."""
Values = Sequence[float | None]
Days = Sequence[date]


def literal(text: str) -> str:
    """`text` as plotly shows it letter for letter: some HTML is markup to it."""
    return escape(visible(text), quote=False)


def percent(values: Values) -> list[float | None]:
    """Shares as percentages."""
    return [None if one is None else one * 100 for one in values]


def chart(look: Look, language: str, finding: str, unit: str, *, height: int = 300, columns: int = 56) -> Chart:
    """An empty chart in its frame: its finding in at most two lines, and below it what is measured, in which unit, over which days."""
    lines = [literal(line) for line in wrap(finding, columns, break_on_hyphens=False)] or [""]
    below = [
        f'<span style="font-size:13px;font-weight:400;color:{look.muted}">{literal(line)}</span>'
        for line in wrap(unit, int(columns * 1.25) if columns <= PHONE else int(columns * 1.5))
    ]
    rows = len(lines) + len(below)
    return Chart(
        look,
        {
            "separators": SEPARATORS[language],
            "height": height + 20 * (rows - 2),
            "title": {"text": "<br>".join([*lines, *below])},
            "margin": {"t": 20 + 20 * rows},
        },
    )


def interval_band(figure: Chart, look: Look, x: Days, low: Values, high: Values) -> None:
    """The 95 % interval, as a pale band behind its line; broken where a bound is missing; it never takes the hover."""
    for first, last in _runs(low, high):
        edge = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
        figure.add_scatter(x=x[first:last], y=high[first:last], **edge)
        figure.add_scatter(x=x[first:last], y=low[first:last], fill="tonexty", fillcolor=look.band, **edge)


def _runs(low: Values, high: Values) -> list[tuple[int, int]]:
    """The stretches without a gap, as (first, end) of slices."""
    found, first = [], None
    for index, known in enumerate([*(a is not None and b is not None for a, b in zip(low, high, strict=True)), False]):
        if known and first is None:
            first = index
        elif not known and first is not None:
            found.append((first, index))
            first = None
    return found


def monthly_line(
    figure: Chart, look: Look, x: Days, y: Values, *, name: str = "", unfinished: str = "", color: str | None = None, hover: str = "%{y:,.1f}"
) -> None:  # fmt: skip
    """A line with its last whole period marked; `unfinished` (words for the hover) makes the last point dashed and hollow."""
    color = color or look.accent
    whole = len(x) - 1 if unfinished else len(x)
    figure.add_scatter(
        x=x[:whole], y=y[:whole], mode="lines", line={"color": color}, name=name, hovertemplate=hover + f"<extra>{name}</extra>"
    )
    figure.add_scatter(x=x[whole - 1 : whole], y=y[whole - 1 : whole], mode="markers", marker={"color": color, "size": 8}, hoverinfo="skip")
    if unfinished:
        figure.add_scatter(x=x[-2:], y=y[-2:], mode="lines", line={"color": color, "dash": "3px,3px"}, hoverinfo="skip")
        ring = {"color": look.paper, "size": 8, "line": {"color": color, "width": 2}}
        figure.add_scatter(x=x[-1:], y=y[-1:], mode="markers", marker=ring, hovertemplate=hover + f"<extra>{unfinished}</extra>")
    figure.update_xaxes(range=[x[0] - timedelta(days=4), x[-1] + timedelta(days=4)])


def target_line(figure: Chart, look: Look, x: Days, y: float, label: str) -> None:
    """Where we want to be: a thin solid ink rule, its words at the first place along it where the lines drawn so far are not."""
    rule(figure, look, y=y)
    first, above = _free_place(figure, x, y)
    figure.add_annotation(
        x=x[first], xanchor="left", y=y, yanchor="bottom" if above else "top", text=label, showarrow=False,
        font={"size": 12, "color": look.ink}, borderpad=1, bgcolor=look.paper + VEIL,
    )  # fmt: skip


def rule(figure: Chart, look: Look, *, x: float | None = None, y: float | None = None, dash: str = "solid") -> None:
    """A thin ink rule across the plot: level at `y`, or upright at `x`."""
    ends = {"xref": "paper", "x0": 0, "x1": 1, "y0": y, "y1": y} if x is None else {"yref": "paper", "y0": 0, "y1": 1, "x0": x, "x1": x}
    figure.add_shape(type="line", line={"color": look.ink, "width": 1.25, "dash": dash}, **ends)


def _free_place(figure: Chart, x: Days, y: float) -> tuple[int, bool]:
    """Where words beside the rule at `y` cross least of what is drawn: the rank of the day where they begin, and whether they stand above."""
    wide, high = min(WORDS_WIDE, len(x)), WORDS_HIGH * _spread(figure)
    lines = [trace for trace in figure.traces if trace.get("mode") == "lines"]
    places = [(first, above) for first in range(len(x) - wide + 1) for above in (True, False)]

    def crossed(place: tuple[int, bool]) -> int:
        first, above = place
        bottom, top = (y, y + high) if above else (y - high, y)
        return sum(_weight(line) * _crosses(line, x[first], x[first + wide - 1], bottom, top) for line in lines)

    return min(places, key=crossed, default=(0, True))


def _weight(line: Part) -> int:
    """How much a line minds words over it: ours most, then last year's, then the edge of a band."""
    return {None: 3, 0: 1}.get(line["line"].get("width"), 2)


def _crosses(line: Part, start: date, end: date, bottom: float, top: float) -> bool:
    """Whether a line enters the belt from `bottom` to `top` between two days."""
    known = [value for day, value in zip(line["x"], line["y"], strict=True) if value is not None and start <= day <= end]
    return bool(known) and min(known) < top and max(known) > bottom


def last_year(figure: Chart, look: Look, x: Days, y: Values, label: str) -> None:
    """Where we were: a grey line without marks."""
    hover = "%{y:,.1f}<extra>" + label + "</extra>"
    figure.add_scatter(x=x, y=y, mode="lines", line={"color": look.grey, "width": 1.5}, hovertemplate=hover, name=label)


def end_label(figure: Chart, x: date, y: float | None, text: str, color: str, *, anchor: str = "middle") -> None:
    """The name of a line beside its last point, in its colour (words use the `*_text` colours); nothing when there is no point."""
    if y is None:
        return
    font = {"size": 13, "color": color, "weight": 600}
    figure.add_annotation(
        x=x, y=y, text=text, showarrow=False, xanchor="left", xshift=9, yanchor=anchor, font=font, align="left", borderpad=1
    )  # fmt: skip


def end_labels(figure: Chart, x: date, ends: Sequence[tuple[float | None, str, str]]) -> None:
    """The names of two lines (last value, text, colour), one above and one below when the lines end close to each other."""
    known = sorted((one for one in ends if one[0] is not None), key=lambda one: one[0] or 0.0)
    close = len(known) == 2 and (known[1][0] or 0.0) - (known[0][0] or 0.0) < 0.18 * _spread(figure)
    for rank, (y, text, color) in enumerate(known):
        end_label(figure, x, y, text, color, anchor=("bottom" if rank else "top") if close else "middle")


def _spread(figure: Chart) -> float:
    """How far the values and rules drawn so far lie apart."""
    values = [one for trace in figure.traces for one in trace.get("y", []) if isinstance(one, int | float)]
    values += [shape["y0"] for shape in figure.rules]
    return float(max(values) - min(values)) if values else 0.0


def months_axis(figure: Chart, *, every: int = 2, suffix: str = "", room: int = 64) -> None:
    """A month axis with the year under its first month, `room` pixels at the right for the names of the lines."""
    figure.update_xaxes(tickformat="%b\n%Y", dtick=f"M{every}")
    figure.update_yaxes(ticksuffix=suffix)
    figure.update_layout(margin={"r": room})


def bars(
    figure: Chart, look: Look, rows: Sequence[str], values: Values, texts: Sequence[str], colors: Sequence[str], *, room: float = 1.16
) -> None:  # fmt: skip
    """Horizontal bars from 0, first row on top, value written at the end; the axis is `room` times the longest bar."""
    figure.add_bar(
        y=list(rows), x=list(values), orientation="h", marker={"color": list(colors)}, text=[f"<b>{one}</b>" for one in texts],
        textposition="outside", textfont={"color": look.ink}, hovertemplate="%{y}" + HARD + ": %{text}<extra></extra>",
    )  # fmt: skip
    figure.update_layout(hovermode="closest", bargap=max(0.38, 1 - 0.13 * len(rows)))
    figure.update_xaxes(visible=False, range=[0, room * max((one or 0 for one in values), default=1) or 1])
    rows_axis(figure, look)


def stacked_bars(
    figure: Chart, look: Look, rows: Sequence[str], parts: Sequence[tuple[str, Sequence[int], bool]], totals: Sequence[str]
) -> None:  # fmt: skip
    """Counts stacked from 0 (key of `Look.meaning`, counts, hatched = not finished), the total of each row written at its end."""
    pattern = {"fgcolor": look.paper, "fgopacity": 0.6, "size": 7, "solidity": 0.22, "fillmode": "overlay"}
    for key, counts, hatched in parts:
        marker = {"color": look.meaning[key], "pattern": {**pattern, "shape": "/" if hatched else ""}}
        figure.add_bar(y=list(rows), x=list(counts), orientation="h", marker=marker, hovertemplate="%{y}" + HARD + ": %{x}<extra></extra>")
    sums = [sum(one) for one in zip(*(counts for _key, counts, _hatched in parts), strict=True)]
    text = [f" <b>{one}</b>" for one in totals]
    font = {"color": look.ink, "size": 13}
    figure.add_scatter(x=sums, y=list(rows), mode="text", text=text, textposition="middle right", textfont=font, hoverinfo="skip")
    figure.update_layout(barmode="stack", hovermode="closest")
    figure.update_xaxes(visible=False, range=[0, 1.16 * max(sums, default=1) or 1])
    rows_axis(figure, look)


def row_rule(figure: Chart, look: Look, y: float, label: str) -> None:
    """A rule between two rows, named at the right."""
    rule(figure, look, y=y)
    font = {"size": 12, "color": look.ink}
    figure.add_annotation(x=1, xref="paper", xanchor="right", y=y, yanchor="bottom", text=label, showarrow=False, font=font)


def rows_axis(figure: Chart, look: Look) -> None:
    """The y axis as the names of rows, from top to bottom."""
    figure.update_yaxes(showgrid=False, autorange="reversed", tickfont={"color": look.ink, "size": 13})


def right_column(figure: Chart, look: Look, rows: Sequence[str], texts: Sequence[str], title: str) -> None:
    """A column of words at the right edge, one a row: the cumulative share of a Pareto, for instance."""
    place = {"x": 1, "xref": "paper", "xanchor": "right", "showarrow": False, "font": {"size": 13, "color": look.muted}}
    write(figure, [{**place, "y": row, "text": text} for row, text in zip(rows, texts, strict=True)])
    head(figure, 1, title, look.muted, "right", weight=400)


def write(figure: Chart, notes: Sequence[dict[str, Any]]) -> None:
    """Add many annotations."""
    for note in notes:
        figure.add_annotation(**note)


def head(figure: Chart, x: float, text: str, color: str, anchor: str, *, weight: int = 600, shift: int = 0) -> None:
    """Words above the plot, at `x` of its width (0 to 1): the name of a column or of a part."""
    font = {"size": 13 if weight == 600 else 12, "color": color, "weight": weight}
    figure.add_annotation(
        x=x, xref="paper", xanchor=anchor, xshift=shift, y=1, yref="paper", yanchor="bottom", text=text, showarrow=False, font=font
    )


def dots(
    figure: Chart,
    look: Look,
    rows: Sequence[str],
    values: Values,
    low: Values,
    high: Values,
    texts: Sequence[str],
    colors: Sequence[str],
) -> None:
    """One dot a row with its 95 % interval and its value at the right of it: is the difference real?"""
    known = [
        (v, a, b) if v is not None and a is not None and b is not None else (None, None, None)
        for v, a, b in zip(values, low, high, strict=True)
    ]
    up = [None if v is None or b is None else b - v for v, _, b in known]
    down = [None if v is None or a is None else v - a for v, a, _ in known]
    reach = {"type": "data", "array": up, "arrayminus": down, "color": look.muted, "thickness": 1.5, "width": 0}
    hover = "%{y}" + HARD + ": %{x:,.1f}<extra></extra>"
    figure.add_scatter(
        x=list(values), y=list(rows), mode="markers", marker={"size": 11, "color": list(colors)}, error_x=reach, hovertemplate=hover
    )
    font = {"color": look.ink, "size": 13, "weight": 600}
    place = {"showarrow": False, "xanchor": "left", "xshift": 4, "bgcolor": look.paper, "borderpad": 1, "font": font}
    ends = zip(rows, high, texts, strict=True)
    write(figure, [{**place, "x": end, "y": row, "text": text} for row, end, text in ends if end is not None])
    figure.update_layout(hovermode="closest")
    figure.update_xaxes(showline=False, showgrid=True, gridcolor=look.gridline)
    rows_axis(figure, look)


def shares(figure: Chart, look: Look, rows: Sequence[str], parts: Sequence[tuple[str, str, Values]]) -> None:
    """Stacked shares that read from left to right (key of `Look.meaning`, name, percentages), 2 px of paper between parts, values in them."""
    for key, name, values in parts:
        color = look.meaning[key]
        figure.add_bar(
            y=list(rows), x=list(values), orientation="h", name=name, marker={"color": color, "line": {"color": look.paper, "width": 2}},
            text=["" if v is None or v < 4 else f"{v:.0f}" for v in values], textposition="inside", insidetextanchor="middle", textangle=0,
            textfont={"color": look.on_fill(color)}, hovertemplate="%{x:.0f}" + HARD + "%<extra>" + name + "</extra>",
        )  # fmt: skip
    figure.update_layout(barmode="stack", hovermode="closest", bargap=0.3)
    figure.update_xaxes(visible=False, range=[0, 100])
    rows_axis(figure, look)
