"""What every page has around it: style, logo, language, menu, filters, and the watchers of theme and link. Run by app.py."""

import logging
from pathlib import Path
from time import monotonic

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from crm_core.errors import CrmError, WrongChoice
from crm_core.log import event
from crm_ui import address, cache, errors, filters, link, looking, style, theme, trials, waiting
from crm_ui.navigation import navigation
from crm_ui.readers import READERS
from crm_ui.words import _, choose, language

ASSETS = Path(__file__).parent / "assets"
PRODUCT = "Baromètre Client"
OTHER = {"fr": ("en", "English"), "en": ("fr", "Français")}


def switch_language(to: str) -> None:
    st.session_state["language"] = to
    st.query_params["lang"] = to
    address.say_again()


def draw() -> None:
    """One run of the frame."""
    st.session_state.pop(errors.PAGE, None)
    cache.begin()
    st.set_page_config(page_icon=str(ASSETS / "favicon.png"), layout="wide", initial_sidebar_state=264)
    style.apply()
    preferred, wrong, problem = _opened()
    choose(preferred)
    st.logo(str(ASSETS / "logo.svg"), size="large")
    page = navigation()
    st.set_page_config(page_title=f"{page.title} · {PRODUCT}")
    with st.container(key="watch"):
        theme.watch_page()
        link.watch(None if problem else cache.connection().place)
    if problem:
        errors.show(problem)
        looking.way_back()
        return
    filters.sidebar(wrong)
    to, name = OTHER[language()]
    st.sidebar.button(
        name, type="tertiary", on_click=switch_language, args=(to,), key="switch-language", help=_("Change the language of the pages")
    )
    _run(page)


def _run(page: StreamlitPage) -> None:
    """The page itself, with its name in what the log says of it."""
    began, name = monotonic(), page.url_path or "home"
    st.session_state[errors.PAGE] = name
    try:
        with READERS.reading(), waiting.page(name):
            page.run()
    finally:
        event("page", level=logging.DEBUG, page=name, seconds=round(monotonic() - began, 3))


def _opened() -> tuple[str, list[WrongChoice], CrmError | None]:
    """The firm's language and what the address asked in vain; with settings or a workspace that cannot be read, French and the problem."""
    try:
        trials.end_published()
        trials.end_interrupted()
        wrong = looking.read_address()
        cache.connection()
        return cache.settings().firm.language, wrong, None
    except CrmError as problem:
        return "fr", [], problem


draw()
