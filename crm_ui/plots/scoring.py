"""The five charts of the scoring page."""

from collections.abc import Mapping, Sequence
from textwrap import wrap

import polars as pl

from crm_core.i18n import N_
from crm_core.indicators.comparison import FEW
from crm_core.indicators.rfm import LABELS
from crm_ui import cache, charts, formats, marks
from crm_ui.chart import Chart
from crm_ui.findings import scoring as findings
from crm_ui.look import scale
from crm_ui.plotly_words import HARD
from crm_ui.theme import look, on_phone
from crm_ui.words import _, language, ngettext

LINE = 13  # characters a line of the values under a bar
FULL = 110  # characters a line of a chart as wide as the page


def heat(codes: pl.DataFrame) -> Chart:
    """Mean amount by recency (rows, the most recent on top) and frequency (columns); in brackets under 30 customers."""
    spoken, colors, cells = language(), look(), findings.grid(codes)
    n, symbol = formats.number(int(codes["customers"].sum()), spoken), formats.currency_symbol(cache.currency(), spoken)
    counted = N_("Mean sales of a customer over the months counted, in {currency}; n = {n}")
    usual = N_("Mean sales of a customer over the period, in {currency}; n = {n}")
    unit = _(counted if cache.settings().rfm.months else usual, currency=symbol, n=n)
    figure = charts.new_figure(findings.heat(codes, spoken), unit, columns=charts.WIDE, height=420)
    rows, columns = cells["r"].unique().sort(descending=True).to_list(), cells["f"].unique().sort().to_list()
    found = {(row["r"], row["f"]): row for row in cells.iter_rows(named=True)}
    places = [[found.get((r, f)) for f in columns] for r in rows]
    figure.add_heatmap(
        z=[[one["mean"] if one else None for one in line] for line in places], x=[_bought(codes, f) for f in columns], y=[_since(codes, r) for r in rows],
        customdata=[[_hover(one) for one in line] for line in places], hovertemplate="%{customdata}<extra></extra>",
        colorscale=scale(colors.sequential), showscale=False, hoverongaps=False,
    )  # fmt: skip
    _cell_words(figure, places)
    ink = {"color": colors.ink}
    figure.update_layout(hovermode="closest")
    figure.update_xaxes(showline=False, type="category", tickfont=ink)
    figure.update_yaxes(showgrid=False, autorange="reversed", type="category", ticks="", tickfont=ink)
    return figure


Cell = Mapping[str, float]


def _hover(cell: Cell | None) -> str:
    if cell is None:
        return ""
    return _(
        "{amount}, n = {n}",
        amount=formats.money(cell["mean"], language(), cache.currency()),
        n=formats.number(cell["customers"], language()),
    )


def _cell_words(figure: Chart, places: Sequence[Sequence[Cell | None]]) -> None:
    """The mean of each cell, written in the ink that is read best on its colour."""
    colors, spoken = look(), language()
    names = figure.traces[0]
    cells = [(names["x"][x], names["y"][y], cell) for y, line in enumerate(places) for x, cell in enumerate(line) if cell]
    low, high = (end(cell["mean"] for _x, _y, cell in cells) for end in (min, max))
    steps = [round(9 * (cell["mean"] - low) / ((high - low) or 1)) for _x, _y, cell in cells]
    texts = [(formats.number(cell["mean"], spoken), cell["customers"] >= FEW) for _x, _y, cell in cells]
    figure.add_scatter(
        x=[x for x, _y, _cell in cells], y=[y for _x, y, _cell in cells], mode="text", text=[text if enough else f"({text})" for text, enough in texts],
        textfont={"size": 14, "color": [colors.on_fill(colors.sequential[step]) for step in steps]}, hoverinfo="skip",
    )  # fmt: skip


def _range(low: float, high: float) -> str:
    spoken = language()
    return (
        formats.number(low, spoken)
        if low == high
        else _("{low} to {high}", low=formats.number(low, spoken), high=formats.number(high, spoken))
    )


def _since(codes: pl.DataFrame, r: int) -> str:
    row = codes.filter(pl.col("r") == r).select(pl.col("recency_from").min(), pl.col("recency_to").max()).row(0)
    return ngettext("{range} day ago", "{range} days ago", row[1], range=_range(*row))


