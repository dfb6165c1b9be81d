"""Flows from one set of groups to another, gains against losses, and pairs of bars."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from crm_ui import formats
from crm_ui.chart import Chart
from crm_ui.look import Look
from crm_ui.marks import Values, rows_axis
from crm_ui.plotly_words import HARD

Node = tuple[str, str]
PAD = 18
OPACITY = {"light": 0.30, "dark": 0.38}


def sankey(
    figure: Chart, look: Look, left: Sequence[Node], right: Sequence[Node], links: Sequence[tuple[int, int, int]], *, room_beside: int = 0
) -> None:  # fmt: skip
    """Bands from the `left` nodes (label, colour) to the `right` ones, both in the order given; `links` are (left rank, right rank, size).

    Names stand beside the bands when there is room (`room_beside`, in pixels), else over them.
    """
    nodes = [*left, *right]
    room = figure.height - figure.top - 16
    places = [*_places([sum(n for a, _b, n in links if a == rank) for rank in range(len(left))], room)]
    places += _places([sum(n for _a, b, n in links if b == rank) for rank in range(len(right))], room)
    figure.add_sankey(
        arrangement="fixed",
        node={
            "label": [label for label, _color in nodes], "color": [color for _label, color in nodes], "pad": PAD, "thickness": 14, "line": {"width": 0},
            "x": [0.001] * len(left) + [0.999] * len(right), "y": places, "hovertemplate": "%{label}<extra></extra>",
        },
        link={
            "source": [a for a, _b, _n in links], "target": [len(left) + b for _a, b, _n in links], "value": [n for _a, _b, n in links],
            "color": [_faded(left[a][1], OPACITY[look.name]) for a, _b, _n in links],
            "hovertemplate": "%{source.label} → %{target.label}" + HARD + ": %{value:,.0f}<extra></extra>",
        },
        textfont={"size": 13, "color": "rgba(0,0,0,0)" if room_beside else look.ink, "shadow": "none"}, valueformat=",.0f",
    )  # fmt: skip
    figure.update_layout(margin={"b": 16})
    if room_beside:
        _name_beside(figure, look, nodes, places, len(left))
        figure.update_layout(margin={"l": room_beside, "r": room_beside})


def _name_beside(figure: Chart, look: Look, nodes: Sequence[Node], places: Sequence[float], on_left: int) -> None:
    """The names of the nodes outside the bands: right-aligned at the left, left-aligned at the right."""
    font = {"size": 13, "color": look.ink}
    for rank, ((label, _color), place) in enumerate(zip(nodes, places, strict=True)):
        side = {"x": 0, "xanchor": "right", "xshift": -6} if rank < on_left else {"x": 1, "xanchor": "left", "xshift": 10}
        figure.add_annotation(xref="paper", yref="paper", y=1 - place, yanchor="middle", text=label, showarrow=False, font=font, **side)


def _places(sizes: Sequence[int], room: float) -> list[float]:
    """The middle of each node, 0 to 1 from the top of `room` pixels, with PAD pixels between nodes."""
    scale = max(room - PAD * (len(sizes) - 1), 1) / max(sum(sizes), 1)
    tops = [sum(sizes[:rank]) * scale + PAD * rank for rank in range(len(sizes))]
    return [min(max((top + size * scale / 2) / room, 0.001), 0.999) for top, size in zip(tops, sizes, strict=True)]


def _faded(color: str, opacity: float) -> str:
    red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"


@dataclass(frozen=True)
class Flow:
    """One part of the gains or of the losses: its name, a number a month (null where not known), whether it is lost, its colour and that of its words."""

    name: str
    counts: Sequence[int | None]
    lost: bool
    color: str
    ink: str


def both_ways(figure: Chart, look: Look, months: Sequence[date], series: Sequence[Flow], whole: int) -> None:
    """Bars on the second axis, gains stacked above zero and losses below; months after the `whole` first are hatched; names at the right."""
    shapes = ["" if rank < whole else "/" for rank in range(len(months))]
    pattern = {"shape": shapes, "fgcolor": look.paper, "fgopacity": 0.6, "size": 7, "solidity": 0.22, "fillmode": "overlay"}
    for one in series:
        signed = [None if count is None else -count if one.lost else count for count in one.counts]
        marker = {"color": one.color, "pattern": pattern, "line": {"color": look.paper, "width": 1}}
        hover = "%{customdata:,.0f}<extra>" + one.name + "</extra>"
        figure.add_bar(x=list(months), y=signed, customdata=list(one.counts), yaxis="y2", marker=marker, hovertemplate=hover, name=one.name)
    for lost in (False, True):
        _name(figure, [one for one in series if one.lost == lost], -1 if lost else 1)
    figure.add_shape(type="line", xref="paper", x0=0, x1=1, yref="y2", y0=0, y1=0, line={"color": look.muted, "width": 1})


def _name(figure: Chart, side: Sequence[Flow], sign: int) -> None:
    """The names of one side, in the order of the stack, spread over its height."""
    top = max((sum(count or 0 for count in month) for month in zip(*(one.counts for one in side), strict=True)), default=0) or 1
    for rank, one in enumerate(side):
        font = {"size": 13, "weight": 600, "color": one.ink}
        place = sign * top * (rank + 0.5) / len(side)
        figure.add_annotation(x=1, xref="paper", xanchor="left", xshift=6, y=place, yref="y2", text=one.name, showarrow=False, font=font)


def paired_bars(figure: Chart, look: Look, rows: Sequence[str], series: Sequence[tuple[str, Values, str]], language: str) -> None:
    """Two bars a row, the first series above (name, percentages, colour), each with its value at the end."""
    for name, values, color in series:
        texts = [formats.number(one, language) for one in values]
        figure.add_bar(
            y=list(rows), x=list(values), orientation="h", marker={"color": color}, text=texts, textposition="outside", constraintext="none", textfont={"color": look.ink},
            hovertemplate="%{y}" + HARD + ": %{x:.1f}" + HARD + "%<extra>" + name + "</extra>",
        )  # fmt: skip
    highest = max((one or 0 for _name, values, _color in series for one in values), default=1)
    figure.update_layout(barmode="group", bargap=0.3, bargroupgap=0.08, hovermode="closest")
    figure.update_xaxes(visible=False, range=[0, 1.1 * highest or 1])
    rows_axis(figure, look)
