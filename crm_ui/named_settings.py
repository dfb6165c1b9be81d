"""Rules of a panel kept under a name: to keep what the controls show, to try what was kept, to take it out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from crm_core.errors import CrmError
from crm_core.settings_named import LONGEST, Named, keep, name_of, named
from crm_core.store.workspace import not_writable
from crm_ui import cache, errors, formats, people, settings_changes, settings_form, tables
from crm_ui.words import _, language

Values = Mapping[str, Any]
SAYINGS = "named_sayings"


@dataclass(frozen=True)
class Rules:
    """The rules of one panel: their section, their values in force, those that the controls show, and how to show others."""

    section: str
    now: Values
    shown: Values
    put: Callable[[Values], None]
    check: Callable[[], object]  # raises CrmError when what the controls show cannot be


def show(panel: str, rules: Rules) -> None:
    """The kept ones to choose from, what the chosen one is, and the way to keep those on the controls."""
    kept = [one for one in named(cache.home().folder, rules.section) if (one.values or {}).keys() == rules.now.keys()]
    chosen, said = None, st.session_state.get(SAYINGS, 0)  # after a saying the newest is chosen and the form closed and empty
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        if kept:
            chosen = _chosen(f"{panel}-{said}", kept, rules)
        with st.popover(_("Keep under a name"), key=f"{panel}-keep-{said}"):
            _keep_form(f"{panel}-{said}", kept, rules)
    if chosen:
        tables.note(described(chosen, rules))


def _chosen(key: str, kept: list[Named], rules: Rules) -> Named:
    by_name = {one.name: one for one in kept}
    name = st.selectbox(_("Kept settings"), list(by_name), key=f"{key}-kept", width=340)
    chosen = by_name[name]
    st.button(_("Try this one"), key=f"{key}-try", on_click=rules.put, args=(chosen.values,))
    if st.button(_("Take it out"), type="tertiary", key=f"{key}-out"):
        _write(Named(chosen.name, rules.section, None, cache.now(), people.person()))
    return chosen


def _keep_form(key: str, kept: list[Named], rules: Rules) -> None:
    """A name for what the controls show; one that is there already is said before it is replaced."""
    tables.note(_("Keeps what the controls show, whether in force or not."))
    given = st.text_input(_("Name of the setting"), key=f"{key}-name", max_chars=LONGEST)
    before = next((one for one in kept if given.strip() == one.name), None)
    if before:
        tables.note(_("Replaces the one {kept}.", kept=_kept_words(before)))
    if st.button(_("Keep this setting"), type="primary", key=f"{key}-keep-it"):
        try:
            rules.check()
            one = Named(name_of(given), rules.section, dict(rules.shown), cache.now(), people.person())
        except CrmError as problem:
            errors.show(problem)
            return
        _write(one)


def _write(one: Named) -> None:
    """Keep the saying and draw everything again; a folder that cannot be written is said."""
    folder = cache.home().folder
    try:
        keep(folder, one)
    except OSError as problem:
        errors.show(not_writable(folder, problem))
        return
    st.session_state[SAYINGS] = st.session_state.get(SAYINGS, 0) + 1
    st.rerun()


def _kept_words(one: Named) -> str:
    """kept on 29/11/2026 at 11 h 20 by Ada."""
    at, spoken = one.at.astimezone(cache.now().tzinfo), language()
    return _("kept on {day} at {clock} by {who}", day=formats.day(at, spoken), clock=formats.clock(at, spoken), who=one.by)


def described(one: Named, rules: Rules) -> str:
    """Who kept it when, and what it would change of the rules in force."""
    words = settings_changes.value_words
    changed = [
        f"{_(settings_form.LABELS[name])} {words(key, rules.now[name])} → {words(key, value)}"
        for name, value in (one.values or {}).items()
        if value != rules.now[name] and (key := f"{rules.section}.{name}")
    ]
    told = ", ".join(changed) if changed else _("these are the rules in force")
    return _("“{name}”, {kept}: {told}.", name=one.name, kept=_kept_words(one), told=told)
