"""What the browser must tell the server, and the other way round: theme changes, the language of the document."""

from pathlib import Path

import streamlit as st

from crm_ui.look import LOOKS, Look
from crm_ui.words import language

SCRIPT = (Path(__file__).parent / "assets" / "page_watch.js").read_text(encoding="utf-8")


def look() -> Look:
    """The colours of the theme that this reader sees."""
    return LOOKS[st.context.theme.type or "light"]


def on_phone() -> bool:
    return "Mobi" in (st.context.headers.get("User-Agent") or "")


def watch_page() -> None:
    """Charts are coloured by the server: draw the page again when its reader, or the system, changes theme. Also sets the document's language."""
    watch = st.components.v2.component("page_watch", js=SCRIPT)
    watch(key="page_watch_state", data={"language": language()}, on_scheme_change=lambda: None, height=1)
