"""The settings as forms: one per section, each key with its label, its widget and the sentence that explains it."""

from collections.abc import Mapping
from dataclasses import Field, fields
from datetime import datetime
from functools import lru_cache
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import streamlit as st
from babel.numbers import get_currency_name

from crm_core import settings as settings_file
from crm_core.errors import CrmError, WrongChoice
from crm_core.i18n import N_
from crm_core.indicators.lifecycle import LABELS as CLASSES
from crm_core.indicators.rfm import LABELS as SEGMENTS
from crm_core.settings import Settings
from crm_core.settings_history import changes, remember
from crm_core.settings_keys import SIZE
from crm_core.store.workspace import not_writable
from crm_ui import cache, errors, formats, people, target_notes
from crm_ui.findings.customer import ACTIONS
from crm_ui.words import _, language

SAVED = "settings_saved"
SECTIONS = {
    "firm": N_("The firm"), "complaints": N_("Complaints and working days"), "targets": N_("Targets"),
    "lifecycle": N_("Lifecycle of customers"), "actions": N_("What is proposed for each class"), "scoring": N_("Scoring"),
    "rfm": N_("RFM scores"), "rfm_segments": N_("RFM segments"), "limits": N_("Limits of the machine"),
}  # fmt: skip
LABELS = {
    "name": N_("Name of the firm"), "language": N_("Language"), "time_zone": N_("Time zone"), "currency": N_("Currency"),
    "promised_days": N_("Promised working days"), "working_week": N_("Working week"), "holidays": N_("Public holidays"), "cutoff_hour": N_("Cut-off hour"),
    "d50": N_("Threshold D50 (days)"), "d80": N_("Threshold D80 (days)"), "d95": N_("Threshold D95 (days)"), "hot_days": N_("Hot prospect (days)"),
    "regular_orders": N_("Regular: purchases a year"), "regular_variation": N_("Regular: variation of gaps"), "abc_a": N_("Class A (%)"), "abc_b": N_("Class B (%)"),
    "margin_rate": N_("Margin rate (%)"), "discount_rate": N_("Discount rate (%)"), "protected_fields": N_("Protected fields in scores"),
    "churn_by": N_("Who has left is told by"), "churn_column": N_("Column that says who left"), "appetence": N_("Appetence for"),
    "csat": N_("Satisfied customers (%)"), "nps": N_("Net promoter score"), "response_rate": N_("Response rate (%)"), "attrition": N_("Attrition (%)"),
    "lost": N_("Lost customers"), "on_time": N_("Complaints on time (%)"), "complaint_rate": N_("Complaints per 1,000 customers"),
    "closing_days": N_("Days to close a complaint"), "late_open": N_("Open and late complaints"), "base_quality": N_("Quality of the base (%)"),
    "upload_mb": N_("Largest file (MB)"), "memory": N_("Memory"), "threads": N_("Processor cores"), **CLASSES, **SEGMENTS,
    "cuts": N_("Cut points"), "cuts_r": N_("Recency: cut points (days)"), "cuts_f": N_("Frequency: cut points"), "cuts_m": N_("Amount: cut points"),
    "grid": N_("Grid of segments"), "second": N_("Second score of the grid"), "months": N_("Months counted"), "weight_r": N_("Weight of R"), "weight_f": N_("Weight of F"), "weight_m": N_("Weight of M"),
}  # fmt: skip
CHOICES = {
    "fr": "Français", "en": "English", "ouvres": N_("Monday to Friday"), "ouvrables": N_("Monday to Saturday"),
    "FR": N_("France"), "FR-alsace-moselle": N_("France, Alsace-Moselle"), "none": N_("None"),
    "quintiles": N_("Quintiles, equal values together"), "r_package": N_("As R’s package rfm"), "own": N_("Ours"), "f": N_("F"), "auto": N_("What there is"), "purchases": N_("Purchases"), "left_on": N_("The day on which customers left"), "column": N_("A column of the file of customers"), "fm": N_("Mean of F and M"),
}  # fmt: skip
CURRENCIES = ("EUR", "CHF", "GBP", "USD", "CAD", "MAD", "TND", "DZD", "XOF", "XAF", "XPF", "MUR")
DECIMALS = {"regular_variation", "weight_r", "weight_f", "weight_m"}  # written with a comma, which number inputs do not know
ASCENDING = {"lifecycle": ("d50", "d80", "d95"), "scoring": ("abc_a", "abc_b")}


