"""The thresholds as controls: whom each moves is said as soon as it is moved; nothing is written until it is saved."""

from functools import partial

import streamlit as st

from crm_core import settings as settings_file
from crm_core.engine import Scope
from crm_core.errors import CrmError
from crm_ui import cache, classes_data, errors, formats, named_settings, settings_changes, settings_form, states, tables
from crm_ui.classes_data import THRESHOLDS, Given
from crm_ui.findings import classes as findings
from crm_ui.words import _, language

SECTION, BY_ROW = "lifecycle", 3


@st.fragment
def thresholds(scope: Scope) -> None:
    """The controls, what each moves alone, what they move together, and the way to keep them."""
    with states.block(), st.container(border=True, key="chart-thresholds"):
        st.subheader(_("Move a threshold"), anchor=False)
        tables.note(_("Each control says whom it moves by itself, on the last day of the period. Nothing is written before you save."))
        now = classes_data.in_force(scope)
        given = _controls(scope, now)
        changed = {name: value for name, value in given.items() if value != now[name]}
        if changed:
            _together(scope, given, changed)
        named_settings.show("thresholds", _rules(scope, now, given))
        settings_changes.show("thresholds", lambda key: key.startswith(f"{SECTION}."), _("Nobody has changed a threshold yet."))


def _rules(scope: Scope, now: Given, given: Given) -> named_settings.Rules:
    """The thresholds as the settings hold them: days that the data give by themselves are left to the data."""
    held = partial(classes_data.to_write, scope)
    return named_settings.Rules(SECTION, held(now), held(given), partial(_put, scope, now), partial(classes_data.check, given))


def _put(scope: Scope, now: Given, values: named_settings.Values) -> None:
    """Have the controls show these values, which are as the settings hold them."""
    st.session_state.update({_key(name, now[name]): value for name, value in classes_data.to_show(scope, values).items()})


def _controls(scope: Scope, now: Given) -> Given:
    """The sliders, three in a row; the values that they show."""
    given: Given = {}
    for start in range(0, len(THRESHOLDS), BY_ROW):
        for name, column in zip(THRESHOLDS[start : start + BY_ROW], st.columns(BY_ROW, gap="medium"), strict=True):
            with column:
                given[name] = _slider(name, now[name])
                tables.note(_said(scope, name, given[name], now[name]))
    return given


def _key(name: str, value: float) -> str:
    """A control starts from the value in force: another one in force is another control."""
    return f"try-{name}-{value:g}"


def _slider(name: str, value: float) -> float:
    key = _key(name, value)
    reach = classes_data.range_of(name, value, st.session_state.get(key, value))
    label, note = _(settings_form.LABELS[name]), _(_note(name))
    if reach.step >= 1:
        whole: float = st.slider(label, reach.low, reach.high, value, reach.step, key=key, help=note)
        return whole
    steps = sorted(
        {
            value,
            st.session_state.get(key, value),
            *(round(reach.low + reach.step * rank, 2) for rank in range(round((reach.high - reach.low) / reach.step) + 1)),
        }
    )
    chosen: float = st.select_slider(label, steps, value, partial(formats.decimal, language=language()), key=key, help=note)
    return chosen


def _note(name: str) -> str:
    note: str = settings_file.Lifecycle.__dataclass_fields__[name].metadata["note"]
    return note


def _said(scope: Scope, name: str, value: float, now: float) -> str:
    """What a control does where it stands: whom it moves, who came back, what the data would give."""
    if name == "d50":
        effect = _("Moves nobody: no class rests on it.")
    elif value == now:
        effect = _("In force.")
    else:
        effect = findings.effect(classes_data.moved(scope, {name: value}), language(), cache.currency())
    parts = (effect, classes_data.came_back(scope, name, value), classes_data.computed_words(scope, name))
    return " ".join(part for part in parts if part)


def _together(scope: Scope, given: Given, changed: Given) -> None:
    """What all that was moved does at once, as a table, and the two ways to go on."""
    try:
        classes_data.check(given)
    except CrmError as problem:
        errors.show(problem)
        return
    pairs = classes_data.moved(scope, changed)
    st.html(f'<p class="bc-answer">{findings.effect(pairs, language(), cache.currency())}</p>')
    if pairs.height:
        tables.table(classes_data.moved_sheet(pairs), key="tried-moves", caption=_("Customers whom the tried thresholds move"))
    with st.container(horizontal=True, gap="small"):
        if st.button(_("Save as the workspace’s setting"), type="primary", key="save-thresholds"):
            settings_form.submit(SECTION, classes_data.to_write(scope, changed))
        st.button(_("Back to those in force"), key="reset-thresholds", on_click=_back, args=(classes_data.in_force(scope),))


def _back(now: Given) -> None:
    st.session_state.update({_key(name, value): value for name, value in now.items()})
