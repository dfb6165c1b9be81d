from datetime import date

import polars as pl
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.indicators.base_quality import base_quality
from crm_core.indicators.record_faults import record_faults, worst_records
from tests.indicators.cases import buy
from tests.support import connection

AS_OF = date(2026, 12, 31)
CUSTOMERS = [
    {"customer_id": "1", "last_name": "Durand", "first_name": "Anne", "email": "a@b.fr", "email_ok": True, "phone": "0472000001", "phone_ok": True,
     "address_1": "1 rue A", "postal_code": "59000", "postal_code_ok": True, "city": "Lille"},
    {"customer_id": "2", "last_name": "Petit", "email": "a@@b", "email_ok": False, "mobile": "0612345678", "mobile_ok": True, "address_1": "2 rue B",
     "undeliverable_on": date(2026, 5, 1), "first_known_on": date(2020, 1, 1)},
    {"customer_id": "3", "kind": "company", "company_name": "SARL", "siret": "73282932000074", "siret_ok": True, "first_known_on": date(2026, 1, 1), "store": "Lyon"},
    {"customer_id": "4", "last_name": "x", "first_known_on": date(2027, 1, 5)},
]  # fmt: skip


def test_each_record_with_its_faults_the_worst_first(tmp_path):
    con = connection(tmp_path, customers=CUSTOMERS, transactions=[buy("1", AS_OF), buy("stub", AS_OF)])
    got = record_faults(con, Scope.to(AS_OF))
    expected = pl.DataFrame(
        [
            ("2", 6, "missing first_name; missing postal_code; missing city; invalid email; returned address_1; old customer_id"),
            ("3", 5, "missing email; missing address_1; missing postal_code; missing city; missing phone"),
        ],
        schema=["customer_id", "faults", "reasons"],
        orient="row",
    )
    assert_frame_equal(got, expected)
    assert_frame_equal(worst_records(con, Scope.to(AS_OF)), got.with_columns(records=pl.lit(got.height, pl.Int64)))
    assert_frame_equal(worst_records(con, Scope.to(AS_OF), 2), got.head(2).with_columns(records=pl.lit(got.height, pl.Int64)))
    checks = base_quality(con, Scope.to(AS_OF))
    assert got["faults"].sum() == checks["n"].sum() - checks["ok"].sum()


def test_filters_and_earlier_days(tmp_path):
    con = connection(tmp_path, customers=CUSTOMERS, transactions=[buy("1", AS_OF)])
    assert record_faults(con, Scope.to(AS_OF).where("store", "Lyon"))["customer_id"].to_list() == ["3"]
    assert record_faults(con, Scope.to(date(2026, 4, 30)).where("store", "Lyon"))["faults"].to_list() == [5]
    assert "returned" not in record_faults(con, Scope.to(date(2026, 4, 30))).filter(pl.col("customer_id") == "2")["reasons"][0]


def test_as_many_faults_as_the_checks_count_on_other_days(tmp_path):
    con = connection(tmp_path, customers=CUSTOMERS, transactions=[buy("1", date(2024, 2, 1)), buy("3", date(2024, 1, 1))])
    for day in (date(2026, 1, 31), date(2026, 2, 1), date(2026, 2, 2), date(2028, 1, 1), date(2028, 1, 2)):
        checks = base_quality(con, Scope.to(day))
        assert record_faults(con, Scope.to(day))["faults"].sum() == checks["n"].sum() - checks["ok"].sum(), day
