"""The charts behind the RFM grid: how the three measures are spread, the segments as areas, the planes of recency, the rhythm of purchases."""

from dataclasses import dataclass
from math import sqrt

import polars as pl

from crm_core.indicators.rfm import LABELS
from crm_ui import cache, charts, formats, marks
from crm_ui.chart import Chart
from crm_ui.findings import rfm_views as findings
from crm_ui.plotly_words import HARD
from crm_ui.theme import look, on_phone
from crm_ui.words import _, language, ngettext

FULL, ROOM = 110, 0.035  # characters a line of a chart as wide as the page; the share of an axis that a score needs to be written
LARGEST = 30  # pixels across the largest dot
MEASURES = ("recency", "frequency", "monetary")


def spread(rows: pl.DataFrame, cuts: pl.DataFrame) -> Chart:
    """Three histograms, one beside the other (on a phone below), each with the cut points in force and the scores between them."""
    spoken = language()
    unit = _("Customers by value; dashed: the cut points, between them the score. Last bar: that value and more")
    figure = charts.new_figure(findings.spread(rows, spoken), unit, columns=FULL, height=640 if on_phone() else 300)
    for rank, measure in enumerate(MEASURES):
        _histogram(figure, rows.filter(pl.col("measure") == measure), cuts.filter(pl.col("measure") == measure), Panel(rank, measure))
    figure.update_layout(hovermode="closest", bargap=0, margin={"t": figure.top + 26})
    return figure


@dataclass(frozen=True)
class Panel:
    """Where one histogram is: the `rank` from the left, on a phone from the top."""

    rank: int
    measure: str

    @property
    def axis(self) -> str:
        return str(self.rank + 1) if self.rank else ""

    @property
    def left(self) -> float:
        return 0.0 if on_phone() else 0.345 * self.rank

    @property
    def top(self) -> float:
        return 1 - 0.36 * self.rank if on_phone() else 1.0

    def axes(self, ends: tuple[float, float], highest: int) -> dict[str, dict[str, object]]:
        below = self.top - 0.2 if on_phone() else 0.0
        return {
            f"xaxis{self.axis}": {"domain": [self.left, 1.0 if on_phone() else self.left + 0.31], "range": list(ends), "anchor": f"y{self.axis}", "nticks": 5},
            f"yaxis{self.axis}": {"domain": [below, self.top], "range": [0, 1.12 * highest], "anchor": f"x{self.axis}", "visible": False},
        }  # fmt: skip


def _histogram(figure: Chart, rows: pl.DataFrame, cuts: pl.DataFrame, panel: Panel) -> None:
    """The bars of one measure: the open classes as wide as the others."""
    spoken, colors = language(), look()
    whole = rows.filter(pl.col("low").is_not_null(), pl.col("high").is_not_null()).select(pl.col("high") - pl.col("low"))
    width = float(whole.to_series()[0]) if whole.height else 1.0
    # a class of one whole number stands on that number
    shift = 0.5 if width == 1 and panel.measure != "monetary" else 0.0
    lows = [(-width if low is None else low) - shift for low in rows["low"]]
    words = [
        findings.class_words(panel.measure, low, high, spoken, cache.currency()) for low, high in rows.select("low", "high").iter_rows()
    ]
    counts = [ngettext("{n} customer", "{n} customers", n, n=formats.number(n, spoken)) for n in rows["customers"]]
    figure.add_bar(
        x=[low + width / 2 for low in lows], y=rows["customers"].to_list(), width=[width] * rows.height, xaxis=f"x{panel.axis}", yaxis=f"y{panel.axis}",
        marker={"color": colors.accent, "line": {"color": colors.paper, "width": 1}}, customdata=list(zip(words, counts, strict=True)),
        hovertemplate="%{customdata[0]}" + HARD + ": %{customdata[1]}<extra></extra>",
    )  # fmt: skip
    ends = (min(lows, default=0.0), max(lows, default=0.0) + width)
    figure.update_layout(**panel.axes(ends, max(rows["customers"], default=1)))
    _scores(figure, [edge - shift for edge in findings.edges(cuts)], ends, panel)
    title = {"recency": _("Recency, in days"), "frequency": _("Frequency, in purchases"), "monetary": _("Amount, in {currency}", currency=formats.currency_symbol(cache.currency(), spoken))}  # fmt: skip
    font = {"size": 12, "color": colors.muted}
    figure.add_annotation(
        x=panel.left, xref="paper", xanchor="left", y=panel.top, yref="paper", yanchor="bottom", yshift=14, text=title[panel.measure], showarrow=False, font=font
    )  # fmt: skip


def _scores(figure: Chart, edges: list[float], ends: tuple[float, float], panel: Panel) -> None:
    """The cut points as dashed rules, and the score between two of them where it has room."""
    colors, seen = look(), [one for one in edges if ends[0] < one < ends[1]]
    for edge in seen:
        figure.add_shape(
            type="line", x0=edge, x1=edge, y0=0, y1=1, xref=f"x{panel.axis}", yref=f"y{panel.axis} domain", line={"color": colors.ink, "width": 1, "dash": "3px,3px"}
        )  # fmt: skip
    order = [5, 4, 3, 2, 1] if panel.measure == "recency" else [1, 2, 3, 4, 5]
    stretches = zip([ends[0], *edges], [*edges, ends[1]], order, strict=True)
    for low, high, score in stretches:
        left, right = max(low, ends[0]), min(high, ends[1])
        if right - left >= ROOM * (ends[1] - ends[0]):
            figure.add_annotation(
                x=(left + right) / 2, xref=f"x{panel.axis}", y=panel.top, yref="paper", yanchor="bottom", text=f"<b>{score}</b>", showarrow=False, font={"size": 12, "color": colors.ink}
            )  # fmt: skip


