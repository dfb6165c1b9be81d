"""What the browser must tell the server, and the other way round: theme changes, the language of the document, the trial of the tab."""

from pathlib import Path

import streamlit as st

from crm_ui import trials
from crm_ui.look import LOOKS, Look
from crm_ui.words import language

WATCH = "page_watch_state"
SCRIPT = (Path(__file__).parent / "assets" / "page_watch.js").read_text(encoding="utf-8")


def look() -> Look:
    """The colours of the theme that this reader sees."""
    return LOOKS[st.context.theme.type or "light"]


def on_phone() -> bool:
    return "Mobi" in (st.context.headers.get("User-Agent") or "")


def watch_page() -> None:
    """Charts are coloured by the server: draw the page again when its reader, or the system, changes theme. Also sets the document's language.

    A page that is loaded again takes up the trial of the session before it.
    """
    watch = st.components.v2.component("page_watch", js=SCRIPT)
    data = {"language": language(), "trial": trials.key(), "settled": trials.settled()}
    watch(key=WATCH, data=data, on_scheme_change=lambda: None, on_kept_change=_take_up, height=1)


def _take_up() -> None:
    trials.take_up(str(st.session_state[WATCH]["kept"]))
