"""Who changed the settings of a page last, and when: a line, and the changes before it in a table."""

from collections.abc import Callable
from dataclasses import fields
from html import escape
from typing import Any

import polars as pl
import streamlit as st

from crm_core.settings_history import Changed, history
from crm_ui import cache, formats, settings_form, tables
from crm_ui.sheets import Column, Sheet
from crm_ui.words import _, language

LISTED = 10
DAYS = ("d50", "d80", "d95")


def last(ours: Callable[[str], bool]) -> list[Changed]:
    """The last changes of the keys (`rfm.cuts_r`) that are `ours`, the newest first."""
    return [one for one in history(cache.home().folder) if ours(one.key)][:LISTED]


def show(name: str, ours: Callable[[str], bool], nobody: str) -> None:
    """The line and, behind it, the table; `nobody` where nothing was changed yet."""
    changes = last(ours)
    if not changes:
        tables.note(nobody)
        return
    when, spoken = changes[0].at.astimezone(cache.now().tzinfo), language()
    said = _(
        "Last changed on {day} at {clock} by {who}.", day=formats.day(when, spoken), clock=formats.clock(when, spoken), who=changes[0].by
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f'<p class="bc-note">{escape(said)}</p>', width="stretch")
        with st.popover(_("Changes"), type="tertiary", key=f"{name}-changes"):
            tables.table(sheet(changes), key=f"{name}-changes-table", caption=_("Changes of the settings"))


def sheet(changes: list[Changed]) -> Sheet:
    """Who changed which setting from what to what, and when."""
    spoken, zone = language(), cache.now().tzinfo
    moments = [one.at.astimezone(zone) for one in changes]
    rows = pl.DataFrame(
        {
            "at": [f"{formats.day(one, spoken)} {formats.clock(one, spoken)}" for one in moments],
            "by": [one.by for one in changes],
            "key": [_(settings_form.LABELS[one.key.partition(".")[2]]) for one in changes],
            "change": [f"{value_words(one.key, one.old)} → {value_words(one.key, one.new)}" for one in changes],
        }
    )
    return Sheet.of(rows, Column("at", _("When")), Column("by", _("Who")), Column("key", _("Setting")), Column("change", _("From → to")))


def value_words(key: str, value: Any) -> str:
    """The value of a setting as its control shows it; what the data give by themselves is “computed”."""
    section, _dot, name = key.partition(".")
    if name in DAYS and not value:
        return _("computed")
    if name.startswith("cuts_") and not value:
        return _("by the data")
    if name == "months" and not value:
        return _("the chosen period")
    if isinstance(value, str):
        return settings_form.said(value)
    one = next((one for one in fields(getattr(cache.settings(), section)) if one.name == name), None)
    if one is not None and settings_form.is_share(one, value):
        return formats.share(value, language(), 0 if round(value * 100, 4) % 1 == 0 else 1)
    return formats.decimal(value, language()) if isinstance(value, float) else str(value)
