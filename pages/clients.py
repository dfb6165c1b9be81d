"""Base clients: who are they, and is the base clean?"""

import polars as pl
import streamlit as st

from crm_core.i18n import N_
from crm_core.indicators.lifecycle import LABELS
from crm_ui import base_data, cache, charts, choices, comparing, errors, formats, head, spans, states, tables
from crm_ui.blank import blank, chart_or_blank
from crm_ui.cards import curved
from crm_ui.deliverable import choose
from crm_ui.exports import download_buttons
from crm_ui.findings import base as findings
from crm_ui.labels import sheet_of
from crm_ui.mailing import mail_buttons
from crm_ui.plotly_words import config
from crm_ui.plots import base as plots
from crm_ui.quality_section import USUAL_HEIGHT, card_or_why, quality_chart, section
from crm_ui.words import _, language, ngettext
from crm_ui.young_history import caution

WAYS = {"in": N_("in the month itself"), "after": N_("in the month or after")}


@st.fragment
def cohorts() -> None:
    """The cohort chart with its choice: bought again in the month itself, or in it or any later one."""
    with states.block():
        cells = cache.ask("cohort_retention", scope)
        if not base_data.has_cohorts(cells):
            blank("cohorts", _("Cohorts: nobody bought for the first time in the period, or only in its last month."))
            return
        with st.container(border=True, key="chart-cohorts", height="stretch"):
            way = choices.switch("cohort_way", _("Bought again"), list(WAYS), lambda one: _(WAYS[one]), usual="in")
            alt = _("Share of new customers who bought again, by month of first purchase")
            st.plotly_chart(
                plots.cohorts(cells, way == "after"), theme=None, config=config(language(), "cohort_retention"), alt=alt, key="plot-cohorts"
            )
            note = _("Hatched: the month is not over. “Or after” falls with the months because the later ones have had less time.")
            charts.foot("cohorts", sheet_of(cells), name="cohort_retention", note=note, alt=alt, scope=scope)


@st.fragment
def members() -> None:
    """The customers of a chosen class, why they are in it, and the files to take them away."""
    with states.block():
        st.subheader(_("Customers by class, and why"), anchor=False)
        usual = base_data.usual_class(scope)
        chosen = choices.select("listed_class", _("Class"), list(LABELS), lambda one: _(LABELS[one]), usual=usual, width=280)
        listed = choose(base_data.customers(scope, chosen), scope)
        n = listed.frame.height
        if not n:
            tables.note(_("No customer is in this class."))
        if n:
            tables.note(base_data.counted(listed))
            tables.note(_("Proposed for them: {action}", action=base_data.proposed(chosen)))
            tables.long_table(listed, key="members", caption=_("Customers of the class"))
            download_buttons("members", listed, name=f"customers_{chosen}", title=_(LABELS[chosen]), scope=scope)
            mail_buttons("members", listed.frame["customer_id"].to_list(), name=f"customers_{chosen}", title=_(LABELS[chosen]), scope=scope)


head.question(_("Who are our customers, and is the base clean?"))

with states.guard("customers"):
    scope = cache.scope()
    compared = comparing.ready()
    base = base_data.judge(scope, compared=compared)
    checks = cache.ask("base_quality", scope) if compared else pl.DataFrame()
    rows = ngettext("{n} customer known", "{n} customers known", base.known, n=formats.number(base.known, language()))
    head.answer(findings.answer(base.known, base.active, base.quality, checks, language()), scope, [rows])
    caution(scope)

    cards = base.cards()
    for column, made in zip(st.columns(4, gap="small"), cards, strict=True):
        with column:
            card_or_why(made, scope, compared=compared)
    tables.note(spans.reading_note(scope, curves=any(map(curved, cards))))
    if not compared:
        comparing.wait()

    left, right = st.columns([3, 2], gap="medium")
    with left, states.block():
        months, whole = base_data.months(scope)
        chart_or_blank(
            "activity", base_data.has_moves(months), lambda: (plots.activity(months, whole), sheet_of(months)), name="monthly_activity", scope=scope,
            note=_("Hatched and dashed: the month is not over.") if whole < months.height else _("Lost: active when the month began, no longer at its end."),
            alt=_("Customers gained, kept and lost, month by month"),
            otherwise=_("Month by month: it takes two months in which somebody bought or was lost."),
        )  # fmt: skip
    with right, errors.part():
        counts = cache.ask("lifecycle_counts", scope)
        charts.chart_card(
            "classes", plots.classes(counts), sheet_of(counts), name="lifecycle_counts", scope=scope,
            note=base_data.thresholds_words(scope), alt=_("Customers by lifecycle class"),
        )  # fmt: skip

    left, right = st.columns([3, 2], gap="medium")
    height = USUAL_HEIGHT
    with left, errors.part():
        height = quality_chart(base.quality, checks, scope)
    with right, states.block():
        mixes = cache.ask("channel_mix", scope)
        chart_or_blank(
            "channels", base_data.shown_mixes(mixes) > 1,
            lambda: (plots.channels(mixes, cache.currency(), height - 20), base_data.channels_sheet(mixes)), name="channel_mix", scope=scope,
            note=_("A link, not a cause."), alt=_("Buyers still active, and what they spend, by channels used"),
            otherwise=_("Channels: the purchases do not tell two channels to compare."),
        )  # fmt: skip

    cohorts()
    section(scope, compared=compared, checked=checks.height > 0)
    members()