def _bought(codes: pl.DataFrame, f: int) -> str:
    low, high = codes.filter(pl.col("f") == f).select(pl.col("frequency_from").min(), pl.col("frequency_to").max()).row(0)
    return ngettext("{range} purchase", "{range} purchases", high, range=_range(low, high))


def segments(rows: pl.DataFrame) -> Chart:
    """Each segment's share of the sales (accent) above its share of the customers (grey)."""
    spoken, colors = language(), look()
    unit = _("Share of sales and of customers, in %; n = {n}", n=formats.number(int(rows["customers"].sum()), spoken))
    figure = charts.new_figure(findings.heaviest(rows, spoken), unit, columns=charts.NARROW, height=400)
    names = [_(LABELS[one]) for one in rows["rfm_segment"]]
    for column, color, name in (("revenue_share", colors.accent, _("sales")), ("share", colors.grey, _("customers"))):
        values = marks.percent(rows[column].to_list())
        hover = "%{y}" + HARD + ": %{text}" + formats.percent_sign(spoken) + f"<extra>{name}</extra>"
        figure.add_bar(
            y=names, x=values, orientation="h", marker={"color": color}, text=[formats.number(one, spoken) for one in values], textposition="outside",
            constraintext="none", textfont={"color": colors.muted, "size": 12}, hovertemplate=hover,
        )  # fmt: skip
    figure.update_layout(hovermode="closest", bargap=0.2, bargroupgap=0.06, uniformtext={"mode": False}, margin={"t": figure.top + 18})
    figure.update_xaxes(visible=False, range=[0, 1.12 * max(one or 0 for one in marks.percent([*rows["share"], *rows["revenue_share"]]))])
    marks.rows_axis(figure, colors)
    figure.update_yaxes(autorange=None, range=[len(names) - 0.5, -0.5])
    marks.head(figure, 0, _("sales"), colors.accent_text, "left")
    marks.head(figure, 0, _("customers"), colors.muted, "left", shift=56)
    return figure


def curve(points: pl.DataFrame, classes: pl.DataFrame) -> Chart:
    """The Lorenz curve in its three zones, best customers first, against the line of equal customers."""
    spoken, colors = language(), look()
    n, sign = formats.number(int(classes["customers"].sum()), spoken), formats.percent_sign(spoken)
    unit = _("Cumulated share of sales, by share of customers, the largest first; n = {n}", n=n)
    figure = charts.new_figure(findings.curve(classes, spoken), unit, columns=charts.WIDE, height=360)
    xs, ys = ([0.0, *marks.percent(points[name].to_list())] for name in ("customers_share", "revenue_share"))
    figure.add_scatter(
        x=[0, 100], y=[0, 100], mode="lines", line={"color": colors.grey, "width": 1.25, "dash": "3px,3px"}, hoverinfo="skip"
    )
    edges = [0.0, *(100 * one for one in classes["share"].cum_sum())]
    for rank, name in enumerate(classes["abc"]):
        _zone(figure, name, (edges[rank], edges[rank + 1]), (xs, ys), classes.row(rank, named=True))
    words, font = _("if all bought as much"), {"size": 12, "color": colors.muted}
    figure.add_annotation(x=72, y=70, text=words, showarrow=False, font=font, xanchor="left", yanchor="top")
    figure.update_xaxes(range=[0, 100.5], ticksuffix=sign, dtick=20)
    figure.update_yaxes(range=[0, 108], ticksuffix=sign, dtick=20)
    figure.update_layout(hovermode="closest", margin={"r": 24})
    return figure


def _zone(
    figure: Chart,
    name: str,
    ends: tuple[float, float],
    points: tuple[Sequence[float | None], Sequence[float | None]],
    row: dict[str, float],
) -> None:
    """One class on the curve: its stretch, filled to the axis, and its name."""
    colors, spoken, (left, right) = look(), language(), ends
    if row["customers"] == 0:
        return
    kept = [(x, y) for x, y in zip(*points, strict=True) if x is not None and y is not None and left - 0.5 <= x <= right + 0.5]
    color = colors.meaning[name]
    hover = (
        _("The best {x} make {y}", x="%{x:.0f}" + formats.percent_sign(spoken), y="%{y:.0f}" + formats.percent_sign(spoken))
        + f"<extra>{name}</extra>"
    )
    figure.add_scatter(
        x=[x for x, _y in kept], y=[y for _x, y in kept], mode="lines", line={"color": color, "width": 3.5}, fill="tozeroy",
        fillcolor=f"rgba{(*bytes.fromhex(color[1:]), 0.12)}", hovertemplate=hover,
    )  # fmt: skip
    counted = ngettext("{n} customer", "{n} customers", int(row["customers"]), n=formats.number(row["customers"], spoken))
    words = f"<b>{name}</b><br>{counted}"
    figure.add_annotation(x=(left + right) / 2, y=4, yanchor="bottom", text=words, showarrow=False, font={"size": 13, "color": colors.ink})