def form(section: str) -> None:
    """The form of one section; it is saved into the workspace and the page is drawn again with it."""
    now = getattr(cache.settings(), section)
    keys, instead = fields(now), target_notes.notes() if section == "targets" else {}
    with st.form(f"settings-{section}", border=True):
        st.subheader(_(SECTIONS[section]), anchor=False)
        if section == "actions":
            st.html(f'<p class="bc-note">{escape(_("Left empty, the usual action in grey is proposed."))}</p>')
        given = {}
        width = 4 if len(keys) == 4 else 3
        for row in (keys[start : start + width] for start in range(0, len(keys), width)):
            for column, one in zip(st.columns(width), row, strict=False):
                with column, st.container(gap="xsmall"):
                    given[one.name] = widget(section, one, getattr(now, one.name))
                    if one.name in instead:
                        st.html(instead[one.name])
        if st.form_submit_button(_("Save")):
            submit(section, given)


def widget(section: str, one: "Field[Any]", value: Any) -> Any:
    """The widget of one key, its note under it; the value as the settings hold it."""
    key, label, choices = _key(section, one.name), _(LABELS[one.name]), options(one, value)
    given: Any
    if choices:
        given = st.selectbox(label, choices, choices.index(value), format_func=said, key=key)
    elif isinstance(value, bool):
        given = st.toggle(label, value, key=key)
    elif one.name in ACTIONS:
        return st.text_area(label, value, key=key, height=68, placeholder=_(ACTIONS[one.name]))
    elif isinstance(value, str):
        given = st.text_input(label, value, key=key)
    elif is_share(one, value):
        given = _divided(st.number_input(label, value=_drawn(one, value), step=1.0, format="%.6g", key=key))
    elif one.name in DECIMALS:
        given = decimal(st.text_input(label, _drawn(one, value), key=key))
    else:
        given = st.number_input(label, value=value, step=type(value)(1), format="%d" if isinstance(value, int) else "%.6g", key=key)
    st.html(f'<p class="bc-note">{escape(_(one.metadata["note"]))}</p>')
    return given


def _key(section: str, name: str) -> str:
    return f"set-{section}-{name}"


def put(section: str, values: Mapping[str, Any]) -> None:
    """Have the widgets of these keys show these values, from the next run on."""
    for one in fields(getattr(cache.settings(), section)):
        if one.name in values:
            st.session_state[_key(section, one.name)] = _drawn(one, values[one.name])


def _drawn(one: "Field[Any]", value: Any) -> Any:
    """A value as its widget holds it: shares in per cent, some numbers as text."""
    if one.name in DECIMALS:
        return formats.decimal(value, language())
    return round(value * 100, 4) if is_share(one, value) else value


def _divided(percent: float | None) -> float | None:
    return None if percent is None else round(percent / 100, 6)


def decimal(text: str) -> float | str | None:
    """The number that was written with a comma or a point; what is none stays as it is, for `checked` to say so, nothing is None."""
    try:
        return float(text.strip().replace(",", ".").replace(formats.MINUS, "-")) if text.strip() else None
    except ValueError:
        return text


@lru_cache
def time_zones() -> list[str]:
    """The time zones of this machine; reading them goes through hundreds of files."""
    return sorted(available_timezones())


def options(one: "Field[Any]", value: Any) -> list[Any]:
    """The values to choose from; empty when any value can be written. The present value is always among them."""
    known = {"time_zone": time_zones(), "currency": list(CURRENCIES)}.get(one.name, list(one.metadata["choices"]))
    return known if not known or value in known else [value, *known]


