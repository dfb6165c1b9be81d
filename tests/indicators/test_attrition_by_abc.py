from datetime import date

import polars as pl
import pytest

from crm_core.engine import Scope
from crm_core.indicators.attrition_by_abc import attrition_by_abc
from crm_core.settings import Settings
from tests.indicators.cases import buy
from tests.support import connection

AS_OF = date(2026, 12, 31)
BEFORE, INSIDE = date(2025, 12, 1), date(2026, 11, 1)
RULES = Settings().with_values("lifecycle", d80=100)


def test_the_class_is_that_of_the_year_before(tmp_path):
    """a (80 €) and b (15 €) stay, c (3 €) and d (2 €) are lost; b buys most during the period, which changes nothing; e was not active at the start."""
    rows = [buy("a", BEFORE, 80), buy("b", BEFORE, 15), buy("c", BEFORE, 3), buy("d", BEFORE, 2), buy("e", date(2025, 2, 1), 0)]
    rows += [buy("a", INSIDE, 1), buy("b", INSIDE, 900)]
    got = attrition_by_abc(connection(tmp_path, RULES, transactions=rows), Scope.to(AS_OF))
    assert got.select("abc", "active_at_start", "lost", "attrition_rate", "n", "revenue_lost").rows() == [
        ("A", 1, 0, 0.0, 1, 0.0),
        ("B", 1, 0, 0.0, 1, 0.0),
        ("C", 2, 2, 1.0, 2, 5.0),
    ]
    assert got["low"].to_list() == pytest.approx([0, 0, 0.3424], abs=1e-4)
    assert got["high"].to_list() == pytest.approx([0.7935, 0.7935, 1], abs=1e-4)


def test_nobody_active_before_is_no_row(tmp_path):
    got = attrition_by_abc(connection(tmp_path, RULES, transactions=[buy("a", INSIDE)]), Scope.to(AS_OF))
    assert got.height == 0
    assert got.columns == ["abc", "active_at_start", "lost", "attrition_rate", "n", "low", "high", "revenue_lost"]


def test_broken_down_by_store(tmp_path):
    customers = [{"customer_id": "a", "store": "Lyon"}, {"customer_id": "b", "store": "Lille"}]
    con = connection(tmp_path, RULES, customers=customers, transactions=[buy("a", BEFORE, 9), buy("b", BEFORE, 1), buy("b", INSIDE, 1)])
    got = attrition_by_abc(con, Scope.to(AS_OF).broken_by("store"))
    assert got.select("store", "abc", "lost").rows() == [("Lille", "C", 0), ("Lyon", "A", 1)]
    assert got.schema["lost"] == pl.Int64
