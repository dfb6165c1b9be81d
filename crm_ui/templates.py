"""The template file of a table, to fill in."""

import streamlit as st

from crm_core.tables import TABLES
from crm_ui.words import _, language

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def template_button(table: str, place: str) -> None:
    """A button that takes the template of `table` away; `place` tells it from those elsewhere on the page."""
    label, spoken = _(TABLES[table].label), language()
    st.download_button(
        label if place == "import" else _("Template file: {table}", table=label), lambda: template(table, spoken), f"{label.lower().replace(' ', '_')}.xlsx", XLSX,
        key=f"template-{place}-{table}", on_click="ignore", type="tertiary",
    )  # fmt: skip


def template(table: str, spoken: str) -> bytes:
    """The bytes of the workbook, made at the click."""
    from crm_core.ingest.templates import template as made

    return made(table, spoken)
