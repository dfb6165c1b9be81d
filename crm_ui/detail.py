"""Where a figure comes from: words, formula, statement, source, and the rows behind it."""

import streamlit as st

from crm_core.asking import thresholds
from crm_core.engine import Scope
from crm_core.i18n import N_
from crm_core.indicators.registry import find
from crm_ui import cache, errors, formats, spans, tables
from crm_ui.exports import download_buttons
from crm_ui.labels import sheet_of
from crm_ui.words import _, language

ROWS = N_("Rows behind this figure")


def show(name: str, scope: Scope, *, figure: str = "", rows: str | None = None) -> None:
    """Open the detail of the indicator `name` at the right; `rows` names the indicator that lists the rows behind it (else its own table)."""
    st.dialog(_("Where does this figure come from?"), position="right", width="medium")(_body)(name, scope, figure, rows)


def _body(name: str, scope: Scope, figure: str, rows: str | None) -> None:
    indicator = find(name)
    st.subheader(_(indicator.title), anchor=False)
    if figure:
        st.text(figure)
    st.text(_(indicator.definition))
    st.text(_(indicator.formula))
    if limits := thresholds(indicator, cache.connection(), scope, language(), formats.day(scope.as_of, language())):
        st.caption(_("{limits} Every period compared is measured by them.", limits=limits))
    if indicator.source:
        st.caption(_("Source: {source}", source=_(indicator.source)))
    with st.expander(_("The statement that is run (SQL)")):
        st.code(indicator.sql.strip(), language="sql", wrap_lines=True)
    st.subheader(_(ROWS), anchor=False)
    with errors.part():
        listed = rows or name
        sheet = sheet_of(cache.ask(listed, scope.whole()))
        cut = spans.cut_months(scope) if find(listed).grain == "month" else ""
        if cut:
            tables.note(cut)
        tables.table(sheet, key=f"detail-{listed}", caption=_(ROWS))
        download_buttons(f"detail-{listed}", sheet, name=listed, title=_(find(listed).title), scope=scope)
