"""What a person sees when something fails: a sentence, what to do, and for a bug a reference that finds its traceback in the log."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from secrets import token_hex

import streamlit as st

from crm_core.errors import CrmError
from crm_core.log import event
from crm_ui.words import _, language, plain

PAGE = "page"


def show(problem: Exception) -> bool:
    """Say what went wrong, in the language of the session. True: Streamlit shows nothing of its own."""
    page = st.session_state.get(PAGE)
    if isinstance(problem, CrmError):
        event("refused", problem=problem, page=page)
        st.error(plain(problem.say(language())), title=_(problem.title))
    else:
        reference = token_hex(3).upper()
        event("error", level=logging.ERROR, problem=problem, reference=reference, page=page)
        st.error(
            _(
                "This part could not be shown. Try again; if it lasts, give your administrator the reference {reference}.",
                reference=reference,
            ),
            title=_("Something went wrong"),
        )
    return True


@contextmanager
def part() -> Iterator[None]:
    """A block of a page that may fail alone: the others stay."""
    try:
        yield
    except Exception as problem:  # noqa: BLE001 — the boundary: everything is shown, and bugs are logged
        show(problem)
