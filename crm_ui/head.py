"""The top of every page: the question, its answer, and what the figures are about."""

from collections.abc import Sequence
from datetime import date
from html import escape

import streamlit as st

from crm_core.engine import Scope
from crm_ui import cache, filters, formats, looking, waiting
from crm_ui.words import _, language

STALE_DAYS = 35


def question(text: str) -> None:
    """The title of the page, a question, and what is looked at when it is not the workspace as it is now; drawn first, so that both stay when data are missing."""
    st.title(text, anchor=False)
    looking.bar()


def answer(sentence: str, scope: Scope, rows: Sequence[str] = ()) -> None:
    """The answer (only `**bold**` is read as markup), the line that says what it is about, and the chips of active filters.

    `rows` are counts already in words: "742 réclamations".
    """
    waiting.drawn()
    with st.container(gap="xsmall", key="head"):
        st.html(f'<p class="bc-answer">{bold(sentence)}</p><p class="bc-meta">{meta(scope, rows)}</p>')
        filters.chips(scope)


def bold(sentence: str) -> str:
    """Escaped HTML in which `**words**` are bold."""
    return "".join(f"<b>{part}</b>" if rank % 2 else part for rank, part in enumerate(escape(sentence).split("**")))


def meta(scope: Scope, rows: Sequence[str]) -> str:
    """firm · period · rows · date of the data; no period where nothing has a day."""
    spoken, con = language(), cache.connection()
    firm = con.settings.firm.name or con.workspace.home.name
    data_on = con.data_on(cache.now().date())
    dated = escape(_("data of {day}")).replace("{day}", f"<b>{escape(formats.day(data_on, spoken))}</b>") if data_on else ""
    period = escape(formats.period(scope.period, spoken)) if data_on else ""
    parts = [f"<b>{escape(firm)}</b>", period, escape(", ".join(rows)), dated]
    return " · ".join(part for part in parts if part) + stale(data_on, cache.now().date())


def stale(data_on: date | None, today: date) -> str:
    """A pill beside the date of data that are more than `STALE_DAYS` days old."""
    if data_on is None or (age := (today - data_on).days) <= STALE_DAYS:
        return ""
    return f' <span class="bc-pill bc-watch"><i></i>{escape(formats.age(age, language()))}</span>'
