"""How does the firm count, and what is in the workspace?"""

import streamlit as st

from crm_ui import cache, data_style, formats, head, screen_form, settings_form, settings_workspace, tables, versions
from crm_ui.words import _, language, ngettext

data_style.apply()
head.question(_("How do we count?"))
rules, spoken = cache.settings(), language()
promised = rules.complaints.promised_days
head.answer(
    _(
        "A complaint is on time within {days}; a customer is no longer active after **{d80}** without purchase.",
        days=ngettext("**{n} working day**", "**{n} working days**", promised, n=formats.number(promised, spoken)),
        d80=formats.days(cache.connection().thresholds(cache.scope().as_of).d80, spoken, 0),
    ), cache.scope(),
)  # fmt: skip
settings_form.said_saved()
versions.said_undone()
settings_workspace.language_choice()
if cache.trial() or cache.past_version():
    tables.note(_("These settings hold for everyone, whatever data you look at."))
for section in settings_form.SECTIONS:
    settings_form.form(section)
screen_form.screen_part()
st.subheader(_("Versions of the data"), anchor=False)
versions.history()
st.subheader(_("The workspace"), anchor=False)
settings_workspace.where()