def losses(rows: pl.DataFrame) -> Chart:
    """Attrition by ABC class of the year before, with intervals; a class under 30 customers in grey."""
    spoken, colors = language(), look()
    n = formats.number(int(rows["n"].sum()), spoken)
    unit = _("Customers lost over the period, in % of those active before, by their class then; 95% interval, n = {n}", n=n)
    figure = charts.new_figure(findings.losses(rows, spoken), unit, columns=charts.NARROW, height=320)
    values, low, high = (marks.percent(rows[name].to_list()) for name in ("attrition_rate", "low", "high"))
    texts = [formats.number(one, spoken, 1) for one in values]
    fills = [colors.meaning[name] if n >= FEW else colors.grey for name, n in rows.select("abc", "n").iter_rows()]
    marks.dots(figure, colors, [_("Class {name}", name=name) for name in rows["abc"]], values, low, high, texts, fills)
    figure.update_yaxes(autorange=None, range=[rows.height, -1])
    figure.update_xaxes(range=[0, 1.25 * max((one or 0 for one in high), default=1)], ticksuffix=formats.percent_sign(spoken))
    return figure


def scores(codes: pl.DataFrame) -> Chart:
    """Three rows of bars, R, F and M: how many customers have each score, and what it takes to have it."""
    spoken, currency = language(), cache.currency()
    unit = _("Customers by score, 1 to 5, and the values of each score")
    figure = charts.new_figure(findings.best_scores(codes, spoken, currency), unit, columns=FULL, height=560 if on_phone() else 280)
    amount = _("Amount, in {currency}", currency=formats.currency_symbol(currency, spoken))
    panels = (("recency", "r", _("Recency, in days")), ("frequency", "f", _("Frequency, in purchases")), ("monetary", "m", amount))
    for rank, (measure, score, title) in enumerate(panels):
        _panel(figure, findings.cuts(codes, measure, score), rank, title)
    figure.update_layout(hovermode="closest", margin={"t": figure.top + 14})
    return figure


def _panel(figure: Chart, rows: pl.DataFrame, rank: int, title: str) -> None:
    """The bars of one score, the best in the accent: the panel of that `rank` from the left, on a phone from the top."""
    spoken, colors, counts = language(), look(), rows["customers"].to_list()
    names = ["<br>".join([f"<b>{row['score']}</b>", *wrap(_range(row["from"], row["to"]), LINE)]) for row in rows.iter_rows(named=True)]
    fills, axis, phone = [colors.grey] * (rows.height - 1) + [colors.accent], str(rank + 1) if rank else "", on_phone()
    figure.add_bar(
        x=names, y=counts, text=[formats.number(n, spoken) for n in counts], textposition="outside", textfont={"color": colors.ink}, marker={"color": fills},
        xaxis=f"x{axis}", yaxis=f"y{axis}", hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip
    left, top = (0.0, 1 - 0.36 * rank) if phone else (0.345 * rank, 1.0)
    figure.update_layout(**{
        f"xaxis{axis}": {"domain": [left, 1.0 if phone else left + 0.31], "type": "category", "tickangle": 0, "anchor": f"y{axis}"},
        f"yaxis{axis}": {"visible": False, "range": [0, 1.18 * max(counts, default=1)], "anchor": f"x{axis}", "domain": [top - 0.22 if phone else 0.0, top]},
    })  # fmt: skip
    font = {"size": 12, "color": colors.muted}
    figure.add_annotation(
        x=left, xref="paper", xanchor="left", y=top, yref="paper", yanchor="bottom", text=title, showarrow=False, font=font
    )
