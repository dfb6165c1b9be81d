"""What the browser must tell the server, and the other way round: theme changes, the language of the document, new versions of the data."""

import logging

import streamlit as st

from crm_core.errors import CrmError
from crm_ui import cache
from crm_ui.look import LOOKS, Look
from crm_ui.words import language

WATCH_SECONDS = 20
SCRIPT = """export default function({data, setStateValue}) {
  document.documentElement.lang = data.language;
  const app = document.querySelector(".stApp"), now = () => getComputedStyle(app).colorScheme;
  let was = now();
  const mark = () => { document.documentElement.style.colorScheme = was; };
  mark();
  const seen = new MutationObserver(() => { if (now() !== was) { was = now(); mark(); setTimeout(() => setStateValue("scheme", was), 300); } });
  seen.observe(app, {attributes: true});
  return () => seen.disconnect();
}"""


def look() -> Look:
    """The colours of the theme that this reader sees."""
    return LOOKS[st.context.theme.type or "light"]


def on_phone() -> bool:
    return "Mobi" in (st.context.headers.get("User-Agent") or "")


def watch_page() -> None:
    """Charts are coloured by the server: draw the page again when its reader, or the system, changes theme. Also sets the document's language."""
    watch = st.components.v2.component("page_watch", js=SCRIPT)
    with st.container(key="page-watch"):
        watch(key="page_watch_state", data={"language": language()}, on_scheme_change=lambda: None, height=1)


@st.fragment(run_every=WATCH_SECONDS)
def watch_version(shown: int) -> None:
    """Draw the page again when the workspace holds another version than the one that is `shown`."""
    try:
        if cache.workspace().version != shown:
            st.rerun(scope="app")
    except (CrmError, OSError):
        logging.getLogger(__name__).exception("the workspace could not be looked at")
