"""What does each figure mean?"""

import streamlit as st

from crm_core.errors import WrongChoice
from crm_core.indicators import REGISTRY, find
from crm_ui import cache, data_model, data_style, definitions, errors, formats, head
from crm_ui.words import _, language, ngettext

data_style.apply()
head.question(_("What does each figure mean?"))
scope, spoken = cache.scope(), language()
count, themes = len(REGISTRY), len(definitions.by_theme(REGISTRY.values(), spoken))
said = ngettext(
    "**{n} figure** is defined here, in {themes} themes",
    "**{n} figures** are defined here, in {themes} themes",
    count,
    n=formats.number(count, spoken),
    themes=formats.number(themes, spoken),
)
head.answer(
    _(
        "{figures}: in words, as a formula, and by the very statement that is run. Everywhere a figure is shown, it is this one.",
        figures=said,
    ),
    scope,
)
st.html(f'<p class="bc-meta">{head.bold(definitions.thresholds(scope))}</p>')

wanted = st.query_params.get(definitions.PARAMETER)
if wanted:
    try:
        definitions.alone(find(wanted))
        st.stop()
    except WrongChoice as problem:
        errors.show(problem)

figures, model = st.tabs([_("Figures"), _("Tables and fields")], key="definitions-tab", on_change="rerun")
with figures:
    if figures.open:
        words = st.text_input(
            _("Search a figure"), key="figure-search", type="search", live=True, placeholder=_("attrition, on time, RFM…")
        )
        kept = definitions.matching(REGISTRY.values(), words or "", spoken)
        definitions.listed(kept)
        if not kept:
            st.text(_("No figure has these words."))
with model:
    if model.open:
        data_model.shown(
            st.text_input(
                _("Search a table or a field"), key="field-search", type="search", live=True, placeholder=_("postal code, amount, SIRET…")
            )
            or ""
        )
