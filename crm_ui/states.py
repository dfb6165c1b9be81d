"""What a page shows when there is nothing to show: what is missing, and the buttons that bring it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from html import escape
from importlib.util import find_spec
from typing import NoReturn

import streamlit as st

from crm_core.errors import CrmError, MissingData
from crm_core.store.workspace import Workspace
from crm_core.tables import TABLES
from crm_ui import cache, errors, waiting
from crm_ui.navigation import exists, page_of
from crm_ui.tables import note
from crm_ui.templates import template_button
from crm_ui.words import _, language

DEMO_FOLDER = cache.ROOT / cache.DEFAULT_FOLDER


@contextmanager
def guard(*tables: str, enough: int | None = None) -> Iterator[None]:
    """The body of a page: when a table it needs is missing, the empty state instead of the rest; other problems stop the page in words.

    The page has something to say with `enough` of the `tables` (None: all of them).
    """
    missing = [table for table in tables if not cache.connection().has(table)]
    if len(tables) - len(missing) < (len(tables) if enough is None else enough):
        empty(missing)
        stop()
    try:
        yield
    except MissingData as problem:
        empty([table] if (table := getattr(problem, "table", "")) else [], problem)
    except CrmError as problem:
        errors.show(problem)


def stop() -> NoReturn:
    """The page ends here."""
    waiting.over()
    st.stop()


@contextmanager
def block() -> Iterator[None]:
    """A block that may lack a table of its own: said in its place, in a card, with the rest of the page untouched."""
    with errors.part():
        try:
            yield
        except MissingData as problem:
            with st.container(border=True, height="stretch"):
                note(problem.say(language()))


def missing_card(key: str, label: str, tables: Iterable[str]) -> None:
    """The card of a figure that lacks one of its `tables`: its label, and which file brings it."""
    waiting.drawn()
    files = ", ".join(_(TABLES[one].label) for one in tables if not cache.connection().has(one))
    with st.container(border=True, key=f"missing-{key}", height="stretch", gap="xsmall"):
        st.html(f'<p class="bc-label">{escape(label)}</p>')
        note(_("This figure needs a file that nobody has brought yet: {files}.", files=files))
        if exists("import"):
            st.page_link(page_of("import"), label=_("Import a file"))


def waiting_card(key: str, label: str, why: str) -> None:
    """The card of a figure that will come by itself."""
    waiting.drawn()
    with st.container(border=True, key=f"missing-{key}", height="stretch", gap="xsmall"):
        st.html(f'<p class="bc-label">{escape(label)}</p>')
        note(why)


def empty(missing: list[str], problem: MissingData | None = None) -> None:
    """One sentence on what is missing, the button that brings it, the template file, the demo company."""
    labels = ", ".join(_(TABLES[table].label) for table in missing)
    said = (
        _("This page needs a file that nobody has brought yet: **{files}**.", files=labels)
        if labels
        else (problem.say(language()) if problem else "")
    )
    with st.container(key="empty", gap="medium"):
        st.markdown(said)
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            if exists("import") and st.button(_("Import a file"), type="primary", key="to-import"):
                st.switch_page(page_of("import"))
            for table in missing if find_spec("crm_core.ingest.templates") else ():
                template_button(table, "empty")
            _demo()


def _demo() -> None:
    """The demo company: built if it is not there yet, then shown in this session alone."""
    if cache.home().folder == DEMO_FOLDER.resolve() and cache.home().version:
        return
    if st.button(_("Look at the demo company"), key="demo"):
        demo = Workspace.open(DEMO_FOLDER)
        if demo.version == 0:
            _build(demo)
        cache.look_at(DEMO_FOLDER)
        st.rerun()


def _build(demo: Workspace) -> None:
    from crm_core.demo.load import load_demo

    bar = st.progress(0.0, _("Building the demo company…"))

    def progress(done: float, what: str) -> None:
        bar.progress(done, _(what))

    load_demo(demo, at=datetime.now(UTC), by=_("Demo company"), progress=progress)
