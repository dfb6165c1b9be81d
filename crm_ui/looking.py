"""What the session looks at when it is not the workspace as it is now: said under the title of every page, with the way back."""

from html import escape
from zoneinfo import ZoneInfo

import streamlit as st

from crm_core.errors import WrongChoice
from crm_core.i18n import N_
from crm_core.store.workspace import Version
from crm_ui import address, cache, formats
from crm_ui.words import _, language, ngettext

ASKED, LONGEST, NAMED = "version", 9, 3


def read_address() -> list[WrongChoice]:
    """Look at the past version that the address asks for (`?version=12`), and keep it there; what cannot be had is returned, to be said."""
    wrong = []
    for text in address.take(ASKED)[-1:]:
        newest = cache.workspace().version
        number = int(text) if text.isdecimal() and len(text) <= LONGEST else 0
        cache.look_back(number if 0 < number < newest else None)
        if not 0 < number <= newest:
            wrong.append(_no_version(text, newest))
    past = cache.past_version()
    address.put(ASKED, [str(past)] if past else [])
    return wrong


def _no_version(text: str, newest: int) -> WrongChoice:
    said = N_("The address asks for {name} = {value}, which is not possible here.")
    known = "1" if newest == 1 else f"1–{newest}"
    return WrongChoice(said, N_("It was ignored. Possible values: {known}."), name=ASKED, value=text[:40], known=known if newest else "—")


def bar() -> None:
    """Under the title: the past version that is looked at."""
    if not cache.past_version():
        return
    with st.container(key="looking", horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.html(said(cache.connection().version), width="stretch")
        way_back()


def said(version: Version) -> str:
    """HTML: **Version 12 of 21/11/2026 – read only**, who brought it, and its files."""
    day = formats.day(version.at.astimezone(ZoneInfo(cache.settings().firm.time_zone)), language())
    what = _("Version {n} of {day} – read only", n=formats.number(version.number, language()), day=day)
    about = " · ".join(part for part in (version.by, files(version)) if part)
    return f'<p class="bc-looking"><b>{escape(what)}</b> <span>{escape(about)}</span></p>'


def files(version: Version) -> str:
    """The files of a version, or of the import that an undo took back: the first names, and how many more."""
    names = [str(one.get("file", "")) for one in version.summary.get("files", [])]
    said, more = ", ".join(names[:NAMED]), len(names) - NAMED
    if more <= 0:
        return said
    return ngettext("{names} and {n} other", "{names} and {n} others", more, names=said, n=formats.number(more, language()))


def way_back() -> None:
    """The button that leaves the past version."""
    if cache.past_version():
        st.button(_("Back to the current version"), on_click=cache.look_back, args=(None,), key="look-now")
