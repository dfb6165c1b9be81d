"""The rules of the scores as controls: whom they move is said at once; nothing is written until it is saved."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from crm_core.engine import Scope
from crm_core.errors import CrmError
from crm_core.i18n import N_
from crm_core.indicators.abc_what_if import abc_what_if
from crm_core.indicators.rfm import LABELS
from crm_core.indicators.rfm_what_if import rfm_what_if
from crm_core.settings import Rfm, Settings
from crm_core.units import Unit
from crm_ui import cache, errors, formats, named_settings, settings_changes, settings_form, states, tables
from crm_ui.sheets import Column, Sheet
from crm_ui.words import _, language, ngettext

BY_ROW = 4
Moved = Callable[[Scope, Settings], pl.DataFrame]


@dataclass(frozen=True)
class Panel:
    """The rules of one part of the page: their section, their keys, whom tried ones move, and how groups are called."""

    name: str
    title: str
    section: str
    keys: Sequence[str]
    moved: Moved
    labels: dict[str, str]
    nobody: str

    def holds(self, key: str) -> bool:
        """Whether the key of a setting (`rfm.cuts_r`) is one of these rules."""
        section, _dot, name = key.partition(".")
        return section == self.section and name in self.keys


def rfm_moved(scope: Scope, then: Settings) -> pl.DataFrame:
    """Whom the rules of `then` move, in place of those in force."""
    return cache.recall(f"rfm_what_if {then.fingerprint}", lambda con, one: rfm_what_if(con, one, then), scope)


def abc_moved(scope: Scope, then: Settings) -> pl.DataFrame:
    a, b = then.scoring.abc_a, then.scoring.abc_b
    return cache.recall(f"abc_what_if {a} {b}", lambda con, one: abc_what_if(con, one, a, b), scope)


RFM = Panel(
    "rfm", N_("Change the period, the cut points or the weights"), "rfm", [one.name for one in fields(Rfm)], rfm_moved, LABELS,
    N_("These rules move nobody to another segment; weights change the weighted score of the list."),
)  # fmt: skip
ABC = Panel(
    "abc", N_("Change the limits of the classes"), "scoring", ["abc_a", "abc_b"], abc_moved, {one: one for one in "ABC"}, N_("These limits move nobody.")
)  # fmt: skip


@st.fragment
def rules(panel: Panel, scope: Scope) -> None:
    """The controls, what they move, and the way to keep them."""
    with states.block(), st.expander(_(panel.title), key=f"{panel.name}-rules"):
        tables.note(_("Customers whom other rules would move are said at once. Nothing is written before you save."))
        given = _controls(panel)
        now = getattr(cache.settings(), panel.section)
        changed = {name: value for name, value in given.items() if value != getattr(now, name)}
        if changed:
            _tried(panel, scope, changed)
        in_force = {name: getattr(now, name) for name in given}
        check = partial(settings_form.checked, cache.settings(), panel.section, given)
        named_settings.show(
            panel.name, named_settings.Rules(panel.section, in_force, given, partial(settings_form.put, panel.section), check)
        )
        settings_changes.show(panel.name, panel.holds, _("Nobody has changed these rules yet."))


def _controls(panel: Panel) -> dict[str, Any]:
    """One control a key, four in a row; the values that they show."""
    now = getattr(cache.settings(), panel.section)
    given, keys = {}, [one for one in fields(now) if one.name in panel.keys]
    for start in range(0, len(keys), BY_ROW):
        for one, column in zip(keys[start : start + BY_ROW], st.columns(BY_ROW, gap="medium"), strict=False):
            with column, st.container(gap="xsmall"):
                given[one.name] = settings_form.widget(panel.section, one, getattr(now, one.name))
    return given


def _tried(panel: Panel, scope: Scope, changed: dict[str, Any]) -> None:
    """What the changed rules do, or why they cannot be."""
    try:
        then = settings_form.checked(cache.settings(), panel.section, changed)
    except CrmError as problem:
        errors.show(problem)
        return
    pairs = panel.moved(scope, then)
    tables.note(effect(pairs) or _(panel.nobody))
    if pairs.height:
        tables.table(moved_sheet(pairs, panel.labels), key=f"{panel.name}-tried", caption=_("Customers whom the tried rules move"))
    if st.button(_("Save as the workspace’s setting"), type="primary", key=f"save-{panel.name}"):
        settings_form.submit(panel.section, changed)


def effect(pairs: pl.DataFrame) -> str:
    """42 clients changeraient de groupe, 8 120 € de ventes; "" when nobody would."""
    n, spoken = int(pairs["customers"].sum()), language()
    if not n:
        return ""
    sales = formats.headline(float(pairs["revenue"].sum()), Unit.MONEY, spoken, currency=cache.currency())
    return ngettext(
        "{n} customer would change group: {sales} of sales.",
        "{n} customers would change group: {sales} of sales.",
        n, n=formats.number(n, spoken), sales=sales,
    )  # fmt: skip


def moved_sheet(pairs: pl.DataFrame, labels: dict[str, str]) -> Sheet:
    named = {name: _(label) if len(name) > 1 else name for name, label in labels.items()}
    words = pairs.with_columns(pl.col("from", "to").replace(named).fill_null(_("No purchase counted")))
    return Sheet.of(
        words, Column("from", _("Now")), Column("to", _("Would be")), Column("customers", _("Customers"), Unit.COUNT), Column("revenue", _("Sales"), Unit.MONEY),
    )  # fmt: skip
