"""The charts of the structure of the base."""

import polars as pl

from crm_core.i18n import N_
from crm_core.units import Unit
from crm_ui import charts, formats, grids, marks
from crm_ui.chart import Chart
from crm_ui.findings import structure as findings
from crm_ui.labels import CHANNELS
from crm_ui.theme import look
from crm_ui.words import _, language

MASKED, SHOWN = 5, 12
REASONS = {
    "missing": N_("missing"),
    "invalid": N_("invalid"),
    "returned": N_("returned"),
    "not_asked": N_("not asked"),
    "refused": N_("refused"),
}


def structure(rows: pl.DataFrame, what: str, currency: str) -> Chart:
    """Sales by the values of a field, beside them the customers and the mean value of a buyer; without sales, the customers."""
    spoken, colors, sold = language(), look(), findings.has_sales(rows)
    shown = rows.head(SHOWN)
    names = charts.apart([charts.short(one, 22) for one in shown["name"]])
    title = findings.structure(rows, rows["name"].to_list(), spoken)
    figure = charts.new_figure(title, _unit(rows, what, sold=sold), columns=charts.NARROW, height=400)
    lengths = shown["revenue" if sold else "customers"]
    fills = [colors.accent if rank == lengths.arg_max() else colors.grey for rank in range(shown.height)]
    counts = [formats.number(one, spoken) for one in shown["customers"]]
    if not sold:
        marks.bars(figure, colors, names, lengths.to_list(), counts, fills, room=1.25)
        return figure
    texts = [formats.headline(one, Unit.MONEY, spoken, currency=currency) for one in lengths]
    marks.bars(figure, colors, names, lengths.to_list(), texts, fills, room=1.6)
    values = [formats.money(one, spoken, currency) for one in shown["revenue_per_buyer"]]
    grids.side_columns(figure, colors, names, ((counts, _("customers")), (values, _("mean"))))
    return figure


def _unit(rows: pl.DataFrame, what: str, *, sold: bool) -> str:
    if rows.height > SHOWN and sold:
        return _("Sales of the period by: {field}, the first {shown} of {n}", field=what, shown=SHOWN, n=rows.height)
    if rows.height > SHOWN:
        return _("Customers by: {field}, the first {shown} of {n}", field=what, shown=SHOWN, n=rows.height)
    return _("Sales of the period by: {field}", field=what) if sold else _("Customers by: {field}", field=what)


def reachable(rows: pl.DataFrame) -> Chart:
    """The share that each channel reaches; beside it the others by reason, in % of all."""
    spoken, colors = language(), look()
    n = formats.number(int(rows["customers"].max() or 0), spoken)  # type: ignore[arg-type]
    unit = _("Customers with consent and a valid address, in % of all, and why not the others, n = {n}", n=n)
    figure = charts.new_figure(findings.reachable(rows, spoken), unit, columns=charts.WIDE, height=320)
    names = [way_words(one) for one in rows["channel"]]
    fills = [colors.grey if one == "any" else colors.accent for one in rows["channel"]]
    texts = [formats.share(one, spoken, 0) for one in rows["reachable_share"]]
    marks.bars(figure, colors, names, marks.percent(rows["reachable_share"].to_list()), texts, fills, room=1.25)
    sides = [
        ([_part(k, all_, spoken) for k, all_ in rows.select(name, "customers").iter_rows()], _(label))
        for name, label in reversed(REASONS.items())
    ]
    grids.side_columns(figure, colors, names, sides, width=86)
    return figure


def _part(k: int | None, of: int, spoken: str) -> str:
    return "" if k is None else formats.share(k / of if of else None, spoken, 0)


def way_words(channel: str) -> str:
    """A channel of contact in words; any of them."""
    return _("At least one") if channel == "any" else _(CHANNELS[channel])


def crossing(pairs: pl.DataFrame) -> Chart:
    """Of 100 purchases that follow a contact through a channel, the channel through which they were made."""
    spoken, colors = language(), look()
    figure = charts.new_figure(
        findings.crossed(pairs, spoken),
        _("Of 100 purchases after a contact (rows), the channel of the purchase"),
        columns=charts.NARROW,
        height=320,
    )
    told = pairs.filter(pl.col("informed").is_not_null())
    rows, columns = (told[name].unique().sort().to_list() for name in ("informed", "bought"))
    counts = {(a, b): (k, people) for a, b, k, people in told.select("informed", "bought", "purchases", "customers").iter_rows()}
    sums = {one: sum(k for (a, _b), (k, _people) in counts.items() if a == one) for one in rows}
    grid = [[_shown(counts.get((a, b), (0, 0)), sums[a]) for b in columns] for a in rows]
    names = [f"{marks.literal(_said(a))} · <b>{formats.number(sums[a], spoken)}</b>" for a in rows]
    grids.heat(figure, colors, names, [marks.literal(_said(b)) for b in columns], grid, spoken)
    return figure


def _shown(pair: tuple[int, int], whole: int) -> float | None:
    """Nothing for fewer than five customers."""
    purchases, people = pair
    return purchases / whole if people >= MASKED and whole else None


def _said(channel: str) -> str:
    return _(CHANNELS[channel]) if channel in CHANNELS else channel
