from datetime import date

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.indicators.undeliverable import returns, undeliverable
from tests.support import connection

AS_OF = date(2026, 11, 20)
HOME = {"address_1": "1 rue A", "postal_code": "59000", "city": "Lille"}
PEOPLE = [
    {"customer_id": "a", "email": "a@x.fr", "email_ok": True, **HOME, "store": "Lille"},
    {"customer_id": "b", **HOME, "undeliverable_on": date(2026, 1, 5)},
    {"customer_id": "c", **HOME, "undeliverable_on": date(2026, 1, 5), "phone": "0320000000"},
    {"customer_id": "d", "email": "d@x.fr"},
    {"customer_id": "e", "email": "e@x.fr", **HOME},
]
RETURNS = [
    {"customer_id": "a", "returned_on": date(2026, 3, 1), "way": "mail", "reason": "NPAI"},
    {"email": "a@x.fr", "returned_on": date(2026, 4, 1), "reason": "boîte inconnue"},
    {"email": "d@x.fr", "returned_on": date(2026, 5, 1), "severity": "hard"},
    {"email": "e@x.fr", "returned_on": date(2026, 5, 1), "severity": "soft"},
]


@pytest.fixture
def con(tmp_path):
    return connection(tmp_path, customers=PEOPLE, undeliverables=RETURNS)


def test_who_is_not_reached_and_whether_another_way_is_left(con):
    january = date(2026, 1, 5)
    expected = pl.DataFrame(
        [
            ("d", None, date(2026, 5, 1), None, False),
            ("a", date(2026, 3, 1), date(2026, 4, 1), "NPAI, boîte inconnue", False),
            ("b", january, None, None, False),
            ("c", january, None, None, True),
        ],
        schema=["customer_id", "mail_on", "email_on", "reason", "other_way"],
        orient="row",
    )
    assert_frame_equal(undeliverable(con, Scope.to(AS_OF)), expected)


def test_earlier_days_and_filters(con):
    march = undeliverable(con, Scope.to(date(2026, 3, 31))).select("customer_id", "reason", "other_way").rows()
    assert march == [("a", "NPAI", True), ("b", None, False), ("c", None, True)]
    assert undeliverable(con, Scope.to(AS_OF).where("store", "Lille"))["customer_id"].to_list() == ["a"]
    assert undeliverable(con, Scope.to(date(2025, 12, 31))).height == 0


def test_lines_are_counted_once_and_those_of_nobody_told(tmp_path):
    twins = [{"customer_id": name, "last_name": "Roy", "email": "roy@x.fr", **HOME} for name in "ab"]
    lines = [
        {"email": "roy@x.fr", "returned_on": date(2026, 3, 1)},
        {"email": "nobody@x.fr", "returned_on": date(2026, 3, 1)},
        {"customer_id": "a", "returned_on": date(2026, 5, 1), "way": "mail"},
    ]
    con = connection(tmp_path, customers=twins, undeliverables=lines)
    assert undeliverable(con, Scope.to(AS_OF))["customer_id"].sort().to_list() == ["a", "b"]
    assert con.rows("undeliverables") == 3
    assert returns(con, Scope.to(AS_OF)).rows() == [(3, 1)]
    assert returns(con, Scope.to(date(2026, 4, 1))).rows() == [(2, 1)]
