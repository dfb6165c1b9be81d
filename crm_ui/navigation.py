"""The pages, in five groups. A page is listed when its file exists."""

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from crm_core.i18n import N_
from crm_ui.words import _

PAGES = Path(__file__).resolve().parent.parent / "pages"
GROUPS = {
    N_("See"): {"barometre": N_("Barometer"), "satisfaction": N_("Satisfaction"), "reclamations": N_("Complaints")},
    N_("Know"): {
        "clients": N_("Customer base"),
        "classes": N_("Customer classes"),
        "structure": N_("Structure and channels"),
        "fiche": N_("Customer card"),
        "doublons": N_("Duplicates"),
    },
    N_("Foresee"): {
        "scoring": N_("Scoring"),
        "valeur": N_("Customer value"),
        "departs": N_("Departures"),
        "appetence": N_("Appetence"),
    },
    N_("Act"): {"segments": N_("Segments"), "campagnes": N_("Campaigns")},
    N_("Data"): {"import": N_("Import"), "definitions": N_("Definitions"), "reglages": N_("Settings")},
}
HOME = "barometre"


def page_of(name: str) -> StreamlitPage:
    """The page whose file and address are called `name`, to link to: `st.page_link(page_of("import"), …)`."""
    title = next(title for pages in GROUPS.values() for one, title in pages.items() if one == name)
    return st.Page(PAGES / f"{name}.py", title=_(title), url_path=name)


def exists(name: str) -> bool:
    return (PAGES / f"{name}.py").exists()


def navigation() -> StreamlitPage:
    """Draw the menu; the page to run."""
    home = st.Page(go_home, title=_("Barometer"), url_path="home", default=True, visibility="hidden")
    groups = {_(group): [page_of(name) for name in pages if exists(name)] for group, pages in GROUPS.items()}
    return st.navigation({"": [home], **{group: pages for group, pages in groups.items() if pages}}, expanded=True)


def go_home() -> None:
    """The address without a page leads to the barometer, whose own address can be copied."""
    st.switch_page(page_of(HOME), query_params={name: st.query_params.get_all(name) for name in st.query_params})
