"""The choices of a page in its address, as stable ids whatever the language: `?period=3m&store=Lille&store=Lyon`.

Streamlit can bind a widget to the address by itself, but writes the translated label of an option there. So: `take` before the widget, `put` after it.
"""

from collections.abc import Collection, Sequence

import streamlit as st

KEY = "address"
# What an address may hold beside the filters: the language, the version of the data, and the choices of single pages.
OTHERS = {
    "lang", "version", "period", "as_of", "from", "indicator", "cohort_way", "open_by",
    "listed_class", "zone", "customer", "structure_field", "grouping",
    "flow", "flow_from", "flow_to", "write_by", "quality_source", "compared_zone", "compare_with", "scoring_view", "valued_by", "value_view", "rfm_view", "rfm_flow", "abc_view", "risk_shown",
}  # fmt: skip
FAMILIES = ("group_", "appetence_", "embed")


def take(name: str) -> list[str]:
    """What the address asks for `name`, when it was opened or edited since the last run; else nothing, and the widget keeps its value."""
    asked = st.query_params.get_all(name)
    return asked if asked != _written().get(name, []) else []


def unknown(fields: Collection[str]) -> list[str]:
    """The parameters of the address that are neither one of `fields` nor a choice of any page; they leave the address."""
    found = [name for name in st.query_params if name not in fields and name not in OTHERS and not name.startswith(FAMILIES)]
    for name in found:
        st.query_params.pop(name, None)
    return found


def put(name: str, values: Sequence[str]) -> None:
    """Write the choice into the address; no value takes it out."""
    _written()[name] = list(values)
    if st.query_params.get_all(name) == list(values):
        return
    if values:
        st.query_params[name] = list(values)
    else:
        st.query_params.pop(name, None)


def say_again() -> None:
    """Have every choice drawn anew: a browser keeps the words that it was given first, in the language of then."""
    for name in _written():
        if name in st.session_state:
            st.session_state[name] = st.session_state[name]


def _written() -> dict[str, list[str]]:
    written: dict[str, list[str]] = st.session_state.setdefault(KEY, {})
    return written
