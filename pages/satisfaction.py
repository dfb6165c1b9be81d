"""Satisfaction: are they satisfied, and why?"""

import streamlit as st

from crm_core.units import Unit
from crm_ui import barometer_data, cache, charts, deliverable, errors, formats, head, satisfaction_data, spans, states, tables
from crm_ui.blank import chart_or_blank
from crm_ui.cards import card, curved
from crm_ui.exports import download_buttons
from crm_ui.findings import satisfaction as findings
from crm_ui.labels import sheet_of
from crm_ui.plots import barometer as home_plots
from crm_ui.plots import satisfaction as plots
from crm_ui.words import _, language, ngettext

WIDTHS = [3, 2]

head.question(_("Are they satisfied, and why?"))

with states.guard("surveys"):
    scope, spoken = cache.scope(), language()
    now, stores = satisfaction_data.judge(scope), satisfaction_data.by("store", scope)
    head.answer(findings.answer(now.csat, now.nps, findings.outlier(stores, spoken), spoken), scope, [now.answers_words])

    cards = now.cards()
    for column, kpi in zip(st.columns(4, gap="small"), cards, strict=True):
        with column:
            card(kpi, scope)
    tables.note(spans.reading_note(scope, curves=any(map(curved, cards))))

    left, right = st.columns(WIDTHS, gap="medium")
    with left, errors.part():
        line = satisfaction_data.line(scope)
        charts.chart_card(
            "nps-line", plots.trend(line, now.nps), sheet_of(line.table, last_year=Unit.NPS), name="nps", scope=scope,
            note=_("Band: 95% interval. Dashed: the month is not over.") if line.is_open else _("Band: 95% interval."), alt=_("Net promoter score over time"),
        )  # fmt: skip
    with right, errors.part():
        answers = satisfaction_data.distribution("nps", scope)
        charts.chart_card(
            "nps-scores", plots.distribution(answers, "nps"), satisfaction_data.distribution_sheet(answers), name="nps_scores", scope=scope,
            note=_("NPS: promoters − detractors."), alt=_("Answers by score of recommendation"),
        )  # fmt: skip

    left, right = st.columns(WIDTHS, gap="medium")
    with left, errors.part():
        dimensions, names = satisfaction_data.dimensions(scope)
        chart_or_blank(
            "dimensions", bool(names), lambda: (plots.why(dimensions, names), satisfaction_data.dimension_sheet(scope)), name="dimension_scores", scope=scope,
            note=_("A gap goes with recommending us; it does not prove the cause."), alt=_("Mean scores of promoters and detractors by dimension"),
            otherwise=_("What separates promoters from detractors: this needs 30 of each, and survey columns that score something: welcome, delivery, price…"),
        )  # fmt: skip
    with right, errors.part():
        scores, height = satisfaction_data.distribution("csat", scope), plots.height_of(dimensions)
        chart_or_blank(
            "csat-scores", scores.height > 0, lambda: (plots.distribution(scores, "csat", height), satisfaction_data.distribution_sheet(scores)), scope=scope,
            name="csat_scores", note=satisfaction_data.satisfied_label(now.csat_scale), alt=_("Answers by score of satisfaction"),
            otherwise=_("Nobody scored their satisfaction in the period."),
        )  # fmt: skip

    left, right = st.columns(WIDTHS, gap="medium")
    with left, errors.part():
        note = _("In colour: differs from all the others together, at 5% for the whole chart.")
        chart_or_blank(
            "nps-stores", stores.height > 1, lambda: (plots.stores(stores, now.nps.now.value), satisfaction_data.score_sheet(stores, "store", _("Store"))),
            name="nps_by_store", scope=scope, note=satisfaction_data.with_cut(note, stores.height), alt=_("Net promoter score by store"),
            otherwise=_("NPS by store: there are not two stores to compare here."),
        )  # fmt: skip
    with right, errors.part():
        channels, words = satisfaction_data.by("channel", scope), satisfaction_data.channel_words()
        chart_or_blank(
            "nps-channels", channels.height > 1,
            lambda: (plots.channels(channels, words, now.nps.now.value), satisfaction_data.score_sheet(channels, "channel", _("Channel"))),
            name="nps_by_channel", scope=scope, note=_("In colour: differs from the others."), alt=_("Net promoter score by channel of the survey"),
            otherwise=_("NPS by channel: there are not two channels to compare here."),
        )  # fmt: skip

    left, right = st.columns(WIDTHS, gap="medium")
    with left, states.block():
        classes = barometer_data.nps_by_class(scope)
        chart_or_blank(
            "nps-classes", classes.height > 0, lambda: (home_plots.nps(classes), sheet_of(classes)), name="nps_by_class", scope=scope,
            note=_("NPS: promoters − detractors."), alt=_("Net promoter score by lifecycle class"),
            otherwise=barometer_data.no_classes(),
        )  # fmt: skip
    with right, errors.part():
        rivals = satisfaction_data.rivals(scope)
        chart_or_blank(
            "nps-rivals", rivals["company"].null_count() < rivals.height,
            lambda: (plots.rivals(rivals), satisfaction_data.score_sheet(rivals, "company", _("Company"))), name="nps_by_company", scope=scope,
            note=_("Same question, same period."), alt=_("Our net promoter score and that of competitors"),
            otherwise=_("No answer about a competitor here. A survey file with a column for the company asked about brings the comparison."),
        )  # fmt: skip

    with errors.part():
        responses, limit = satisfaction_data.responses(scope), formats.share(findings.LOW_RATE, spoken, 0)
        note = _("Dotted: {limit}, under which answers speak for few.", limit=limit)
        chart_or_blank(
            "responses", responses.height > 0, lambda: (plots.responses(responses, now.response.now.n), satisfaction_data.response_sheet(responses)), scope=scope,
            name="response_rate", note=satisfaction_data.with_cut(note, responses.height), alt=_("Response rate by channel and store"),
            otherwise=_("Response rate: no invitation was sent in the period, or the file does not say who was invited (columns “Invited on”, “Answered”)."),
        )  # fmt: skip

    with errors.part():
        title = st.empty()
        unhappy = deliverable.choose(satisfaction_data.unhappy_sheet(scope), scope)
        n = unhappy.frame.height
        if n:
            said = ngettext("{n} unhappy customer to call back", "{n} unhappy customers to call back", n, n=formats.number(n, spoken))
            title.subheader(said, anchor=False)
            tables.table(unhappy, key="unhappy", caption=_("Unhappy customers, the latest first"))
            download_buttons("unhappy", unhappy, name="unhappy_respondents", title=_("Unhappy customers, the latest first"), scope=scope)