def said(value: str) -> str:
    """A choice in words."""
    if value in CURRENCIES:
        return f"{value} – {get_currency_name(value, locale=language())}"
    return _(CHOICES[value]) if value in CHOICES else value.replace("_", " ")


def is_share(one: "Field[Any]", value: Any) -> bool:
    """Is this key a share, shown in per cent?"""
    return isinstance(value, float) and one.metadata["high"] is not None and one.metadata["high"] <= 1


def submit(section: str, given: dict[str, Any]) -> None:
    """Check, save, and draw everything again; what cannot be is said under the form."""
    try:
        folder = cache.home().folder
        write(folder, checked(settings_file.load(folder), section, given), cache.now(), people.person())
    except CrmError as problem:
        errors.show(problem)
        return
    st.session_state[SAVED] = section
    st.rerun()


def checked(now: Settings, section: str, given: dict[str, Any]) -> Settings:
    """`now` with the values of one section. Raises WrongChoice: a value out of range, empty, or against another of its section."""
    for name, value in given.items():
        if value is None:
            raise WrongChoice(N_("{label} is empty."), N_("Write a value."), label=_(LABELS[name]))
        if isinstance(value, str) and isinstance(getattr(getattr(now, section), name), float):
            raise WrongChoice(
                N_("{label}: “{value}” is no number."), N_("Write digits, with a comma if need be."), label=_(LABELS[name]), value=value
            )
    if "memory" in given and not SIZE.holds(given["memory"]):
        raise WrongChoice(N_("The memory cannot be {value}."), N_("Write a size like 4GB or 800MB."), value=given["memory"])
    return ordered(in_words(now, section, given), section)


def in_words(now: Settings, section: str, given: dict[str, Any]) -> Settings:
    """The settings with these values; a value out of range is refused by the label that the form shows, shares in per cent."""
    try:
        return now.with_values(section, **given)
    except WrongChoice as problem:
        name = str(problem.values.get("key", "")).partition(".")[2]
        one = next((one for one in fields(getattr(now, section)) if one.name == name), None)
        if one is None or one.metadata["low"] is None:
            raise
        raise out_of_range(one, given[name], share=is_share(one, getattr(getattr(now, section), name))) from problem


def out_of_range(one: "Field[Any]", value: float, *, share: bool) -> WrongChoice:
    """The sentence for a number out of its bounds."""
    scale = 100 if share else 1
    low, high = one.metadata["low"], one.metadata["high"]
    words = {"label": _(LABELS[one.name]), "value": f"{value * scale:g}", "low": f"{low * scale:g}"}
    if high is None:
        return WrongChoice(N_("{label}: {value} is not possible."), N_("It is at least {low}."), **words)
    return WrongChoice(N_("{label}: {value} is not possible."), N_("It goes from {low} to {high}."), **words, high=f"{high * scale:g}")


def ordered(now: Settings, section: str) -> Settings:
    """`now`, unless thresholds of the section that are fixed do not go up."""
    names = [name for name in ASCENDING.get(section, ()) if getattr(getattr(now, section), name)]
    for lower, higher in pairwise(names):
        if getattr(getattr(now, section), lower) >= getattr(getattr(now, section), higher):
            raise WrongChoice(
                N_("{lower} must be below {higher}."), N_("Change one of the two."), lower=_(LABELS[lower]), higher=_(LABELS[higher])
            )
    return now


def write(folder: Path, new: Settings, at: datetime, by: str) -> None:
    """Save the settings, and who changed what when. Raises WorkspaceProblem when the folder cannot be written."""
    try:
        old = settings_file.load(folder)
        settings_file.save(folder, new)
        remember(folder, changes(old, new, at, by))
    except OSError as problem:
        raise not_writable(folder, problem) from problem


def said_saved() -> None:
    """Say once that a section was saved."""
    section = st.session_state.pop(SAVED, None)
    if section:
        st.toast(_("Saved: {section}. Every page follows it at once.", section=_(SECTIONS[section])))
