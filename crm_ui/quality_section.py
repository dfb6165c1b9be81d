"""Quality of the base, further: the worst records, and quality by origin, import and version."""

import polars as pl
import streamlit as st

from crm_core.engine import Scope
from crm_core.indicators.record_faults import LISTED
from crm_core.indicators.registry import find
from crm_ui import cache, charts, choices, formats, quality_data, states, tables
from crm_ui.blank import blank, chart_or_blank
from crm_ui.cards import Kpi, card
from crm_ui.exports import download_buttons
from crm_ui.figures import Judged, Words
from crm_ui.labels import sheet_of
from crm_ui.navigation import exists, page_of
from crm_ui.plots import base as plots
from crm_ui.plots.quality_trend import quality_trend
from crm_ui.quality_data import SOURCES
from crm_ui.words import _, language, ngettext

USUAL_HEIGHT, DRAWN = 420, 3


def card_or_why(made: Kpi | Words, scope: Scope, *, compared: bool) -> None:
    """A card of the page; in its place what it lacks: a file, or the end of the comparison of records."""
    if isinstance(made, Kpi):
        card(made, scope)
    elif made.key == "quality" and not compared:
        states.waiting_card(made.key, made.label, _("Counted once the records are compared with each other."))
    else:
        states.missing_card(made.key, made.label, find(made.indicator).needs)


def quality_chart(quality: Judged | None, checks: pl.DataFrame, scope: Scope) -> int:
    """The checks of the base, part by part; returns the height of the chart."""
    if quality is None:
        blank("quality", _("Quality of the base: counted once the records are compared with each other."))
        return USUAL_HEIGHT
    target = quality.target if quality.target is not None else cache.settings().targets.base_quality
    figure = plots.quality(checks, target)
    chart_or_blank(
        "quality", checks.height > 0, lambda: (figure, sheet_of(checks)), name="base_quality", scope=scope,
        note=_("Blue-green: reached; amber: to watch; vermilion: missed."), alt=_("Share of records that pass each check of quality"),
        otherwise=_("Quality of the base: no record of a customer to check yet; a file of customers brings them."),
    )  # fmt: skip
    return figure.height


def section(scope: Scope, *, compared: bool, checked: bool) -> None:
    """Below the charts of the page; what rests on the comparison of records once they are `compared`, when there are records to be `checked`."""
    if not (compared and checked):
        _returns(scope)
        return
    _worst(scope)
    _returns(scope)
    _by_source(scope)
    with states.block():
        _by_version(scope)


def _by_version(scope: Scope) -> None:
    """A chart once there are versions enough for a line, its table before."""
    st.subheader(_("Quality from version to version"), anchor=False)
    title, sheet = _("Quality from version to version"), quality_data.by_version()
    note = _(
        "All records as they were brought, of the last versions that changed some or told what came back. Uniqueness: merged as was decided; where it is missing, "
        "records were never compared: looking at Customer base in that version does. Freshness: on the last day of which the version tells an event."
    )
    if sheet.frame.height < DRAWN:
        tables.table(sheet, key="quality-versions", caption=title)
        tables.note(note)
        return
    charts.chart_card(
        "quality-versions", quality_trend(sheet.frame.reverse()), sheet, name="base_quality_by_version", note=note, alt=title, scope=scope
    )


def _returns(scope: Scope) -> None:
    """What came back, campaign by campaign, and how to bring the lists of returns."""
    con = cache.connection()
    if not con.has("campaigns") and not con.has("undeliverables"):
        return
    with states.block():
        st.subheader(_("What came back undelivered, by campaign"), anchor=False)
        sheet = quality_data.returns(scope) if con.has("campaigns") else None
        if sheet and sheet.frame.height:
            tables.table(sheet, key="returns", caption=_("What came back undelivered, by campaign"))
            download_buttons("returns", sheet, name="campaign_returns", title=_("What came back undelivered, by campaign"), scope=scope)
        else:
            tables.note(_("No campaign left in the period."))
        if lines := quality_data.returned_lines(scope):
            tables.note(lines)
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            tables.note(
                _("Lists of returned mail (NPAI, PND) and of bounces are dropped like any file: by customer number, e-mail or address.")
            )
            if exists("import"):
                st.page_link(page_of("import"), label=_("Import a file"))


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
