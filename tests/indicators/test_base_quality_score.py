from datetime import date

import polars as pl
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.indicators.base_quality import base_quality
from crm_core.indicators.base_quality_score import base_quality_score
from tests.support import connection

AS_OF = date(2026, 12, 31)
PEOPLE = [
    {"customer_id": "a", "last_name": "x", "email": "a@b.fr", "email_ok": True, "first_known_on": date(2026, 6, 1), "store": "Lille"},
    {"customer_id": "b", "email": "nonsense", "email_ok": False, "first_known_on": date(2020, 1, 1), "store": "Lyon"},
]


def test_all_checks_together(tmp_path):
    """a: name and e-mail of 7 fields filled, e-mail valid, record fresh = 4 of 9; b: e-mail filled only = 1 of 9; each is unique."""
    con = connection(tmp_path, customers=PEOPLE)
    got = base_quality_score(con, Scope.to(AS_OF))
    assert_frame_equal(got, pl.DataFrame({"quality": [7 / 20], "n": [20], "ok": [7]}))
    assert base_quality(con, Scope.to(AS_OF)).select("n", "ok").sum().row(0) == (20, 7)


def test_by_store_and_a_year_before(tmp_path):
    con = connection(tmp_path, customers=PEOPLE)
    got = base_quality_score(con, Scope.to(AS_OF).rolling(13).broken_by("store")).filter(pl.col("month").dt.month() == 12)
    rows = [
        ("Lille", date(2025, 12, 1), None, 0, 0), ("Lille", date(2026, 12, 1), 5 / 10, 10, 5),
        ("Lyon", date(2025, 12, 1), 2 / 10, 10, 2), ("Lyon", date(2026, 12, 1), 2 / 10, 10, 2),
    ]  # fmt: skip
    assert_frame_equal(got, pl.DataFrame(rows, schema=["store", "month", "quality", "n", "ok"], orient="row"))


def test_a_base_of_unknown_people_has_no_quality(tmp_path):
    con = connection(tmp_path, surveys=[{"customer_id": "seen", "date": AS_OF, "nps": 9.0}])
    assert base_quality_score(con, Scope.to(AS_OF)).rows() == [(None, 0, 0)]


def test_people_without_record_make_no_group(tmp_path):
    seen = {"customer_id": "seen", "date": AS_OF, "nps": 9.0}
    con = connection(tmp_path, customers=PEOPLE, surveys=[seen])
    assert base_quality_score(con, Scope.to(AS_OF).broken_by("store"))["store"].to_list() == ["Lille", "Lyon"]


def test_a_sure_double_fails_one_check_of_each_record_from_the_day_both_are_known(tmp_path):
    """a and c have one e-mail and one name; c is known since September; each fails uniqueness from then on, also where only one of them is asked about."""
    again = {**PEOPLE[0], "customer_id": "c", "first_known_on": date(2026, 9, 1), "store": "Lyon"}
    con = connection(tmp_path, customers=[*PEOPLE, again])
    assert base_quality_score(con, Scope.to(date(2026, 8, 31))).rows() == [(7 / 20, 20, 7)]
    assert base_quality_score(con, Scope.to(AS_OF)).rows() == [(10 / 30, 30, 10)]
    assert base_quality_score(con, Scope.to(AS_OF).where("store", "Lille")).rows() == [(4 / 10, 10, 4)]
    unique = base_quality(con, Scope.to(AS_OF)).filter(pl.col("part") == "uniqueness")
    assert unique.select("field", "n", "ok").rows() == [("customer_id", 3, 1)]


def test_a_base_without_a_single_day_has_no_past(tmp_path):
    """Each record counts as known for ever: what was a year ago would be what is now."""
    con = connection(tmp_path, customers=[{**one, "first_known_on": None} for one in PEOPLE])
    got = base_quality_score(con, Scope.to(AS_OF).rolling(13))
    assert got["quality"].drop_nulls().to_list() == [6 / 18]
    assert got.sort("month")["quality"][-1] == 6 / 18


def test_a_day_before_which_too_little_is_on_file_is_not_told(tmp_path):
    """Known for ever, seen from June 2025 on: what is a year of it tells from June 2026 on; the last window always."""
    people = [{**one, "first_known_on": None} for one in PEOPLE]
    con = connection(tmp_path, customers=people, transactions=[{"customer_id": "a", "date": date(2025, 6, 15), "amount": 5}])
    got = base_quality_score(con, Scope.to(AS_OF).rolling(13)).drop_nulls("quality")
    assert got["month"].to_list() == [date(2026, month, 1) for month in range(6, 13)]
    assert base_quality_score(con, Scope.to(date(2025, 7, 1)))["quality"].to_list() == [7 / 20]
