"""The way from a list to the page of the segments, with the same customers chosen there."""

import streamlit as st

from crm_core.engine import Scope
from crm_core.indicators.rfm import LABELS
from crm_ui.navigation import page_of
from crm_ui.words import _, language


def link(scope: Scope, segment: str) -> None:
    """A link that opens Segments on the customers of an RFM segment, over the same days and with the same filters."""
    group(scope, _("Target in Segments: {segment}", segment=_(LABELS[segment])), "segment", segment)


def group(scope: Scope, label: str, grouping: str, chosen: str) -> None:
    """The same for a group of any grouping of that page."""
    st.page_link(page_of("segments"), label=label, query_params=_address(scope, grouping, chosen), width="content")


def _address(scope: Scope, grouping: str, chosen: str) -> dict[str, str | list[str]]:
    kept: dict[str, str | list[str]] = {field: list(values) for field, values in scope.filters}
    days = {"period": "custom", "from": scope.start.isoformat(), "as_of": scope.as_of.isoformat()}
    return {**kept, **days, "lang": language(), "grouping": grouping, f"group_{grouping}": chosen}
