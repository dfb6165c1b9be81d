"""The import page before any file: what the workspace holds, the templates, the demo company, and the way back from it."""

import streamlit as st

from crm_core.tables import TABLES
from crm_ui import cache, formats, head, states
from crm_ui.templates import template_button
from crm_ui.words import _, language, plain

SERVED = {"references": "reference_values"}


def answer() -> None:
    """What the workspace holds, in a sentence, and where files would go."""
    con, spoken = cache.connection(), language()
    held = [(_(table.label), con.rows(SERVED.get(name, name))) for name, table in TABLES.items()]
    said = ", ".join(f"**{formats.number(rows, spoken)}** {label.lower()}" for label, rows in held if rows)
    holds = _("Your trial holds {rows}.", rows=said) if cache.workspace().is_trial else _("The workspace holds {rows}.", rows=said)
    head.answer(
        holds
        if said
        else _("The workspace is empty: drop your files here, in any order. **Every column is shown before anything is written.**"),
        cache.scope(),
    )
    if cache.home().folder != cache.shared_folder().resolve():
        st.warning(
            _("You look at another workspace than the firm’s: files would go into {folder}.", folder=plain(cache.home().folder.name))
        )
        st.button(_("Back to the firm’s workspace"), on_click=cache.look_at, args=(None,), key="back-to-shared")


def first_steps() -> None:
    """A template file per table; the demo company when nothing is there yet."""
    empty = cache.workspace().version == 0
    if empty:
        st.markdown(_("Nothing at hand? Look at every page with a made-up firm first."))
        states._demo()
    with st.expander(_("Template files, to fill in"), expanded=empty, key="templates"):
        st.caption(_("One per table, with the headers that are recognised and an example."))
        with st.container(horizontal=True, gap="small"):
            for table in TABLES:
                template_button(table, "import")
