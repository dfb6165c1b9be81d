"""The open and late complaints, the longest delay first, with the reason in words."""

from datetime import date

import polars as pl

from crm_core.calendar import working_calendar
from crm_core.settings import Complaints
from crm_ui.findings.late_cases import late_cases

AS_OF = date(2026, 11, 20)  # a Friday
CASES = pl.DataFrame(
    {
        "complaint_id": ["R1", "R2", "R3", "R4"], "due_on": [date(2026, 11, 13), date(2026, 11, 10), date(2026, 11, 13), date(2026, 11, 25)],
        "late_open": [True, True, True, False], "customer_id": ["C1", "C2", "C3", "C4"], "severity": ["low", "critical", None, None],
        "stage": ["handled", "collected", "registered", "collected"], "owner": ["Ana", None, "Ana", None],
    }
)  # fmt: skip
VALUE = pl.DataFrame({"customer_id": ["C1", "C3"], "revenue": [10.0, 900.0], "abc": ["C", "A"]})
BACK = pl.DataFrame(schema={"customer_id": pl.String, "mail_on": pl.Date, "email_on": pl.Date})


def test_order_delay_and_reasons() -> None:
    calendar = working_calendar(Complaints(), date(2026, 10, 1), AS_OF)
    rows = late_cases(CASES, calendar, AS_OF, VALUE, "fr", BACK).select("complaint_id", "late_days", "revenue", "reason").rows()
    assert rows == [  # 11 November is a public holiday: R2 is seven working days late, not eight
        ("R2", 7, None, "En retard de 7 jours, cas grave, sans réponse, sans responsable"),
        ("R3", 5, 900.0, "En retard de 5 jours, client A, sans réponse"),
        ("R1", 5, 10.0, "En retard de 5 jours"),
    ]


def test_without_purchases_and_without_owners() -> None:
    calendar = working_calendar(Complaints(), date(2026, 10, 1), AS_OF)
    unowned = CASES.with_columns(pl.lit(None, pl.String).alias("owner"))
    rows = late_cases(unowned, calendar, AS_OF, None, "en", BACK)["reason"].to_list()
    assert rows == ["7 days late, severe case, unanswered", "5 days late", "5 days late, unanswered"]


def test_nothing_late() -> None:
    calendar = working_calendar(Complaints(), date(2026, 10, 1), AS_OF)
    assert late_cases(CASES.filter(~pl.col("late_open")), calendar, AS_OF, VALUE, "fr", BACK).height == 0


def test_what_came_back_is_a_reason_and_leaves_no_case_out() -> None:
    calendar, day = working_calendar(Complaints(), date(2026, 10, 1), AS_OF), date(2026, 3, 1)
    back = pl.DataFrame([("C1", day, None), ("C2", day, day), ("C3", None, day)], schema=BACK.schema, orient="row")
    reasons = dict(late_cases(CASES, calendar, AS_OF, VALUE, "fr", back).select("complaint_id", "reason").iter_rows())
    assert reasons == {
        "R2": "En retard de 7 jours, cas grave, sans réponse, sans responsable, courriers et e-mails reviennent",
        "R3": "En retard de 5 jours, client A, sans réponse, ses e-mails reviennent",
        "R1": "En retard de 5 jours, ses courriers reviennent",
    }
