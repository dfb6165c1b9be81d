"""A chart in one look, as plotly's JSON has it."""

from typing import Any

import plotly.graph_objects as go

from crm_ui.look import Look, template

Part = dict[str, Any]


class Chart(go.Figure):  # type: ignore[misc]  # plotly has no types
    """A figure in one look, kept as plotly's JSON has it, with the methods of plotly's own that the product uses.

    Those check and copy every part as often as another one joins it, which takes longer than all else on a page: here the tests have plotly check what is sent.
    """

    def __init__(self, look: Look, layout: Part) -> None:  # not plotly's, which makes checked parts
        self._look = look
        self._traces: list[Part] = []
        self._given: Part = {}
        self._notes: list[Part] = []
        self.update_layout(**layout)

    @property
    def height(self) -> int:
        """In pixels."""
        return int(self._given["height"])

    @property
    def top(self) -> int:
        """The pixels above the plot, for its title and what stands below that."""
        return int(self._given["margin"]["t"])

    @property
    def traces(self) -> list[Part]:
        """What was drawn so far."""
        return self._traces

    @property
    def rules(self) -> list[Part]:
        """The shapes so far."""
        return list(self._given.get("shapes", []))

    def update_layout(self, **given: Any) -> "Chart":
        """Parts of the layout, joined with those there are; None takes one out."""
        _join(self._given, given)
        return self

    def update_xaxes(self, **given: Any) -> "Chart":
        """The same for every x axis."""
        return self._update_axes("xaxis", given)

    def update_yaxes(self, **given: Any) -> "Chart":
        """The same for every y axis."""
        return self._update_axes("yaxis", given)

    def _update_axes(self, kind: str, given: Part) -> "Chart":
        for name in {kind: None, **self._given}:
            if name.startswith(kind):
                _join(self._given.setdefault(name, {}), given)
        return self

    def add_bar(self, **trace: Any) -> "Chart":
        return self._add("bar", trace)

    def add_scatter(self, **trace: Any) -> "Chart":
        return self._add("scatter", trace)

    def add_heatmap(self, **trace: Any) -> "Chart":
        return self._add("heatmap", trace)

    def add_treemap(self, **trace: Any) -> "Chart":
        return self._add("treemap", trace)

    def add_sankey(self, **trace: Any) -> "Chart":
        return self._add("sankey", trace)

    def _add(self, kind: str, trace: Part) -> "Chart":
        self._traces.append({**_without_nothing(trace), "type": kind})
        return self

    def add_shape(self, **shape: Any) -> "Chart":
        """A line or a ground, under or over what is drawn."""
        self._given.setdefault("shapes", []).append(_without_nothing(shape))
        return self

    def add_annotation(self, **note: Any) -> "Chart":
        """Words on the chart."""
        self._notes.append(note)
        return self

    def to_dict(self) -> Part:
        """The figure as plotly's JSON has it; what is in it is shared and must not be changed."""
        notes = {"annotations": self._notes} if self._notes else {}
        return {"data": self._traces, "layout": {**self._given, "template": template(self._look.name), **notes}}


def _join(here: Part, given: Part) -> None:
    for name, value in given.items():
        if value is None:
            here.pop(name, None)
        elif isinstance(value, dict):
            _join(here.setdefault(name, {}), value)
        else:
            here[name] = value


def _without_nothing(part: Part) -> Part:
    """The part without what is None: plotly takes it as not said."""
    return {name: _without_nothing(value) if isinstance(value, dict) else value for name, value in part.items() if value is not None}
