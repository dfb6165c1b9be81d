"""What belongs to the session and to the machine on the settings page: the language that is read, and where the data are."""

from html import escape

import streamlit as st

from crm_core.i18n import LANGUAGES
from crm_core.settings import FILE_NAME
from crm_core.store.trial import FOLDER
from crm_ui import cache, formats
from crm_ui.settings_form import CHOICES
from crm_ui.words import KEY, _, language, plain

CHOSEN = "language-choice"


def language_choice() -> None:
    """The language of this session alone; it is written in the address."""
    st.session_state[CHOSEN] = language()
    st.segmented_control(
        _("Language in which you read"), LANGUAGES, format_func=CHOICES.__getitem__, key=CHOSEN, on_change=_follow, required=True,
        help=_("For you alone, and kept in the address; the language below is that of people who have not chosen."),
    )  # fmt: skip


def _follow() -> None:
    chosen = st.session_state[CHOSEN]
    st.session_state[KEY] = chosen
    st.query_params["lang"] = chosen


def where() -> None:
    """The folder, the version, the size on disk, and the settings file."""
    workspace, spoken = cache.home(), language()
    size = sum(
        path.stat().st_size for path in workspace.folder.rglob("*") if path.is_file() and not path.is_relative_to(workspace.folder / FOLDER)
    )
    facts = {
        _("Folder"): str(workspace.folder), _("Settings file"): str(workspace.folder / FILE_NAME),
        _("Version shown"): formats.number(cache.version(), spoken), _("On disk"): _("{n} MB", n=formats.number(size / 1e6, spoken, 1)),
    }  # fmt: skip
    lines = "".join(f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>" for label, value in facts.items())
    st.html(f'<div class="bc-define"><dl>{lines}</dl></div>')
    if workspace.folder != cache.shared_folder().resolve():
        st.info(_("You alone look at this workspace; the others see {folder}.", folder=plain(str(cache.shared_folder()))))
        st.button(_("Back to the firm’s workspace"), on_click=cache.look_at, args=(None,), key="back-to-shared")
