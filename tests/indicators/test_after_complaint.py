from datetime import date

import polars as pl
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.indicators.after_complaint import after_complaint
from crm_core.settings import Settings
from tests.indicators.cases import buy
from tests.indicators.test_complaint_deadlines import complaint
from tests.support import connection

D80 = Settings().with_values("lifecycle", d80=50)
YEAR = Scope.to(date(2026, 12, 31))
JUNE, CLOSED = date(2026, 6, 1), date(2026, 6, 3)


def of(customer: str, received: date = JUNE, closed: date | None = CLOSED, **more: object) -> dict[str, object]:
    return complaint(f"of {customer} {received}", received, closed, **more) | {"customer_id": customer}


def test_groups_and_repurchases(tmp_path):
    """50 days after 3 June is 23 July; as of 31 December the D80 days of a silent customer begin on 11 November."""
    complaints = [
        of("well, back on day 50"), of("well, back on day 51"), of("well, back the same day"), of("well, yes", satisfied="Oui"),
        of("displeased", satisfied=" Non "), of("late", closed=date(2026, 6, 30)),
        of("open", closed=None), of("too recent", date(2026, 11, 30), None),
        of("twice", date(2026, 1, 5), None), of("twice"),
        of("no date", status="closed", closed=None),
    ]  # fmt: skip
    sales = [
        buy("well, back on day 50", date(2026, 7, 23)), buy("well, back on day 51", date(2026, 7, 24)), buy("well, back the same day", CLOSED),
        buy("displeased", date(2026, 6, 20)), buy("late", date(2026, 6, 20)), buy("open", date(2026, 7, 21)), buy("twice", date(2026, 6, 4)),
        buy("silent", date(2026, 11, 11)), buy("silent", date(2026, 12, 31)), buy("silent, gone", date(2026, 9, 22)),
        buy("silent, gone before", date(2026, 9, 21)), buy("silent, new", date(2026, 11, 12)), buy("too recent", date(2026, 11, 1)),
    ]  # fmt: skip
    got = after_complaint(connection(tmp_path, D80, transactions=sales, complaints=complaints), YEAR)
    expected = pl.DataFrame(
        {
            "complaint": ["none", "answered_well", "answered_badly", "not_answered"],
            "customers": [2, 5, 2, 1],
            "repurchased": [1, 2, 1, 1],
            "rate": [0.5, 0.4, 0.5, 1.0],
            "n": [2, 5, 2, 1],
            "low": [0.094531, 0.117621, 0.094531, 0.206549],
            "high": [0.905469, 0.769276, 0.905469, 1.0],
        }
    )
    assert_frame_equal(got, expected, abs_tol=1e-6)


def test_scores_of_satisfaction(tmp_path):
    """On 1 to 5, 2 is dissatisfied and 3 is not."""
    con = connection(
        tmp_path, D80, transactions=[buy("x", JUNE)], complaints=[of("a", satisfied="2"), of("b", satisfied="3"), of("c", satisfied="5")]
    )
    assert after_complaint(con, YEAR)["customers"].to_list() == [0, 2, 1, 0]


def test_nobody_is_null_not_zero(tmp_path):
    con = connection(tmp_path, D80, transactions=[buy("x", date(2020, 1, 1))], complaints=[of("a")])
    got = after_complaint(con, YEAR)
    assert got.row(0) == ("none", 0, 0, None, 0, None, None)
    assert got["customers"].to_list() == [0, 1, 0, 0]
