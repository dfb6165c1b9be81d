"""The words of a page, in the language of the session that looks at it.

The language lives in the session, never in the process: two people who read the same server in two languages share nothing.
"""

import re

import streamlit as st

from crm_core.i18n import DEFAULT_LANGUAGE, LANGUAGES, say, say_number

KEY = "language"
_MARKUP = re.compile(r"[\\`*\[\]<>$~|#]|(?<!\w)_|_(?!\w)|:(?=\S)|^(?:[-+]|\d+[.)])(?=\s)")
# Addresses become links even where they are escaped: a mark without width takes them apart.
_ADDRESS, _JOINER = re.compile(r"(?<=:)(?=//)|(?<=www)(?=\.)", re.IGNORECASE), "\u2060"


def language() -> str:
    """The language of this session: fr or en."""
    return str(st.session_state.get(KEY, DEFAULT_LANGUAGE))


def choose(preferred: str) -> str:
    """Settle the language of this run: the address (?lang=), else what the session chose, else the browser, else `preferred`.

    A language that a new visitor would not get by itself stays in the address, so that reloading or sharing the page keeps it.
    """
    unasked = _first((st.context.locale or "")[:2], preferred, DEFAULT_LANGUAGE)
    st.session_state[KEY] = _first(st.query_params.get("lang"), st.session_state.get(KEY), unasked)
    if language() != unasked and "lang" not in st.query_params:
        st.query_params["lang"] = language()
    return language()


def plain(text: str) -> str:
    """`text` for a place where Streamlit reads Markdown, so that names of files, columns, people and stores are shown as they are written."""
    return _MARKUP.sub(lambda found: "\\" + found[0], _ADDRESS.sub(_JOINER, text))


def _first(*wanted: str | None) -> str:
    return next(one for one in wanted if one in LANGUAGES)


def _(text: str, /, **values: object) -> str:
    """`text` in the language of the session, its `{names}` filled in."""
    return say(text, language(), **values)


def ngettext(one: str, many: str, n: int, /, **values: object) -> str:
    """The form that goes with `n` in the language of the session; `{n}` must be given, already formatted, among the values."""
    return say_number(one, many, n, language(), **values)
