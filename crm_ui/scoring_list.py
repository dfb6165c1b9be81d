"""The list of the scoring page: customers of chosen segments and classes, why each is there, and the files to take them away."""

import streamlit as st

from crm_core.engine import Scope
from crm_core.indicators.rfm import LABELS, SEGMENTS
from crm_ui import deliverable, errors, formats, scoring_data, tables
from crm_ui.exports import download_buttons
from crm_ui.findings import scoring as findings
from crm_ui.to_segments import link
from crm_ui.words import _, language, ngettext


def view(scope: Scope, _now: scoring_data.Answers) -> None:
    with errors.part():
        title = st.empty()
        by_segment, by_class = st.columns([3, 1], gap="medium")
        chosen = by_segment.multiselect(
            _("Segments"), list(SEGMENTS), list(findings.OVERDUE), format_func=lambda one: _(LABELS[one]), key="list-segments", placeholder=_("All segments"), select_all=False
        )  # fmt: skip
        classes = by_class.multiselect(_("ABC classes"), ["A", "B", "C"], key="list-abc", placeholder=_("All classes"), select_all=False)
        sheet = deliverable.choose(scoring_data.scores_sheet(scoring_data.scores(scope, chosen, classes)), scope)
        n = sheet.frame.height
        title.subheader(
            ngettext("{n} customer to look after", "{n} customers to look after", n, n=formats.number(n, language())), anchor=False
        )
        tables.table(sheet, key="scores", caption=_("Customers with their scores"))
        download_buttons("scores", sheet, name="customer_scores", title=_("Customers with their scores"), scope=scope)
        with st.container(horizontal=True, gap="small"):
            for segment in chosen:
                link(scope, segment)
