"""Profitable customers: how many, what is known of their costs, and those who cost more than they bring."""

import polars as pl

from crm_core.engine import Scope
from crm_core.i18n import N_
from crm_core.indicators.profitable_customers import COSTS
from crm_core.units import Unit
from crm_ui import cache, formats
from crm_ui.findings import value as findings
from crm_ui.sheets import Column, Sheet
from crm_ui.value_data import Figure
from crm_ui.words import _, language

LABELS = {"acquisition": N_("acquisition"), "contacts": N_("contacts"), "campaigns": N_("campaigns"), "complaints": N_("complaints")}


def figure(rows: pl.DataFrame) -> Figure:
    """The share of customers who are profitable, and how many are not."""
    spoken, n, good = language(), rows.height, int(rows["profitable"].sum())
    lost = formats.money(-float(rows.filter(~pl.col("profitable"))["profit"].sum()), spoken, cache.currency())
    below = _("{n} are not: {amount} lost", n=formats.number(n - good, spoken), amount=lost)
    return Figure("profitable", _("Profitable customers"), formats.share(good / n, spoken, 0 if good in (0, n) else 1), below)


def costs(rows: pl.DataFrame) -> str:
    """Which costs are known and which are not; the acquisition, of how many."""
    known = [name for name in COSTS if rows[name].null_count() < rows.height]
    said = [_partly(one, 1 - rows[one].null_count() / rows.height) for one in known]
    return findings.costs(said, [_(LABELS[one]) for one in COSTS if one not in known], language())


def _partly(kind: str, share: float) -> str:
    """acquisition (dite pour 84 % des clients): a kind of cost, and for how many it is known where that is not everyone."""
    if share == 1:
        return _(LABELS[kind])
    return _(
        "{kind} (told of {share} of the customers)",
        kind=_(LABELS[kind]),
        share=formats.share(share, language(), 1 if share > 0.99 or share < 0.01 else 0),
    )


def sheet(scope: Scope) -> Sheet:
    """Every customer with what it brings and costs, the dearest loss first."""
    rows = cache.ask("profitable_customers", scope).sort("profit", maintain_order=True)
    labels = {"acquisition": _("Acquisition"), "contacts": _("Contacts"), "campaigns": _("Campaigns"), "complaints": _("Complaints")}
    return Sheet.of(
        rows, Column("customer_id", _("Customer")), Column("profit", _("Profit"), Unit.MONEY), Column("past_value", _("Past margin"), Unit.MONEY),
        Column("customer_value", _("Value, 12 months"), Unit.MONEY), Column("costs", _("Costs known"), Unit.MONEY), *(Column(name, labels[name], Unit.MONEY) for name in COSTS),
    )  # fmt: skip
