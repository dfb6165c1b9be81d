"""The part of the settings page that composes the address of an office screen, shows it, and tells how to start one."""

import os
from functools import partial
from html import escape
from urllib.parse import urlsplit

import streamlit as st
from starlette.datastructures import QueryParams

from crm_core.errors import WrongChoice
from crm_core.i18n import LANGUAGES, N_, say
from crm_ui import cache, errors, tables
from crm_ui.copy_button import copy_button
from crm_ui.head import STALE_DAYS
from crm_ui.screen import start
from crm_ui.screen.choice import REFRESH, ROTATE, THEMES, TOKEN, VIEWS, Choice, Content
from crm_ui.words import _, language

WORDS = {
    "barometer": N_("Barometer"), "satisfaction": N_("Satisfaction"), "lost": N_("Lost customers"), "complaints": N_("Complaints"),
    "dark": N_("Dark"), "light": N_("Light"), "firm": N_("The firm’s"), "fr": "Français", "en": "English",
}  # fmt: skip
FIRM = "firm"
PREVIEW = 300  # pixels high: about sixteen to nine in half of the page


@st.fragment
def screen_part() -> None:
    """Choose, look, copy."""
    st.subheader(_("Office screens"), anchor=False)
    tables.note(_("The figures of the barometer on a television: nothing to click, no names, and it comes back by itself after a cut."))
    with st.container(border=True, key="screen-form"):
        left, right = st.columns(2, gap="medium")
        with left:
            query = _content_and_theme().query()
        try:
            Choice.read(QueryParams(query))
        except WrongChoice as problem:
            errors.show(problem)
            return
        address = start.address(_server(), query)
        with right:
            _preview(address)
            _shown(address)
        _starting(_server(), query)


def _content_and_theme() -> Choice:
    """The widgets; the screen that they choose."""
    word = partial(_word, spoken=language())
    views = st.multiselect(
        _("Views, in their order"), VIEWS, VIEWS, format_func=word, key="screen-views", select_all=False, placeholder=_("All views")
    )
    stores = st.multiselect(
        _("Stores, in turn"), cache.values("customers", "store"), key="screen-stores", select_all=False, placeholder=_("The whole firm")
    )
    rotate, stale, refresh = _numbers()
    theme = st.segmented_control(_("Theme"), THEMES, default=THEMES[0], format_func=word, key="screen-theme", required=True)
    spoken = st.segmented_control(
        _("Language"), (FIRM, *LANGUAGES), default=FIRM, format_func=word, key="screen-language", required=True
    )  # fmt: skip
    content = Content(tuple(views) or VIEWS, tuple(stores), None if spoken == FIRM else spoken, stale)
    return Choice(content, 0, rotate, refresh, str(theme))


def _word(choice: str, spoken: str) -> str:
    return say(WORDS[choice], spoken)


def _numbers() -> tuple[int, int, int]:
    """Seconds a view, days after which data are old, seconds between two refreshes."""
    first, second, third = st.columns(3, gap="small")
    rotate = first.number_input(_("Seconds a view"), 0, 3600, ROTATE, key="screen-rotate", help=_("0: the first view stays."))
    stale = second.number_input(
        _("Old after, days"),
        1,
        3650,
        STALE_DAYS,
        key="screen-stale",
        help=_("Older data turn the foot of the screen amber."),
    )
    refresh = third.number_input(_("Asks every, s"), 1, 60, REFRESH, key="screen-refresh", help=_("New data appear within that time."))
    usual = (ROTATE, STALE_DAYS, REFRESH)
    given = (rotate, stale, refresh)
    return tuple(default if one is None else one for one, default in zip(given, usual, strict=True))  # type: ignore[return-value]


def _server() -> str:
    """The address under which this browser reaches the server, without a slash at its end."""
    here = urlsplit(st.context.url or "")
    return f"{here.scheme}://{here.netloc}{here.path.rpartition('/')[0]}" if here.netloc else ""


def _preview(address: str) -> None:
    """The screen itself, small; with a token, which no page shows, why it is not there."""
    if os.environ.get(TOKEN):
        st.info(
            _(
                "This server asks for a token: add “&token=” and the token at the end of the address. It is never shown here, so that there is no preview either."
            )
        )
        return
    st.iframe(address, height=PREVIEW, tab_index=-1, alt=_("Preview of the screen"))


def _shown(address: str) -> None:
    """The address, a button that copies it, and a link that opens it."""
    _text(address, "screen-address")
    with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
        copy_button(_("Copy the address"), _("Address copied"), key="screen-address", text=address)
        st.link_button(_("Open the screen"), address, type="tertiary")


def _starting(server: str, query: str) -> None:
    """The command and the unit, ready to copy."""
    with st.expander(_("Start a screen")):
        tables.note(_("On the small computer behind the television, with Chromium:"))
        _copied(start.kiosk(server, query), "screen-kiosk")
        tables.note(
            _(
                "As a service of the user who is logged in, which waits for the server and starts again by itself ({file}):",
                file=start.UNIT_FILE,
            )
        )
        _copied(start.unit(server, query), "screen-unit")
        tables.note(_("Then: {command}. Switch off the screen saver of that computer.", command=start.ENABLE))


def _copied(text: str, key: str) -> None:
    _text(text, key)
    copy_button(_("Copy"), _("Copied"), key=key, text=text)


def _text(text: str, key: str) -> None:
    st.html(f'<pre class="bc-code" data-key="{key}">{escape(text)}</pre>')
