from datetime import date

import polars as pl
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.indicators.customer_list import customer_list, customers_now
from crm_core.indicators.lifecycle import lifecycle
from crm_core.settings import Settings
from tests.indicators.cases import buy
from tests.support import connection

AS_OF = date(2026, 12, 31)
RULES = Settings().with_values("lifecycle", d50=60, d80=120, d95=300)
PEOPLE = [
    {"customer_id": "named", "email": "a@b.fr", "store": "Lille", "first_known_on": date(2026, 2, 1)},
    {"customer_id": "closed", "left_on": date(2026, 3, 1), "store": "Lyon", "first_known_on": date(2020, 1, 1), "last_name": "x"},
]
ROWS = [
    buy("lapsed", date(2025, 11, 1), 10, store="Lille"),
    buy("lapsed", date(2025, 12, 1), 20, store="Lille"),
    buy("lapsed", date(2026, 8, 1), 30, store="Lille"),
]
EVENTS = {
    "transactions": ROWS,
    "interactions": [{"customer_id": "lapsed", "date": date(2026, 10, 1), "direction": "outbound"}],
    "surveys": [{"customer_id": "lapsed", "date": date(2026, 9, 1), "nps": 9.0}],
}


def test_what_is_known_of_each_customer(tmp_path):
    con = connection(tmp_path, RULES, customers=PEOPLE, **EVENTS)
    expected = pl.DataFrame(
        {
            "customer_id": ["closed", "lapsed", "named"],
            "lifecycle": ["former", "inactive", "prospect"],
            "lifecycle_before": ["prospect", "occasional", None],
            "store": ["Lyon", "Lille", "Lille"],
            "orders": [0, 3, 0],
            "orders_of_year": [0, 1, 0],
            "last_on": [None, date(2026, 8, 1), None],
            "recency": [None, 152, None],
            "median_gap": [None, 136.5, None],
            "revenue": [0.0, 30.0, 0.0],
            "solicited": [False, True, False],
            "promoter": [False, True, False],
            "left_on": [date(2026, 3, 1), None, None],
        },
        schema_overrides={"median_gap": pl.Float64},
    )
    assert_frame_equal(customer_list(con, Scope.to(AS_OF)), expected)


def test_classes_are_those_of_lifecycle_and_filters_choose_rows(tmp_path):
    con = connection(tmp_path, RULES, customers=PEOPLE, **EVENTS)
    scope = Scope.to(AS_OF).where("lifecycle", "inactive")
    assert customer_list(con, scope)["customer_id"].to_list() == lifecycle(con, scope)["customer_id"].to_list() == ["lapsed"]
    assert customer_list(con, scope)["lifecycle_before"].to_list() == ["occasional"]


def test_without_the_class_before_the_other_day_is_not_asked(tmp_path):
    con = connection(tmp_path, RULES, customers=PEOPLE, **EVENTS)
    now = customers_now(con, Scope.to(AS_OF))
    assert [key[1][0] for key in con.memory._kept].count("customer_states") == 1
    assert_frame_equal(now, customer_list(con, Scope.to(AS_OF)).drop("lifecycle_before"))
