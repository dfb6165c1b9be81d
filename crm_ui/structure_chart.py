"""The chart of the base by a field, or why there is none."""

import polars as pl
import streamlit as st

from crm_ui import cache, tables
from crm_ui.plotly_words import config
from crm_ui.plots import structure as plots
from crm_ui.words import _, language


def drawn(rows: pl.DataFrame, what: str, alt: str) -> bool:
    """Draw it; where every value is masked, say so instead. Whether there is a chart."""
    if rows.height and not rows["customers"].count():
        tables.note(_("{field}: each value has fewer than five customers, so nothing is told of them.", field=what))
        return False
    st.plotly_chart(
        plots.structure(rows, what, cache.currency()), theme=None, config=config(language(), "structure"), alt=alt, key="plot-structure"
    )
    return True
