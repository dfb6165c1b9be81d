"""Customers by purchases made and silence, in two heat maps, and the life line of one customer."""

from collections.abc import Callable

import polars as pl

from crm_core.indicators.comparison import FEW
from crm_core.indicators.customer_value_matrix import PURCHASES, SILENT
from crm_ui import charts, formats, marks
from crm_ui.chart import Chart
from crm_ui.findings import value as findings
from crm_ui.look import scale
from crm_ui.theme import look
from crm_ui.words import _, language, ngettext

MONTH = 30.5  # days


def to_buy(groups: pl.DataFrame) -> Chart:
    """The purchases to expect in 12 months."""
    spoken = language()
    unit = _("Mean purchases to expect in 12 months, by days of purchase made and time since the last one")
    return _heat(
        groups, "expected_purchases", findings.to_buy(groups, spoken), unit, charts.WIDE, lambda one: formats.number(one, spoken, 1)
    )


def there(groups: pl.DataFrame) -> Chart:
    """The probability of being still there."""
    spoken = language()
    unit = _("Probability of being still there, in %, by days of purchase made and time since the last one")
    return _heat(groups, "p_alive", findings.there(groups, spoken), unit, charts.NARROW, lambda one: formats.number(100 * one, spoken))


def silent_words(least: int) -> str:
    """The band of silence that begins at `least` days, in months."""
    months = [round(one / MONTH) for one in SILENT]
    place = SILENT.index(least)
    if place == len(SILENT) - 1:
        return _("{n} months and more", n=months[place])
    return _("under 1 month") if place == 0 else _("{low} to {high} months", low=months[place], high=months[place + 1])


def purchases_words(least: int) -> str:
    """The band of purchases that begins at `least`."""
    place = PURCHASES.index(least)
    if place == len(PURCHASES) - 1:
        return _("{n}+", n=least)
    most = PURCHASES[place + 1] - 1
    return formats.number(least, language()) if most == least else _("{low} to {high}", low=least, high=most)


def _heat(groups: pl.DataFrame, column: str, finding: str, unit: str, columns: int, say: Callable[[float], str]) -> Chart:
    """Time since the last purchase (rows, the most recent on top) by purchases made (columns); in brackets under 30 customers."""
    colors, figure = look(), charts.new_figure(finding, unit, columns=columns, height=400)
    found = {(row["silent"], row["purchases"]): row for row in groups.iter_rows(named=True)}
    silent, purchases = groups["silent"].unique().sort().to_list(), groups["purchases"].unique().sort().to_list()
    places = [[found.get((row, band)) for band in purchases] for row in silent]
    x, y = [purchases_words(one) for one in purchases], [silent_words(one) for one in silent]
    figure.add_heatmap(
        z=[[one[column] if one else None for one in line] for line in places], x=x, y=y, colorscale=scale(colors.sequential), showscale=False, hoverongaps=False,
        customdata=[[_hover(one, say(one[column])) if one else "" for one in line] for line in places], hovertemplate="%{customdata}<extra></extra>", xgap=2, ygap=2,
    )  # fmt: skip
    cells = [(x[band], y[row], one) for row, line in enumerate(places) for band, one in enumerate(line) if one]
    low, high = min(groups[column].to_list()), max(groups[column].to_list())
    steps = [round(9 * (one[column] - low) / ((high - low) or 1)) for _x, _y, one in cells]
    figure.add_scatter(
        x=[one[0] for one in cells], y=[one[1] for one in cells], mode="text", hoverinfo="skip",
        text=[say(one[column]) if one["customers"] >= FEW else f"({say(one[column])})" for _x, _y, one in cells],
        textfont={"size": 13, "color": [colors.on_fill(colors.sequential[step]) for step in steps]},
    )  # fmt: skip
    figure.update_layout(hovermode="closest")
    figure.update_xaxes(
        showline=False, type="category", categoryorder="array", categoryarray=x, tickangle=0, tickfont={"color": colors.ink}
    )
    figure.update_yaxes(showgrid=False, autorange="reversed", type="category", ticks="", tickfont={"color": colors.ink})
    return figure


def _hover(cell: dict[str, float], said: str) -> str:
    n = int(cell["customers"])
    return ngettext("{said}, {n} customer", "{said}, {n} customers", n, said=said, n=formats.number(n, language()))


def life(course: pl.DataFrame, bought: pl.DataFrame) -> Chart:
    """The probability of being still there (line) and the days of purchase (dots at its foot)."""
    spoken, colors, days = language(), look(), course["day"].to_list()
    figure = charts.new_figure(findings.life(course, spoken), _("Probability of being still there, as known on each day, in %; dots: purchases"), columns=charts.WIDE, height=300)  # fmt: skip
    figure.add_scatter(
        x=days, y=marks.percent(course["p_alive"].to_list()), mode="lines", line={"color": colors.accent}, hovertemplate="%{x|%d/%m/%Y} · %{y:.0f} %<extra></extra>"
    )  # fmt: skip
    amounts = [formats.day(day, spoken) for day in bought["date"]]
    figure.add_scatter(
        x=bought["date"].to_list(), y=[0] * bought.height, mode="markers", marker={"color": colors.ink, "size": 8}, text=amounts,
        hovertemplate="%{text}<extra></extra>", cliponaxis=False,
    )  # fmt: skip
    figure.update_layout(hovermode="closest")
    figure.update_yaxes(range=[0, 104], ticksuffix="")
    return figure
