"""The colours of each theme and the plotly template made of them.

Words take the `*_text` colours (at least 4.5:1 on the page), marks the others (at least 3:1). What a colour means is in `Look.meaning`.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

import plotly.graph_objects as go

FONT = "Source Sans, 'Source Sans 3', 'Segoe UI', Roboto, Arial, sans-serif"

LIFECYCLE = ("suspect", "prospect", "hot_prospect", "trial_buyer", "occasional", "regular", "convinced", "inactive", "former")


def _luminance(color: str) -> float:
    channels = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return sum(
        w * (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4) for w, c in zip((0.2126, 0.7152, 0.0722), channels, strict=True)
    )


@dataclass(frozen=True)
class Look:
    """The colours of one theme. `*_text` are for words (≥ 4.5:1), the others for marks (≥ 3:1)."""

    name: str
    paper: str
    ink: str
    muted: str
    faint: str
    hairline: str
    gridline: str
    grey: str
    accent: str
    good: str
    watch: str
    bad: str
    accent_text: str
    good_text: str
    watch_text: str
    bad_text: str
    band: str
    lifecycle: tuple[str, ...]
    abc: tuple[str, str, str]
    sequential: tuple[str, ...]
    diverging: tuple[str, ...]

    def on_fill(self, color: str) -> str:
        """Ink for words written inside a mark of that colour: dark or white, whichever is further from it (≥ 4.5:1)."""
        light = _luminance(color)
        return "#FFFFFF" if 1.05 / (light + 0.05) > (light + 0.05) / (_luminance("#10151C") + 0.05) else "#10151C"

    @property
    def meaning(self) -> dict[str, str]:
        """Colour of each value that has one, the same on every page."""
        return {
            "promoter": self.good, "passive": self.grey, "detractor": self.bad,
            "on_time": self.good, "late": self.bad, "open": self.grey, "late_open": self.bad,
            "good": self.good, "neutral": self.grey, "watch": self.watch, "bad": self.bad,
            "treated": self.accent, "control": self.grey, "ours": self.accent, "reference": self.grey,
            **dict(zip("ABC", self.abc, strict=True)),
            **dict(zip(LIFECYCLE, self.lifecycle, strict=True)),
        }  # fmt: skip


LOOKS = {
    "light": Look(
        name="light", paper="#FFFFFF", ink="#18212D", muted="#556070", faint="#667281", hairline="#DFE4EA", gridline="#ECEFF3", grey="#8B95A3",
        accent="#1A5FA8", good="#0D8070", watch="#B17A00", bad="#CC4418",
        accent_text="#1A5FA8", good_text="#0A7263", watch_text="#855B00", bad_text="#B8360B", band="rgba(26,95,168,0.13)",
        lifecycle=("#8F8C93", "#7C616F", "#782C44", "#289FC5", "#1576CB", "#15497D", "#0E1B36", "#BD862B", "#67491C"),
        abc=("#0C3B70", "#3379C2", "#8B95A3"),
        sequential=("#F1F6FC", "#DCE9F6", "#C2D8EF", "#A3C4E6", "#80ACDA", "#5C92CC", "#3C78BA", "#245FA2", "#154782", "#0C315D"),
        diverging=("#8F2A08", "#B8360B", "#CC4418", "#E58A67", "#F4CDBD", "#C4E4DE", "#7FC4B8", "#3CA393", "#0D8070", "#075E52"),
    ),
    "dark": Look(
        name="dark", paper="#10151C", ink="#E8ECF1", muted="#A6B0BD", faint="#8B97A6", hairline="#2B343F", gridline="#1F2731", grey="#77828F",
        accent="#5BA3EC", good="#2FB39C", watch="#D9A52E", bad="#F2733F",
        accent_text="#7AB8F5", good_text="#52C9B3", watch_text="#E5B84B", bad_text="#FF9068", band="rgba(91,163,236,0.20)",
        lifecycle=("#6A686E", "#A57E96", "#C1B3B6", "#356598", "#1894DD", "#AAC4FD", "#EBF5FC", "#9E6010", "#CCB581"),
        abc=("#A8D1FA", "#4C93DE", "#77828F"),
        sequential=("#16222F", "#1B324B", "#204468", "#265886", "#2F6DA5", "#4084C4", "#5BA3EC", "#84BBF2", "#AFD3F7", "#DBEBFC"),
        diverging=("#FFB59A", "#FF9068", "#F2733F", "#A9502E", "#57301F", "#17463E", "#1F7A6B", "#2FB39C", "#52C9B3", "#93E2D3"),
    ),
}  # fmt: skip


def scale(colors: tuple[str, ...]) -> list[tuple[float, str]]:
    """The colours from the least to the most, each with its place from 0 to 1."""
    return [(rank / (len(colors) - 1), color) for rank, color in enumerate(colors)]


@cache
def template(name: str) -> dict[str, Any]:
    """The template of a look, checked once: horizontal hairlines only, no frame, no legend, no zoom."""
    look, small = LOOKS[name], {"size": 13, "color": LOOKS[name].muted}
    made = go.layout.Template(layout={**_page(look), **_axes(look, small), **_over(look)}, data=_traces(small))
    return dict(made.to_plotly_json())


def _page(look: Look) -> dict[str, object]:
    """Ground, words and colours."""
    title = {"x": 0, "xref": "container", "xanchor": "left", "y": 1, "yref": "container", "yanchor": "top", "pad": {"t": 18}}
    return {
        "font": {"family": FONT, "size": 14, "color": look.ink},
        "title": {**title, "font": {"size": 16, "color": look.ink, "weight": 600}},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "colorway": (look.accent, look.grey, look.good, look.bad, look.watch, look.lifecycle[5]),
        "colorscale": {
            "sequential": scale(look.sequential),
            "diverging": scale(look.diverging),
        },
        "margin": {"l": 0, "r": 8, "t": 64, "b": 8, "pad": 4},
        "bargap": 0.38,
        "barcornerradius": 2,
        "uniformtext": {"minsize": 11, "mode": "hide"},
    }


def _axes(look: Look, small: dict[str, object]) -> dict[str, object]:
    axis = {"automargin": True, "tickfont": small, "title": {"font": small, "standoff": 8}, "zeroline": False, "fixedrange": True}
    return {
        "xaxis": {**axis, "showgrid": False, "showline": True, "linecolor": look.hairline, "ticks": ""},
        "yaxis": {**axis, "showgrid": True, "gridcolor": look.gridline, "gridwidth": 1, "showline": False},
    }


def _over(look: Look) -> dict[str, object]:
    """What answers the pointer: one value with its unit, and the PNG button."""
    hover = {"bgcolor": look.paper, "bordercolor": look.hairline, "font": {"size": 13, "color": look.ink}, "align": "left"}
    bar = {"bgcolor": "rgba(0,0,0,0)", "color": look.faint, "activecolor": look.accent, "orientation": "h"}
    return {"showlegend": False, "hovermode": "x unified", "hoverlabel": hover, "modebar": bar}


def _traces(small: dict[str, object]) -> dict[str, object]:
    return {
        "scatter": [{"line": {"width": 2.25}, "marker": {"size": 6}, "cliponaxis": False}],
        "bar": [{"marker": {"line": {"width": 0}}, "textfont": {"size": 13}, "cliponaxis": False}],
        "heatmap": [{"xgap": 2, "ygap": 2, "colorbar": {"thickness": 8, "outlinewidth": 0, "tickfont": small}}],
    }
