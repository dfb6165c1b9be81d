from datetime import date

from crm_core.engine import Scope
from crm_core.indicators.abc import abc
from crm_core.indicators.abc_migration import abc_migration
from tests.indicators.cases import buy
from tests.support import connection

SCOPE = Scope.to(date(2026, 12, 31))
BEFORE, NOW = date(2025, 6, 1), date(2026, 6, 1)
# Before: 80, 15, 5 → A, B, C. Now: 15, 80, 5 → B, A, C; "gone" was C, "new" is C.
ROWS = [
    *(buy(name, BEFORE, amount) for name, amount in (("falls", 80), ("rises", 15), ("stays", 4), ("gone", 1))),
    *(buy(name, NOW, amount) for name, amount in (("falls", 15), ("rises", 80), ("stays", 4), ("new", 1))),
]


def test_each_pair_with_its_customers_and_sales(tmp_path):
    con = connection(tmp_path, transactions=ROWS)
    assert abc(con, SCOPE)["abc"].to_list() == ["A", "B", "C", "C"]
    assert abc_migration(con, SCOPE).rows() == [
        ("A", "B", 1, 80.0, 15.0), ("B", "A", 1, 15.0, 80.0), ("C", "C", 1, 4.0, 4.0), ("C", None, 1, 1.0, 0.0), (None, "C", 1, 0.0, 1.0)
    ]  # fmt: skip


def test_a_breakdown_adds_up_to_the_whole(tmp_path):
    customers = [
        {"customer_id": name, "store": store}
        for name, store in (("falls", "Lille"), ("rises", "Lyon"), ("stays", "Lyon"), ("gone", "Lille"), ("new", "Lyon"))
    ]
    got = abc_migration(connection(tmp_path, customers=customers, transactions=ROWS), SCOPE.broken_by("store"))
    assert got.rows() == [
        ("Lille", "A", "B", 1, 80.0, 15.0), ("Lille", "C", None, 1, 1.0, 0.0),
        ("Lyon", "B", "A", 1, 15.0, 80.0), ("Lyon", "C", "C", 1, 4.0, 4.0), ("Lyon", None, "C", 1, 0.0, 1.0),
    ]  # fmt: skip
