"""The link between the browser and the server: fresh data when there are some, and a banner in the page's language when the link is lost.

The banner is in the page beforehand, hidden; the style sheet shows it when the browser has lost the server, or has heard nothing from it for too long.
"""

import logging
from datetime import datetime
from html import escape

import streamlit as st

from crm_core.engine import Place
from crm_core.errors import CrmError
from crm_core.log import event
from crm_ui import cache, formats
from crm_ui.words import _, language

BEAT = 20  # seconds between two signs of life
# A hidden tab is slowed down by its browser to one sign of life a minute; a script that runs lets none through.
RULES = """
.bc-lost{position:fixed;inset:auto 0 0 0;z-index:999999;padding:.75rem 3rem;font-weight:600;visibility:hidden;color:light-dark(#FFFFFF,#10151C);background:light-dark(#855B00,#E5B84B)}
@keyframes bc-lost{to{visibility:visible}}
.stApp[data-test-script-state="notRunning"] .bc-lost{animation:bc-lost 1ms 90s forwards}
.stApp:not([data-test-connection-state="CONNECTED"]) .bc-lost{animation:bc-lost 1ms 1s forwards}
html:has(.stApp:not([data-test-connection-state="CONNECTED"])) .stDialog:not(:has(.stVerticalBlock)){display:none}
"""


@st.fragment(run_every=BEAT)
def watch(shown: Place | None) -> None:
    """Say when the server was last heard; draw the page again when the session looks at other data than `shown` (None: they could not be read)."""
    seen, at = None, None
    try:
        seen, at = _place(readable=shown is not None), cache.now()
    except (CrmError, OSError) as problem:
        event("workspace unreadable", level=logging.WARNING, problem=problem)
    st.html(banner(at, language()))
    if seen is not None and seen != shown:
        st.rerun(scope="app")


def _place(*, readable: bool) -> Place:
    """What is looked at; a version that could not be read is opened first. Raises CrmError while it cannot be."""
    return cache.place() if readable else cache.connection().place


def banner(at: datetime | None, spoken: str) -> str:
    """What is said when the link is lost after `at`; another element at each sign of life, so that the wait begins again."""
    lost = _("Connection lost – data received at {time}", time=formats.clock(at, spoken)) if at else _("Connection lost")
    return f'<div class="bc-lost" role="status" data-at="{at.isoformat() if at else ""}">{escape(lost)}</div>'
