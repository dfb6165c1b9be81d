"""Classes: where does each class of customers begin, and who moves between them?"""

import streamlit as st

from crm_ui import cache, classes_data, classes_flows, classes_panel, formats, head, segments_data, settings_form, states, tables
from crm_ui.cards import card
from crm_ui.findings import classes as findings
from crm_ui.words import _, language, ngettext
from crm_ui.young_history import caution

head.question(_("Where does each class begin, and who moves between them?"))

with states.guard("customers", "transactions"):
    scope, spoken = cache.scope(), language()
    (pairs, why), lost = segments_data.moves_or_why(scope), cache.ask("came_back", scope)
    kept, _everyone = cache.headcount(scope)
    rows = ngettext("{n} customer", "{n} customers", kept, n=formats.number(kept, spoken))
    head.answer(why if pairs is None else findings.answer(pairs, lost, scope.start - classes_data.DAY, scope.as_of, spoken), scope, [rows])
    caution(scope)
    settings_form.said_saved()
    for column, kpi in zip(st.columns(4, gap="small"), classes_data.cards(pairs, lost), strict=True):
        with column:
            card(kpi, scope)
    tables.note(
        _("Came back: of the customers lost in the same days a year earlier, those who bought again within the 365 days that followed.")
    )
    classes_panel.thresholds(scope)
    classes_flows.flows(scope)
    settings_form.form("actions")
