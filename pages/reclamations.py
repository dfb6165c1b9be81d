"""Réclamations: do we answer within the promised working days, what do they complain of, and whom to answer first?"""

import streamlit as st

from crm_ui import cache, charts, choices, complaints_data, errors, head, spans, states, tables
from crm_ui.blank import chart_or_blank
from crm_ui.cards import card, curved
from crm_ui.exports import download_buttons
from crm_ui.findings import complaints as findings
from crm_ui.labels import LABELS, sheet_of
from crm_ui.plots import backlog as open_plots
from crm_ui.plots import complaints as plots
from crm_ui.words import _, language, ngettext

rules = cache.settings().complaints
head.question(findings.question(rules.promised_days, rules.working_week, language()))

with states.guard("complaints"):
    scope = cache.scope()
    judged = complaints_data.judge(scope)
    head.answer(findings.answer(judged.on_time, judged.open_cases, judged.late, language()), scope, [judged.received_words])

    cards = judged.cards()
    columns = st.columns(4, gap="small")
    for column, kpi in zip(columns, cards, strict=False):
        with column:
            card(kpi, scope)
    if judged.rate is None:
        with columns[-1]:
            states.missing_card("rate", _(complaints_data.RATE), ("transactions",))
    tables.note(spans.reading_note(scope, curves=any(map(curved, cards))))
    st.space("xsmall")

    left, right = st.columns([3, 2], gap="medium")
    with left, errors.part():
        months, now, before, is_open, table = complaints_data.monthly(scope)
        chart_or_blank(
            "on-time", any(one.value is not None for one in now), lambda: (plots.on_time(months, now, before, judged.on_time.target, is_open), sheet_of(table)),
            name="complaint_on_time_rate", scope=scope, note=_("Band: 95% interval. Dashed: the month is not over.") if is_open else _("Band: 95% interval."),
            alt=_("Share of complaints closed on time, month by month"), otherwise=_("No complaint was due in these months."),
        )  # fmt: skip
    with right, errors.part():
        backlog = cache.ask("complaint_backlog", scope)
        chart_or_blank(
            "backlog", judged.open_cases > 0, lambda: (open_plots.ages(backlog, rules.promised_days), sheet_of(backlog)), name="complaint_backlog", scope=scope,
            note=_("Hatched: late."), alt=_("Open cases by age in working days"), otherwise=_("No case is open."),
        )  # fmt: skip

    left, right = st.columns([3, 2], gap="medium")
    with left, errors.part():
        flow = cache.ask("complaint_flow", scope)
        chart_or_blank(
            "flow", flow["net"].count() > 1, lambda: (open_plots.flow(flow, scope.as_of), sheet_of(flow)), name="complaint_flow", scope=scope,
            note=_("Weeks from Monday to Sunday. Hatched: the week is not over."),
            alt=_("Complaints received and closed, week by week"), otherwise=_("The complaints on file span less than two weeks of the period."),
        )  # fmt: skip
    with right, errors.part():
        found, figure = complaints_data.by_stage(scope), open_plots.stages
        owners = complaints_data.by_owner(scope)
        if (
            owners.height
            and choices.switch("open_by", _("Open cases by"), ("stage", "owner"), lambda one: _(LABELS[one][0]), usual="stage") == "owner"
        ):
            found, figure = owners, open_plots.owners
        chart_or_blank(
            "open-by", judged.open_cases > 0, lambda: (figure(found), sheet_of(found.drop("is_rest", strict=False))), name="complaint_backlog", scope=scope,
            note=_("Hatched: late."), alt=_("Open cases by stage or person in charge"), otherwise=_("No case is open."),
        )  # fmt: skip

    typology = cache.ask("complaint_typology", scope)
    causes, level = findings.pareto(typology, _("Others"), _("Not given"))
    left, right = st.columns([3, 2], gap="medium")
    with left, errors.part():
        charts.chart_card(
            "causes", plots.causes(causes, level, complaints_data.peak(scope, level)), sheet_of(typology), name="complaint_typology", scope=scope,
            note=_("Blue: the first causes that make half of the complaints.") if findings.vital(causes) else "", alt=_("Complaints by cause"),
        )  # fmt: skip
    with right, states.block():
        after = cache.ask("after_complaint", scope)
        chart_or_blank(
            "after", after["n"].sum() > 0, lambda: (plots.after(after, complaints_data.repurchase_days(scope), plots.causes_height(causes)), sheet_of(after)), name="after_complaint", scope=scope,
            note=_("Rule: customers without complaint."), alt=_("Customers who bought again after a complaint"),
            otherwise=_("Purchases after a complaint: no customer was known long enough."),
        )  # fmt: skip

    with errors.part():
        late = complaints_data.late_sheet(scope)
        n = late.frame.height
        if n:
            st.subheader(ngettext("{n} case to close first", "{n} cases to close first", n, n=n), anchor=False)
            tables.table(late, key="late-cases", caption=_("Open cases past their due date"))
            download_buttons("late-cases", late, name="late_cases", title=_("Open cases past their due date"), scope=scope)
