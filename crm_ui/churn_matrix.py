"""Potential by risk: how many customers, what they should bring, what is at stake, and the effort that each cell is worth."""

import polars as pl
import streamlit as st

from crm_core.engine import Scope
from crm_core.i18n import N_
from crm_core.indicators.customers_at_stake import LEVELS
from crm_core.units import Unit
from crm_ui import cache, charts, formats, tables, to_segments
from crm_ui.chart import Chart
from crm_ui.look import scale
from crm_ui.sheets import Column, Sheet
from crm_ui.theme import look
from crm_ui.words import _, language, ngettext

RISKS = {"low": N_("Low risk"), "middle": N_("Middle risk"), "high": N_("High risk")}
POTENTIALS = {"low": N_("Low potential"), "middle": N_("Middle potential"), "high": N_("High potential")}
LEVEL_WORDS = {"low": N_("low"), "middle": N_("middle"), "high": N_("high")}
EFFORTS = {
    ("high", "high"): N_("Call in person this week, with an offer of their own"), ("high", "middle"): N_("A personal contact within the month, ask what is missing"),
    ("high", "low"): N_("Reward, make them sponsors; no discount"), ("middle", "high"): N_("An offer to come back, by mail or phone"),
    ("middle", "middle"): N_("A targeted e-mail with a reason to come back"), ("middle", "low"): N_("Keep up the usual contact, propose a second category"),
    ("low", "high"): N_("One automatic reminder, no more"), ("low", "middle"): N_("The common newsletter"), ("low", "low"): N_("No effort of their own"),
}  # fmt: skip


def section(scope: Scope) -> None:
    """The heat map and the table of efforts."""
    rows = cache.ask("potential_risk", scope)
    if not rows.height:
        return
    sheet, alt = cells_sheet(rows), _("Customers by potential and risk of leaving")
    left, right = st.columns([2, 3], gap="medium")
    with left:
        charts.chart_card(
            "potential-risk", heat(rows), sheet, name="potential_risk", scope=scope,
            note=_("Potential: the best fifth, down to the median, below. Risk: from twice the mean, from the mean, below."), alt=alt,
        )  # fmt: skip
    with right:
        tables.table(sheet, key="potential-risk-cells", caption=alt)
        to_segments.group(scope, _("Target in Segments: high potential at high risk"), "stake", "high-high")


def finding(rows: pl.DataFrame, spoken: str) -> str:
    """What is at stake, and how much of it in the cell where effort pays most."""
    total, currency = float(rows["at_stake"].sum()), cache.currency()
    best = rows.filter((pl.col("potential") == "high") & (pl.col("risk") == "high"))
    amount = formats.headline(total, Unit.MONEY, spoken, currency=currency)
    if not best.height:
        return _("{amount} at stake in 12 months; nobody of high potential is at high risk", amount=amount)
    n, part = int(best["customers"].sum()), formats.headline(float(best["at_stake"].sum()), Unit.MONEY, spoken, currency=currency)
    return ngettext(
        "{amount} at stake in 12 months, {part} of it with {n} customer of high potential and high risk",
        "{amount} at stake in 12 months, {part} of it with {n} customers of high potential and high risk", n, amount=amount, part=part, n=formats.number(n, spoken),
    )  # fmt: skip


def heat(rows: pl.DataFrame) -> Chart:
    """Potential (rows, high on top) by risk (columns): the amount at stake by colour, customers and amounts in words."""
    spoken, colors, currency = language(), look(), cache.currency()
    unit = _("Customers, and value of the next 12 months × risk of leaving")
    figure = charts.new_figure(finding(rows, spoken), unit, columns=charts.NARROW, height=380)
    found = {(row["potential"], row["risk"]): row for row in rows.iter_rows(named=True)}
    cells = [[found.get((potential, risk)) for risk in LEVELS] for potential in LEVELS]
    stakes = [[cell["at_stake"] if cell else 0.0 for cell in line] for line in cells]
    x, y = [_(RISKS[one]) for one in LEVELS], [_(POTENTIALS[one]) for one in LEVELS]
    most = max(max(line) for line in stakes) or 1.0
    figure.add_heatmap(
        z=stakes, x=x, y=y, colorscale=scale(colors.sequential), zmin=0, zmax=most, showscale=False, hoverinfo="skip", xgap=2, ygap=2
    )
    for line, potential in zip(cells, y, strict=True):
        for cell, risk in zip(line, x, strict=True):
            at = cell["at_stake"] if cell else 0.0
            amount = formats.headline(at, Unit.MONEY, spoken, currency=currency)
            text = f"<b>{formats.number(cell['customers'] if cell else 0, spoken)}</b><br>{amount}"
            shade = colors.sequential[round(max(at, 0) / most * (len(colors.sequential) - 1))]
            figure.add_annotation(x=risk, y=potential, text=text, showarrow=False, font={"size": 13, "color": colors.on_fill(shade)})
    figure.update_xaxes(showline=False, side="bottom", type="category")
    figure.update_yaxes(showgrid=False, type="category", ticks="")
    return figure


def cells_sheet(rows: pl.DataFrame) -> Sheet:
    """Each cell with its effort, the most at stake first."""
    keys = list(zip(rows["potential"], rows["risk"], strict=True))
    words = {
        "potential": [_(LEVEL_WORDS[potential]).capitalize() for potential, _risk in keys], "risk": [_(LEVEL_WORDS[risk]).capitalize() for _potential, risk in keys],
        "effort": [_(EFFORTS[key]) for key in keys],
    }  # fmt: skip
    told = rows.with_columns(pl.Series(name, values, dtype=pl.String) for name, values in words.items()).sort("at_stake", descending=True)
    return Sheet.of(
        told, Column("potential", _("Potential")), Column("risk", _("Risk")), Column("customers", _("Customers"), Unit.COUNT),
        Column("customer_value", _("Value, 12 months"), Unit.MONEY), Column("at_stake", _("At stake"), Unit.MONEY), Column("effort", _("Proposed effort"), wide=True),
    )  # fmt: skip