def treemap(rows: pl.DataFrame) -> Chart:
    """Each segment as an area, its customers; the stronger the colour, the more each of them bought."""
    spoken, colors = language(), look()
    unit = _("Area: customers, n = {n}; colour: mean sales of a customer", n=formats.number(int(rows["customers"].sum()), spoken))
    figure = charts.new_figure(findings.largest(rows, spoken), unit, columns=FULL, height=420)
    means = (rows["revenue"] / rows["customers"]).to_list()
    low, high = min(means), max(means)
    fills = [colors.sequential[1 + round(8 * (one - low) / ((high - low) or 1))] for one in means]
    told = [
        _("{share}<br>{money} each", share=formats.share(share, spoken), money=formats.money(mean, spoken, cache.currency()))
        for share, mean in zip(rows["share"], means, strict=True)
    ]
    figure.add_treemap(
        labels=[_(LABELS[one]) for one in rows["rfm_segment"]], parents=[""] * rows.height, values=rows["customers"].to_list(), text=told, textinfo="label+text",
        marker={"colors": fills, "line": {"color": colors.paper, "width": 2}}, textfont={"size": 14, "color": [colors.on_fill(one) for one in fills]},
        hovertemplate="%{label}<br>%{value:,.0f}" + HARD + _("customers") + "<br>%{text}<extra></extra>", tiling={"pad": 0}, pathbar={"visible": False},
    )  # fmt: skip
    figure.update_layout(margin={"l": 0, "r": 0, "b": 4})
    return figure


def plane(cells: pl.DataFrame, measure: str) -> Chart:
    """Customers by recency (across) and frequency or amount (up): the larger the dot the more of them, the stronger the more each bought."""
    spoken, colors, rows = language(), look(), cells.filter(pl.col("measure") == measure).sort("customers", descending=True)
    what = _("frequency, in purchases") if measure == "frequency" else _("amount, in {currency}", currency=formats.currency_symbol(cache.currency(), spoken))  # fmt: skip
    unit = _("Across: days since the last purchase; up: {what}. Larger dot: more customers; stronger colour: larger mean sales", what=what)
    figure = charts.new_figure(findings.plane(rows, measure, spoken, cache.currency()), unit, columns=charts.NARROW, height=420)
    means = (rows["revenue"] / rows["customers"]).rank("dense").to_list()
    steps = [round(2 + 7 * (one - 1) / (max(max(means, default=1) - 1, 1))) for one in means]
    figure.add_scatter(
        x=_middles(rows, "recency_low", "recency_high"), y=_middles(rows, "low", "high"), mode="markers", customdata=[_cell_words(row, measure) for row in rows.iter_rows(named=True)],
        marker={
            "size": [max(3.0, LARGEST * sqrt(n / rows["customers"].max())) for n in rows["customers"]],
            "color": [colors.sequential[one] for one in steps], "line": {"color": colors.grey, "width": 0.75}, "opacity": 1,
        },
        hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip
    figure.update_layout(hovermode="closest")
    return figure


def _middles(rows: pl.DataFrame, low: str, high: str) -> list[float]:
    """The middle of each class; of an open one, half a class from its end."""
    widths = rows.select(pl.col(high) - pl.col(low)).to_series().drop_nulls()
    width = float(widths[0]) if widths.len() else 1.0
    starts = [(-width if a is None else a) for a in rows[low]]
    # a class of one whole number stands on that number
    return [start if width == 1.0 else start + width / 2 for start in starts]


def _cell_words(row: dict[str, float], measure: str) -> str:
    spoken, money = language(), cache.currency()
    n = int(row["customers"])
    return "<br>".join([
        findings.class_words("recency", row["recency_low"], row["recency_high"], spoken, money), findings.class_words(measure, row["low"], row["high"], spoken, money),
        ngettext("{n} customer", "{n} customers", n, n=formats.number(n, spoken)), _("{money} each", money=formats.money(row["revenue"] / n, spoken, money)),
    ])  # fmt: skip


def gaps(rows: pl.DataFrame) -> Chart:
    """How many customers come back every week, every month … by their mean gap."""
    spoken, colors = language(), look()
    n, once = int(rows["repeat_customers"].sum() / max(rows.height, 1)), int(rows["one_day"][0]) if rows.height else 0
    unit = ngettext(
        "Customers by their mean gap between days of purchase, in %; n = {n}. {once} customer bought on one day only",
        "Customers by their mean gap between days of purchase, in %; n = {n}. {once} customers bought on one day only",
        once, n=formats.number(n, spoken), once=formats.number(once, spoken),
    )  # fmt: skip
    figure = charts.new_figure(findings.rhythm(rows, spoken), unit, columns=FULL, height=320)
    values = marks.percent(rows["share"].to_list())
    figure.add_bar(
        x=[findings.band_words(above, upto, spoken) for above, upto in rows.select("above", "upto").iter_rows()], y=values, marker={"color": colors.accent}, text=[formats.number(one, spoken, 1) for one in values],
        textposition="outside", textfont={"color": colors.ink}, cliponaxis=False, customdata=[formats.number(one, spoken) for one in rows["customers"]],
        hovertemplate="%{x}" + HARD + ": %{customdata}<extra></extra>",
    )  # fmt: skip
    figure.update_xaxes(type="category", tickangle=0)
    figure.update_yaxes(visible=False, range=[0, 1.15 * max((one or 0 for one in values), default=1)])
    figure.update_layout(hovermode="closest", bargap=0.35)
    return figure
