"""One choice among a few, beside what it changes: kept in the session, and in the address when it is not the usual one."""

from collections.abc import Callable, Sequence

import streamlit as st

from crm_ui import address


def select(name: str, label: str, options: Sequence[str], words: Callable[[str], str], *, usual: str, width: int | None = None) -> str:
    """A list to choose from; `words` says an option, `usual` is chosen at first. What the address asks and is no option is left aside."""
    said = _prepare(name, options, words, usual)
    chosen: str = st.selectbox(
        label, options, format_func=lambda one: said.get(one, one), key=name, persist_state="session", width=width or "stretch"
    )
    return _written(name, chosen, usual)


def switch(name: str, label: str, options: Sequence[str], words: Callable[[str], str], *, usual: str) -> str:
    """The same as `select`, for two or three options side by side."""
    said = _prepare(name, options, words, usual)
    chosen = st.segmented_control(
        label, options, format_func=lambda one: said.get(one, one), key=name, required=True, persist_state="session"
    )
    return _written(name, str(chosen), usual)


def _prepare(name: str, options: Sequence[str], words: Callable[[str], str], usual: str) -> dict[str, str]:
    """Settle the value before its widget is drawn: the address first, then the session, then the usual one. The words of all options."""
    asked = [one for one in address.take(name) if one in options]
    if asked:
        st.session_state[name] = asked[-1]
    elif st.session_state.get(name) not in options:
        st.session_state[name] = usual
    return {one: words(one) for one in options}


def _written(name: str, chosen: str, usual: str) -> str:
    address.put(name, [] if chosen == usual else [chosen])
    return chosen
