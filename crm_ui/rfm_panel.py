"""The rules of the RFM scores as controls: whom they move is said at once; nothing is written until it is saved."""

from dataclasses import fields
from typing import Any

import polars as pl
import streamlit as st

from crm_core.engine import Scope
from crm_core.errors import CrmError
from crm_core.indicators.rfm import LABELS
from crm_core.indicators.rfm_what_if import rfm_what_if
from crm_core.settings import Settings
from crm_core.units import Unit
from crm_ui import cache, errors, formats, settings_form, states, tables
from crm_ui.sheets import Column, Sheet
from crm_ui.words import _, language, ngettext

SECTION, BY_ROW = "rfm", 4


@st.fragment
def rules(scope: Scope) -> None:
    """The controls, what they move, and the way to keep them."""
    with states.block(), st.expander(_("Move the cut points and the weights"), key="rfm-rules"):
        tables.note(_("Customers whom other rules would move are said at once. Nothing is written before you save."))
        given = _controls()
        now = cache.settings().rfm
        changed = {name: value for name, value in given.items() if value != getattr(now, name)}
        if changed:
            _tried(scope, changed)


def _controls() -> dict[str, Any]:
    """One control a key, four in a row; the values that they show."""
    now, given = cache.settings().rfm, {}
    keys = fields(now)
    for start in range(0, len(keys), BY_ROW):
        for one, column in zip(keys[start : start + BY_ROW], st.columns(BY_ROW, gap="medium"), strict=False):
            with column, st.container(gap="xsmall"):
                given[one.name] = settings_form.widget(SECTION, one, getattr(now, one.name))
    return given


def _tried(scope: Scope, changed: dict[str, Any]) -> None:
    """What the changed rules do, or why they cannot be."""
    try:
        then = settings_form.checked(cache.settings(), SECTION, changed)
    except CrmError as problem:
        errors.show(problem)
        return
    pairs = moved(scope, then)
    tables.note(effect(pairs))
    if pairs.height:
        tables.table(moved_sheet(pairs), key="rfm-tried", caption=_("Customers whom the tried rules move"))
    if st.button(_("Save as the workspace’s setting"), type="primary", key="save-rfm"):
        settings_form.submit(SECTION, changed)


def moved(scope: Scope, then: Settings) -> pl.DataFrame:
    """Whom the rules of `then` move, in place of those in force."""
    return cache.recall(f"rfm_what_if {then.fingerprint}", lambda con, one: rfm_what_if(con, one, then), scope)


def effect(pairs: pl.DataFrame) -> str:
    """42 clients changeraient de segment, 8 120 € de ventes."""
    n, spoken = int(pairs["customers"].sum()), language()
    if not n:
        return _("These rules move nobody.")
    sales = formats.headline(float(pairs["revenue"].sum()), Unit.MONEY, spoken, currency=cache.currency())
    return ngettext(
        "{n} customer would change segment: {sales} of sales.",
        "{n} customers would change segment: {sales} of sales.",
        n, n=formats.number(n, spoken), sales=sales,
    )  # fmt: skip


def moved_sheet(pairs: pl.DataFrame) -> Sheet:
    named = {name: _(label) for name, label in LABELS.items()}
    return Sheet.of(
        pairs.with_columns(pl.col("from", "to").replace(named)), Column("from", _("Segment now")), Column("to", _("Would be")),
        Column("customers", _("Customers"), Unit.COUNT), Column("revenue", _("Sales"), Unit.MONEY),
    )  # fmt: skip
