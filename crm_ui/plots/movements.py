"""Charts of movements: what each segment gained or lost, who moved between ABC classes, and classes crossed with each other."""

import polars as pl

from crm_core.indicators.lifecycle import ORDER
from crm_core.indicators.rfm import SEGMENTS
from crm_core.units import Unit
from crm_ui import cache, charts, flows, formats, grids, marks
from crm_ui.chart import Chart
from crm_ui.findings import movements as findings
from crm_ui.plotly_words import HARD
from crm_ui.theme import look, on_phone
from crm_ui.words import _, language

MASKED = 5
COLUMNS = {Unit.COUNT: ("before", "customers"), Unit.MONEY: ("revenue_from", "revenue_to")}


def net(rows: pl.DataFrame, unit: Unit) -> Chart:
    """What each segment gained (accent) or lost (grey), in customers or in sales."""
    spoken, colors, money = language(), look(), cache.currency()
    before, now = COLUMNS[unit]
    what = _("Change in customers since the period before") if unit is Unit.COUNT else _("Change in sales since the period before, in {currency}", currency=formats.currency_symbol(money, spoken))  # fmt: skip
    figure = charts.new_figure(findings.net(rows, before, now, unit, spoken, money), what, columns=charts.NARROW, height=380)
    changes = (rows[now] - rows[before]).to_list()
    texts = [formats.signed(one, spoken, 0) for one in changes]
    figure.add_bar(
        y=[findings.group(one, spoken) for one in rows["rfm_segment"]], x=changes, orientation="h", marker={"color": [colors.accent if one > 0 else colors.grey for one in changes]},
        text=texts, textposition="outside", constraintext="none", textfont={"color": colors.ink, "size": 12}, cliponaxis=False, hovertemplate="%{y}" + HARD + ": %{text}<extra></extra>",
    )  # fmt: skip
    most = max((abs(one) for one in changes), default=1) or 1
    low = min([0.0, *changes])
    figure.update_layout(hovermode="closest", bargap=0.3)
    figure.update_xaxes(visible=False, range=[low - 0.3 * most if low else -0.05 * most, max([0.0, *changes]) + 0.3 * most])
    marks.rows_axis(figure, colors)
    figure.update_yaxes(autorange=None, range=[rows.height - 0.5, -0.5])
    return figure


def abc(pairs: pl.DataFrame) -> Chart:
    """Who moved between ABC classes: one band a move, in the colour of the class of before."""
    spoken, colors = language(), look()
    unit = _("Customers by ABC class over the days before the period (left) and over it (right)")
    figure = charts.new_figure(findings.left_a(pairs, spoken, cache.currency()), unit, columns=charts.WIDE, height=360)
    sides = [[name for name in ("A", "B", "C", None) if name in pairs[column].to_list()] for column in ("from", "to")]
    shown = pairs.filter(pl.col("customers") >= MASKED)
    links = [(sides[0].index(a), sides[1].index(b), n) for a, b, n in shown.select("from", "to", "customers").iter_rows()]
    left, right = ([_node(pairs, column, name) for name in names] for column, names in zip(("from", "to"), sides, strict=True))
    flows.sankey(figure, colors, left, right, links, room_beside=0 if on_phone() else 130)
    return figure


def _node(pairs: pl.DataFrame, column: str, name: str | None) -> flows.Node:
    spoken, colors = language(), look()
    n = int(pairs.filter(pl.col(column).eq_missing(name))["customers"].sum())
    return f"{findings.group(name, spoken)}  {formats.number(n, spoken)}", colors.meaning[name] if name else colors.hairline


def crossed(rows: pl.DataFrame, field: str) -> Chart:
    """Where the customers of each ABC class are: rows are segments or classes, columns A, B, C; of 100 customers of a row."""
    spoken, colors = language(), look()
    unit = _("Of 100 customers of a row, those of each ABC class. Blank: fewer than five")
    summed = rows.group_by(field, "abc").agg(pl.col("customers").sum())
    names = [one for one in (*(SEGMENTS if field == "rfm_segment" else ORDER), None) if one in summed[field].to_list()]
    figure = charts.new_figure(
        findings.crossed(rows, field, spoken, cache.currency()), unit, columns=charts.WIDE, height=130 + 32 * len(names)
    )
    counts = {(a, b): n for a, b, n in summed.select(field, "abc", "customers").iter_rows()}
    sizes = {name: sum(n for (a, _b), n in counts.items() if a == name) for name in names}
    cells = [[counts.get((name, one), 0) for one in "ABC"] for name in names]
    grid = [[n / sizes[name] if n >= MASKED else None for n in line] for name, line in zip(names, cells, strict=True)]
    labels = [f"{findings.group(name, spoken)}  {formats.number(sizes[name], spoken)}" for name in names]
    grids.heat(figure, colors, labels, list("ABC"), grid, spoken)
    return figure
