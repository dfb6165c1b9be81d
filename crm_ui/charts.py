"""A chart in its card: the figure, how to read it, its data, and its export."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from crm_core.engine import Scope
from crm_core.indicators.registry import REGISTRY
from crm_ui import detail, marks, tables, waiting
from crm_ui.chart import Chart
from crm_ui.exports import download_buttons
from crm_ui.plotly_words import config
from crm_ui.sheets import Sheet
from crm_ui.theme import look, on_phone
from crm_ui.words import _, language

HALF, WIDE, NARROW = 56, 80, 44
POPOVER = 640  # pixels


def short(name: str, most: int = 30) -> str:
    """A name that fits beside a chart, as plotly wants it; its end becomes … (the data popover has it whole)."""
    return marks.literal(name if len(name) <= most else name[: most - 1].rstrip() + "…")


def apart(names: Sequence[str]) -> list[str]:
    """The names, a mark without width after each that was there before: plotly would draw two rows of one name as one."""
    return [name + "\u200b" * names[:rank].count(name) for rank, name in enumerate(names)]


def new_figure(finding: str, unit: str, *, columns: int = HALF, height: int = 300) -> Chart:
    """An empty chart: its finding in a sentence, below it what is measured. `columns`: characters a line (WIDE, HALF, NARROW)."""
    return marks.chart(look(), language(), finding, unit, columns=marks.PHONE if on_phone() else columns, height=height)


def chart_card(key: str, figure: Chart, sheet: Sheet, *, name: str, note: str, alt: str, scope: Scope) -> None:
    """Draw the card. `name` begins the file names and is that of its indicator, perhaps with more after it (`nps_by_store`); `note` tells how to read the chart, `alt` says it to those who do not see it."""
    waiting.drawn()
    with st.container(border=True, key=f"chart-{key}", height="stretch"):
        st.plotly_chart(figure, height="stretch", theme=None, config=config(language(), name), alt=alt, key=f"plot-{key}")
        foot(key, sheet, name=name, note=note, alt=alt, scope=scope)


def indicator_of(name: str) -> str:
    """The indicator after which a chart is named: `nps` of `nps_by_store`."""
    return max((one for one in REGISTRY if f"{name}_".startswith(f"{one}_")), key=len)


def foot(key: str, sheet: Sheet, *, name: str, note: str, alt: str, scope: Scope) -> None:
    """The line under a chart: how to read it, "Détail", "Données", "Exporter"."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"):
        st.html(f'<p class="bc-note">{escape(note)}</p>', width="stretch")
        with st.container(horizontal=True, width="content", gap="small"):
            if st.button(_("Detail"), type="tertiary", key=f"how-{key}"):
                detail.show(indicator_of(name), scope)
            long = sheet.frame.height > tables.PLAIN_ROWS and not on_phone()
            with st.popover(_("Data"), type="tertiary", key=f"data-{key}"), st.container(width=POPOVER if long else "stretch"):
                tables.table(sheet, key=f"table-{key}", caption=alt)
            with st.popover(_("Export"), type="tertiary", key=f"export-{key}"):
                download_buttons(key, sheet, name=name, title=alt, scope=scope)
