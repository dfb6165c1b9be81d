"""The records of a large base are compared with each other beside the pages, which say so and take the result up once it is there."""

import logging
from threading import Lock, Thread

import duckdb
import streamlit as st

from crm_core.engine import Connection
from crm_core.engine.prepared import at_hand, lasting_one
from crm_core.errors import CrmError
from crm_core.log import event
from crm_ui import cache, formats
from crm_ui.words import _, language

PAIRS, SMALL, LOOK_SECONDS = "likely_pairs", 50_000, 2.0
# The keys of connections whose records are being compared, and of those for which it failed: their page asks itself, and meets the error.
_UNDER_WAY: set[str] = set()
_FAILED: set[str] = set()
_LOCK = Lock()


def ready() -> bool:
    """Whether the pairs of the base can be asked for at once: a small base is compared within its page; the comparison of a large one begins now."""
    con = cache.connection()
    if con.rows("customers") <= SMALL or con.key in _FAILED or at_hand(con, PAIRS):
        return True
    begin(con)
    return False


def begin(con: Connection) -> None:
    """Compare beside, unless it is done already."""
    with _LOCK:
        if con.key in _UNDER_WAY:
            return
        _UNDER_WAY.add(con.key)
    Thread(target=_compare, args=(con,), daemon=True).start()


def _compare(con: Connection) -> None:
    try:
        lasting_one(con, PAIRS)
    except (CrmError, duckdb.Error, OSError) as problem:
        _FAILED.add(con.key)
        event("records not compared", level=logging.WARNING, problem=problem)
    finally:
        with _LOCK:
            _UNDER_WAY.discard(con.key)


def wait() -> None:
    """What a page shows meanwhile; it is drawn again once the records are compared."""
    n = formats.number(cache.connection().rows("customers"), language())
    said = _("The {n} records are being compared with each other: quality and duplicates show here as soon as that is done.", n=n)
    with st.container(key="strip-comparing"):
        st.html(f'<p class="bc-looking"><span>{said}</span></p>', width="stretch")
        _look()


@st.fragment(run_every=LOOK_SECONDS)
def _look() -> None:
    con = cache.connection()
    if con.key not in _UNDER_WAY:
        st.rerun()
