"""The three charts of the segments."""

import polars as pl

from crm_core.indicators.lifecycle import ORDER
from crm_ui import charts, flows, formats, grids, marks
from crm_ui.chart import Chart
from crm_ui.findings import segments as findings
from crm_ui.findings.reasons import segment_label
from crm_ui.theme import look, on_phone
from crm_ui.words import _, language

MASKED = 5


def moves(pairs: pl.DataFrame, unit: str = "") -> Chart:
    """Who moved from which class to which: one band a move, in the colour of the class they were in. `unit` names other days than those of the period."""
    spoken, colors = language(), look()
    unit = unit or _("Customers by class the day before the period (left) and on its last day (right)")
    figure = charts.new_figure(findings.flows(pairs, spoken), unit, columns=charts.WIDE, height=460)
    before = [name for name in (*ORDER, None) if name in pairs["from"].to_list()]
    now = [name for name in ORDER if name in pairs["to"].to_list()]
    shown = pairs.filter(pl.col("customers") >= MASKED)
    links = [(before.index(a), now.index(b), n) for a, b, n in shown.select("from", "to", "customers").iter_rows()]
    left, right = (
        [(f"{findings.class_label(name, spoken)}  {formats.number(n, spoken)}", colors.meaning[name] if name else colors.grey) for name, n in _sized(pairs, column, names)]
        for column, names in (("from", before), ("to", now))
    )  # fmt: skip
    flows.sankey(figure, colors, left, right, links, room_beside=0 if on_phone() else 172)
    return figure


def _sized(pairs: pl.DataFrame, column: str, names: list[str | None] | list[str]) -> list[tuple[str | None, int]]:
    return [(name, int(pairs.filter(pl.col(column).eq_missing(name))["customers"].sum())) for name in names]


def stability(pairs: pl.DataFrame) -> Chart:
    """Where 100 customers of each class are now."""
    spoken, colors = language(), look()
    figure = charts.new_figure(
        findings.stability(pairs, spoken),
        _("Of 100 customers of a class (rows), the class they are in now"),
        columns=charts.NARROW,
        height=460,
    )
    rows = [name for name in (*ORDER, None) if name in pairs["from"].to_list()]
    sizes = dict(_sized(pairs, "from", rows))
    counts = {(a, b): n for a, b, n in pairs.select("from", "to", "customers").iter_rows()}
    grid = [[_share(counts.get((a, b), 0), sizes[a]) for b in ORDER] for a in rows]
    grids.heat(
        figure,
        colors,
        [findings.class_label(a, spoken) for a in rows],
        [findings.class_label(b, spoken) for b in ORDER],
        grid,
        spoken,
        slant=-50,
    )
    return figure


def _share(part: int, whole: int) -> float | None:
    """Nothing for moves of fewer than five customers."""
    return part / whole if part >= MASKED else None


def rfm(rows: pl.DataFrame) -> Chart:
    """Each segment's share of the buyers and of the sales, and what to do with it."""
    spoken, colors = language(), look()
    n = formats.number(int(rows["customers"].sum()), spoken)
    figure = charts.new_figure(
        findings.rfm(rows, spoken), _("RFM segments, in % of the buyers and of the sales, n = {n}", n=n), columns=charts.WIDE, height=480
    )
    names = [segment_label(one, spoken) for one in rows["rfm_segment"]]
    series = (
        (_("buyers"), rows["share"], colors.grey, colors.muted),
        (_("sales"), rows["revenue_share"].fill_null(0), colors.accent, colors.accent_text),
    )
    flows.paired_bars(
        figure, colors, names, [(label, marks.percent(values.to_list()), fill) for label, values, fill, _ink in series], spoken
    )
    for rank, (label, _values, _fill, ink) in enumerate(series):
        marks.head(figure, 0, label, ink, "left", shift=rank * 80)
    if not on_phone():
        strategies = [_(findings.STRATEGIES[one]) for one in rows["rfm_segment"]]
        grids.side_columns(figure, colors, names, ((strategies, _("proposed")),), width=130)
    return figure
