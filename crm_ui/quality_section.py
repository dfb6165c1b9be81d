"""Quality of the base, further: uniqueness, the worst records, and quality by origin, import and version."""

import streamlit as st

from crm_core.engine import Scope
from crm_ui import cache, choices, formats, quality_data, states, tables
from crm_ui.exports import download_buttons
from crm_ui.navigation import exists, page_of
from crm_ui.quality_data import LISTED, SOURCES
from crm_ui.words import _, language, ngettext


def section(scope: Scope) -> None:
    """Below the charts of the page."""
    _uniqueness(scope)
    _worst(scope)
    _returns(scope)
    left, right = st.columns(2, gap="medium")
    with left:
        _by_source(scope)
    with right, states.block():
        st.subheader(_("Quality from version to version"), anchor=False)
        tables.table(quality_data.by_version(), key="quality-versions", caption=_("Quality from version to version"))
        tables.note(_("Records as they were brought, all of them; the last versions that changed records."))


def _returns(scope: Scope) -> None:
    """What came back, campaign by campaign, and how to bring the lists of returns."""
    if not cache.connection().has("campaigns"):
        return
    with states.block():
        st.subheader(_("What came back undelivered, by campaign"), anchor=False)
        sheet = quality_data.returns(scope)
        if sheet.frame.height:
            tables.table(sheet, key="returns", caption=_("What came back undelivered, by campaign"))
            download_buttons("returns", sheet, name="campaign_returns", title=_("What came back undelivered, by campaign"), scope=scope)
        else:
            tables.note(_("No campaign left in the period."))
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            tables.note(
                _("Lists of returned mail (NPAI, PND) and of bounces are dropped like any file: by customer number, e-mail or address.")
            )
            if exists("import"):
                st.page_link(page_of("import"), label=_("Import a file"))


def _uniqueness(scope: Scope) -> None:
    """Comparing records takes seconds: it is counted ahead for the usual choices, else when somebody asks."""
    if cache.kept("uniqueness", scope) is not None:
        return
    with st.container(key="strip-uniqueness", horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"):
        said = _("Uniqueness is not counted yet for these choices: every record is to be compared.")
        st.html(f'<p class="bc-looking"><span>{said}</span></p>', width="stretch")
        pressed = st.button(_("Count it"), key="count-uniqueness")
    if pressed:
        cache.ask("uniqueness", scope)
        st.rerun()


def _worst(scope: Scope) -> None:
    with states.block():
        st.subheader(_("The worst records, and what is wrong"), anchor=False)
        sheet, n = quality_data.worst(scope)
        if not n:
            tables.note(_("Every record passes every check."))
            return
        spoken = language()
        tables.note(
            ngettext(
                "{n} record has a fault, the worst first.", "{n} records have a fault, the worst first.", n, n=formats.number(n, spoken)
            )
        )
        if n > LISTED:
            tables.note(_("Only the first {n} rows are shown.", n=formats.number(LISTED, spoken)))
        tables.long_table(sheet, key="worst", caption=_("The worst records"))
        download_buttons("worst", sheet, name="worst_records", title=_("The worst records"), scope=scope)


@st.fragment
def _by_source(scope: Scope) -> None:
    with states.block():
        st.subheader(_("Quality by where records come from"), anchor=False)
        offered = quality_data.sources()
        if not offered:
            tables.note(_("The records do not say where they come from."))
            return
        field = choices.switch("quality_source", _("Where from"), offered, lambda one: _(SOURCES[one]), usual=offered[0])
        tables.table(quality_data.by_source(scope, field), key=f"quality-{field}", caption=_("Quality by where records come from"))
