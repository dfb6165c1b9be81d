"""Baromètre: how are our customers, compared with a year ago and with our targets?"""

import streamlit as st

from crm_ui import barometer_data, cache, errors, head, spans, states, tables
from crm_ui.blank import chart_or_blank
from crm_ui.cards import card, curved
from crm_ui.exports import download_buttons
from crm_ui.findings import barometer as findings
from crm_ui.labels import sheet_of
from crm_ui.plots import barometer as plots
from crm_ui.words import _, language
from crm_ui.young_history import caution

head.question(_("How are our customers?"))

with states.guard("customers", "surveys", "complaints", enough=1):
    scope = cache.scope()
    now = barometer_data.judge(scope)
    head.answer(findings.answer(now.judged, language()), scope, barometer_data.counts(scope, now))
    caution(scope)

    for column, (theme, names) in zip(st.columns(3, gap="medium"), barometer_data.THEMES.items(), strict=True):
        with column:
            st.subheader(_(theme), anchor=False)
            for name in names:
                if name in now.judged:
                    card(now.card(name), scope)
                else:
                    states.missing_card(name, _(barometer_data.CARDS[name][0]), barometer_data.needs(name))
    tables.note(spans.reading_note(scope, curves=any(curved(now.card(name)) for name in now.judged)))
    st.space("xsmall")

    left, right = st.columns(2, gap="medium")
    with left, states.block():
        months, line, before, table = barometer_data.attrition_line(scope)
        chart_or_blank(
            "attrition", any(one.value is not None for one in line),
            lambda: (plots.attrition(months, line, before, now.judged["attrition_rate"]), sheet_of(table)), name="attrition", scope=scope,
            note=_("Band: 95% interval."), alt=_("Attrition rate over thirteen rolling periods"),
            otherwise=_("Attrition: nobody was active when these periods began; it takes purchases of an earlier year."),
        )  # fmt: skip
    with right, states.block():
        classes = barometer_data.nps_by_class(scope)
        chart_or_blank(
            "nps", classes.height > 0, lambda: (plots.nps(classes), sheet_of(classes)), name="nps_by_class", scope=scope,
            note=_("Convinced: promoters by definition, counted with the regular."), alt=_("Net promoter score by lifecycle class"),
            otherwise=barometer_data.no_classes(),
        )  # fmt: skip

    with errors.part():
        where = barometer_data.places(scope)
        if where is not None:
            st.subheader(_("Where to act first"), anchor=False)
            tables.table(where, key="where", caption=_("Where to act first"))
            tables.note(_("Why here: worse than all the others together, at 1%. “—”: fewer than five cases."))
            download_buttons("where", where, name="where_to_act_first", title=_("Where to act first"), scope=scope)
