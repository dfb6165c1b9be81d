"""One choice among a few, beside what it changes: kept in the session, and in the address when it is not the usual one."""

from collections.abc import Callable, Sequence

import streamlit as st

from crm_ui import address
from crm_ui.filters import wrong_choice
from crm_ui.words import language, plain

FEW = 12  # options that a sentence can name


def select(name: str, label: str, options: Sequence[str], words: Callable[[str], str], *, usual: str, width: int | None = None) -> str:
    """A list to choose from; `words` says an option, `usual` is chosen at first. What the address asks and is no option is said."""
    said = _prepare(name, options, words, usual)
    chosen: str = st.selectbox(
        label, options, format_func=lambda one: said.get(one, one), key=name, persist_state="session", width=width or "stretch"
    )
    return _written(name, chosen, usual)


def switch(name: str, label: str, options: Sequence[str], words: Callable[[str], str], *, usual: str) -> str:
    """The same as `select`, for two or three options side by side; none of them pressed is the usual one."""
    said = _prepare(name, options, words, usual)
    pressed: str | None = st.segmented_control(
        label, options, format_func=lambda one: said.get(one, one), key=name, required=True, persist_state="session"
    )
    return _written(name, pressed or usual, usual)


def _prepare(name: str, options: Sequence[str], words: Callable[[str], str], usual: str) -> dict[str, str]:
    """Settle the value before its widget is drawn: the address first, then the session, then the usual one. The words of all options."""
    asked = address.take(name)
    if wrong := [one for one in asked if one not in options]:
        known = options if len(options) <= FEW else ()
        st.warning(plain(wrong_choice(name, wrong[-1], known).say(language())))
    if right := [one for one in asked if one in options]:
        st.session_state[name] = right[-1]
    elif st.session_state.get(name) not in options:
        st.session_state[name] = usual
    return {one: words(one) for one in options}


def _written(name: str, chosen: str, usual: str) -> str:
    address.put(name, [] if chosen == usual else [chosen])
    return chosen
