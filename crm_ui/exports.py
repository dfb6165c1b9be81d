"""The buttons that take a sheet away. The bytes are made at the click, outside the session: everything they need is settled before."""

from functools import partial

import streamlit as st

from crm_core.engine import Scope
from crm_ui import cache, formats
from crm_ui.downloads import About, csv_bytes, xlsx_bytes
from crm_ui.filters import filter_words
from crm_ui.sheets import Sheet
from crm_ui.words import _, language

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def about(title: str, scope: Scope) -> About:
    """What an export says of itself: what, for whom, when, on which data, which firm."""
    spoken, con = language(), cache.connection()
    return (
        (_("Indicator"), title),
        (_("Firm"), con.settings.firm.name or con.workspace.home.name),
        (_("Period"), formats.period(scope.period, spoken)),
        (_("As of"), formats.day(scope.as_of, spoken)),
        *((_(label), chosen) for label, chosen in filter_words(scope) or [(_("Filters"), _("none"))]),
        (_("Data of"), formats.day(con.data_on(cache.now().date()), spoken)),
        (_("Version of the data"), _("trial, not published") if con.workspace.is_trial else str(con.version.number)),
    )


def download_buttons(key: str, sheet: Sheet, *, name: str, title: str, scope: Scope) -> None:
    """CSV and XLSX of the sheet; `name` begins the file name, `title` says in the file what it holds."""
    lines, spoken = about(title, scope), language()
    con = cache.connection()
    stem = f"{name}_{scope.as_of.isoformat()}_{'trial' if con.workspace.is_trial else f'v{con.version.number}'}"
    leaves = (_("Data"), _("About"))
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            _("Download {format}", format="CSV"), partial(csv_bytes, sheet, lines, spoken), f"{stem}.csv", "text/csv", key=f"csv-{key}", type="tertiary", on_click="ignore"
        )  # fmt: skip
        st.download_button(
            _("Download {format}", format="XLSX"), partial(xlsx_bytes, sheet, lines, leaves), f"{stem}.xlsx", XLSX, key=f"xlsx-{key}", type="tertiary", on_click="ignore"
        )  # fmt: skip
