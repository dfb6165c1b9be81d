from datetime import date

import polars as pl
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.indicators.response_rate import response_rate
from tests.support import connection

SENT = date(2026, 6, 1)
SURVEYS = [
    {"customer_id": "scored", "invited_on": SENT, "date": date(2026, 6, 5), "nps": 9},
    {"customer_id": "silent", "invited_on": SENT, "date": SENT, "answered": False},
    {"customer_id": "quiet", "invited_on": SENT, "date": SENT},
    {"customer_id": "returned", "invited_on": SENT, "date": SENT, "answered": False},
    {"customer_id": "returned but answered", "invited_on": SENT, "date": date(2026, 6, 3), "answered": True},
    {"customer_id": "late", "invited_on": date(2026, 6, 30), "date": date(2026, 7, 2), "answered": True, "nps": 2},
    {"customer_id": "uninvited", "date": date(2026, 6, 5), "nps": 9},
    {"customer_id": "flag only", "date": date(2026, 6, 6), "answered": True, "csat": 4},
]
CONTACTS = [
    {"customer_id": name, "date": day, "type": kind, "outcome": outcome}
    for name, day, kind, outcome in (
        ("returned", SENT, "survey", "bounced"),
        ("returned but answered", SENT, "survey", "bounced"),
        ("silent", SENT, "campaign", "bounced"),
        ("quiet", date(2026, 5, 1), "survey", "bounced"),
    )
]


def test_answers_by_the_last_day_of_delivered_invitations(tmp_path):
    """7 invitations in June, 1 undelivered; 3 answered by 30 June, 4 by 31 July. Intervals of 3 and 4 of 6: scipy."""
    con = connection(tmp_path, surveys=SURVEYS, interactions=CONTACTS)
    got = pl.concat([response_rate(con, Scope.to(end, start=SENT)) for end in (date(2026, 6, 30), date(2026, 7, 31))])
    expected = pl.DataFrame(
        {
            "invited": [7, 7], "bounced": [1, 1], "answered": [3, 4], "response_rate": [0.5, 2 / 3], "n": [6, 6],
            "low": [0.187615, 0.299993], "high": [0.812385, 0.903229],
        }
    )  # fmt: skip
    assert_frame_equal(got, expected, abs_tol=1e-6)


def test_by_channel_of_the_survey_and_nothing_invited_yet_or_any_more(tmp_path):
    con = connection(tmp_path, surveys=[{**row, "channel": "email"} for row in SURVEYS])
    got = response_rate(con, Scope.to(date(2026, 5, 31), months=1).broken_by("channel"))
    assert got.rows() == [("email", None, None, None, None, None, None, None)]
    july = response_rate(con, Scope.to(date(2026, 8, 31), months=1).broken_by("channel"))
    assert july.rows() == [("email", 0, 0, 0, None, 0, None, None)]
