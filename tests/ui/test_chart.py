"""A chart keeps what it is given as plotly's own figure would."""

import json
from collections.abc import Callable
from typing import Any

import plotly.graph_objects as go
import pytest

from crm_ui.chart import Chart
from crm_ui.look import LOOKS

LAYOUT = {"height": 300, "margin": {"t": 60, "l": None}, "title": {"text": "La base grandit"}}
STEPS: dict[str, Callable[[Any], Any]] = {
    "parts join": lambda figure: figure.update_layout(margin={"r": 8}, title={"font": {"size": 12}}, yaxis2={"domain": [0, 0.5]}),
    "none takes out": lambda figure: figure.update_layout(title={"text": None}, height=None),
    "every axis": lambda figure: figure.update_layout(yaxis2={"anchor": "x"}).update_yaxes(nticks=5).update_xaxes(anchor="y2", range=[0, 1]),
    "an axis loses a part": lambda figure: figure.update_yaxes(autorange="reversed").update_yaxes(autorange=None, range=[3, 0]),
    "traces": lambda figure: figure.add_bar(x=[1], y=[None], text=None).add_scatter(
        x=[1, 2], y=[3, 4], marker={"size": 3, "color": None}, name=""
    ),
    "grounds": lambda figure: figure.add_heatmap(z=[[1, None]], colorscale=[(0.0, "#000000"), (1.0, "#FFFFFF")])
    .add_sankey(node={"label": ["a", "b"]}, link={"source": [0], "target": [1], "value": [2]})
    .add_treemap(labels=["a"], parents=[""]),
    "shapes": lambda figure: figure.add_shape(type="line", x0=0, x1=1, y0=2, y1=2, line={"dash": "dot", "width": None}),
}  # fmt: skip


@pytest.mark.parametrize("step", STEPS)
def test_a_chart_is_what_plotly_would_make_of_it(step: str) -> None:
    ours, theirs = Chart(LOOKS["light"], LAYOUT), go.Figure(layout=LAYOUT)
    STEPS[step](ours)
    STEPS[step](theirs)
    assert told(ours) == told(theirs)


def told(figure: go.Figure) -> Any:
    """What is sent, but for the template, which plotly adds of its own."""
    sent = json.loads(figure.to_json(validate=False))
    del sent["layout"]["template"]
    return sent


def test_what_is_drawn_next_asks_of_what_was_drawn() -> None:
    figure = Chart(LOOKS["dark"], LAYOUT).add_bar(y=[1, 2]).add_shape(type="line", y0=7)
    assert (figure.height, figure.top) == (300, 60)
    assert ([trace["y"] for trace in figure.traces], [rule["y0"] for rule in figure.rules]) == ([[1, 2]], [7])
