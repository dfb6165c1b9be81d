"""A chart card, or in its place why there is nothing to draw and what would bring it."""

from collections.abc import Callable

import streamlit as st

from crm_core.engine import Scope
from crm_ui import charts, tables, waiting
from crm_ui.chart import Chart
from crm_ui.sheets import Sheet


def blank(key: str, why: str) -> None:
    """The words `why` in an empty card as high as its neighbour."""
    waiting.drawn()
    with st.container(border=True, key=f"chart-{key}", height="stretch"):
        tables.note(why)


def chart_or_blank(
    key: str, enough: bool, draw: Callable[[], tuple[Chart, Sheet]], *, name: str, note: str, alt: str, otherwise: str, scope: Scope
) -> None:  # fmt: skip
    """The card of what `draw` makes when there is `enough` to draw, else the words `otherwise`."""
    if not enough:
        blank(key, otherwise)
        return
    figure, sheet = draw()
    charts.chart_card(key, figure, sheet, name=name, note=note, alt=alt, scope=scope)
