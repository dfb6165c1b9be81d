"""One chart at a time behind the RFM grid: scores and their cut points, raw distributions, areas, planes, rhythm of purchases."""

from collections.abc import Callable

import polars as pl
import streamlit as st

from crm_core.engine import Scope
from crm_core.units import Unit
from crm_ui import cache, charts, choices, formats, scoring_data, states
from crm_ui.findings import rfm_views as findings
from crm_ui.findings import scoring as said
from crm_ui.plots import rfm_views as plots
from crm_ui.plots import scoring as scoring_plots
from crm_ui.sheets import Column, Sheet
from crm_ui.words import _, language

View = Callable[[Scope, scoring_data.Answers], None]


def section(scope: Scope, now: scoring_data.Answers) -> None:
    """The chart that the reader chose."""
    chosen = choices.switch("rfm_view", _("Behind the grid"), list(VIEWS), view_words, usual="scores")
    with states.block():
        VIEWS[chosen](scope, now)


def view_words(view: str) -> str:
    return {
        "scores": _("Scores and cut points"), "spread": _("Distributions"), "areas": _("Areas"), "planes": _("Recency and sales"), "rhythm": _("Rhythm of purchases"),
    }[view]  # fmt: skip


def _scores(scope: Scope, _now: scoring_data.Answers) -> None:
    everyone, cuts = cache.ask("rfm_codes", scope.everyone()), cache.ask("rfm_cut_points", scope.everyone())
    charts.chart_card(
        "rfm-cuts", scoring_plots.scores(everyone), scoring_data.cuts_sheet(everyone), name="rfm_cut_points", scope=scope.everyone(),
        note=_("Equal values always have the same score. Cut points are those of the whole base; blue: the best score.") + " " + in_force(cuts),
        alt=_("Customers by R, F and M score"),
    )  # fmt: skip


def in_force(cuts: pl.DataFrame) -> str:
    """The thresholds in words: R : 30, 90, 180, 365 jours (fixés) ; F …"""
    spoken = language()
    parts = []
    for measure, letter in (("recency", "R"), ("frequency", "F"), ("monetary", "M")):
        rows = cuts.filter(pl.col("measure") == measure).sort("cut")
        if rows.height:
            numbers = " · ".join(formats.number(one, spoken) for one in rows["cut"])
            kind = _("by the settings") if rows["fixed"][0] else _("by the data")
            parts.append(_("{letter}: {numbers} ({kind})", letter=letter, numbers=numbers, kind=kind))
    return _("In force: {parts}.", parts=_("; ").join(parts)) if parts else ""


def _spread(scope: Scope, _now: scoring_data.Answers) -> None:
    rows, cuts = cache.ask("rfm_distribution", scope), cache.ask("rfm_cut_points", scope.everyone())
    charts.chart_card(
        "rfm-spread", plots.spread(rows, cuts), spread_sheet(rows), name="rfm_distribution", scope=scope, note=in_force(cuts),
        alt=_("Customers by recency, by frequency and by amount, with the cut points"),
    )  # fmt: skip


def spread_sheet(rows: pl.DataFrame) -> Sheet:
    names = {"recency": _("Recency"), "frequency": _("Frequency"), "monetary": _("Amount")}
    return Sheet.of(
        rows.with_columns(pl.col("measure").replace(names)), Column("measure", _("Measure")), Column("low", _("Lowest value"), Unit.SCORE, decimals=0),
        Column("high", _("Below"), Unit.SCORE, decimals=0), Column("customers", _("Customers"), Unit.COUNT),
    )  # fmt: skip


def _areas(scope: Scope, now: scoring_data.Answers) -> None:
    rows = said.segments(now.codes)
    charts.chart_card(
        "rfm-areas", plots.treemap(rows), scoring_data.segments_sheet(rows), name="rfm_segments", scope=scope, note=scoring_data.grid_words(),
        alt=_("RFM segments as areas: customers, and mean sales by colour"),
    )  # fmt: skip


def _planes(scope: Scope, _now: scoring_data.Answers) -> None:
    cells = cache.ask("rfm_map", scope)
    alts = {"frequency": _("Customers by recency and frequency"), "monetary": _("Customers by recency and amount")}
    for column, (measure, alt) in zip(st.columns(2, gap="medium"), alts.items(), strict=True):
        with column:
            charts.chart_card(
                f"rfm-plane-{measure}", plots.plane(cells, measure), plane_sheet(cells, measure), name=f"rfm_map_{measure}", scope=scope,
                note=_("Customers are counted by classes of values; the last class has no end."), alt=alt,
            )  # fmt: skip


def plane_sheet(cells: pl.DataFrame, measure: str) -> Sheet:
    spoken, money = language(), cache.currency()
    rows = cells.filter(pl.col("measure") == measure)
    words = {
        name: [findings.class_words(kind, low, high, spoken, money) for low, high in rows.select(*columns).iter_rows()]
        for name, kind, columns in (("seen", "recency", ("recency_low", "recency_high")), ("value", measure, ("low", "high")))
    }
    return Sheet.of(
        rows.with_columns(*(pl.Series(name, texts, dtype=pl.String) for name, texts in words.items())), Column("seen", _("Last purchase")),
        Column("value", _("Frequency") if measure == "frequency" else _("Amount")), Column("customers", _("Customers"), Unit.COUNT), Column("revenue", _("Sales"), Unit.MONEY),
    )  # fmt: skip


def _rhythm(scope: Scope, _now: scoring_data.Answers) -> None:
    rows = cache.ask("purchase_gap_distribution", scope)
    charts.chart_card(
        "purchase-gaps", plots.gaps(rows), rhythm_sheet(rows), name="purchase_gap_distribution", scope=scope,
        note=_("Over all purchases until the as-of day, those of one day together; a customer’s own mean is in the list."),
        alt=_("Customers by their mean gap between purchases"),
    )  # fmt: skip


def rhythm_sheet(rows: pl.DataFrame) -> Sheet:
    spoken = language()
    named = rows.with_columns(
        pl.Series(
            "band", [findings.band_words(above, upto, spoken) for above, upto in rows.select("above", "upto").iter_rows()], dtype=pl.String
        )
    )
    return Sheet.of(
        named, Column("band", _("Mean gap")), Column("customers", _("Customers"), Unit.COUNT), Column("share", _("Share"), Unit.SHARE)
    )


VIEWS: dict[str, View] = {"scores": _scores, "spread": _spread, "areas": _areas, "planes": _planes, "rhythm": _rhythm}
