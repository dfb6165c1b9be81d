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
    """a: name and e-mail of 7 fields filled, e-mail valid, record fresh = 4 of 9; b: e-mail filled only = 1 of 9."""
    con = connection(tmp_path, customers=PEOPLE)
    got = base_quality_score(con, Scope.to(AS_OF))
    assert_frame_equal(got, pl.DataFrame({"quality": [5 / 18], "n": [18], "ok": [5]}))
    assert base_quality(con, Scope.to(AS_OF)).select("n", "ok").sum().row(0) == (18, 5)


def test_by_store_and_a_year_before(tmp_path):
    con = connection(tmp_path, customers=PEOPLE)
    got = base_quality_score(con, Scope.to(AS_OF).rolling(13).broken_by("store")).filter(pl.col("month").dt.month() == 12)
    rows = [
        ("Lille", date(2025, 12, 1), None, 0, 0), ("Lille", date(2026, 12, 1), 4 / 9, 9, 4),
        ("Lyon", date(2025, 12, 1), 1 / 9, 9, 1), ("Lyon", date(2026, 12, 1), 1 / 9, 9, 1),
    ]  # fmt: skip
    assert_frame_equal(got, pl.DataFrame(rows, schema=["store", "month", "quality", "n", "ok"], orient="row"))


def test_a_base_of_unknown_people_has_no_quality(tmp_path):
    con = connection(tmp_path, surveys=[{"customer_id": "seen", "date": AS_OF, "nps": 9.0}])
    assert base_quality_score(con, Scope.to(AS_OF)).rows() == [(None, 0, 0)]


def test_people_without_record_make_no_group(tmp_path):
    seen = {"customer_id": "seen", "date": AS_OF, "nps": 9.0}
    con = connection(tmp_path, customers=PEOPLE, surveys=[seen])
    assert base_quality_score(con, Scope.to(AS_OF).broken_by("store"))["store"].to_list() == ["Lille", "Lyon"]
