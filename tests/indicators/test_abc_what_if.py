from datetime import date

import pytest

from crm_core.engine import Scope
from crm_core.indicators.abc import abc
from crm_core.indicators.abc_what_if import abc_what_if
from crm_core.settings import Settings
from tests.indicators.cases import buy
from tests.support import connection

SCOPE = Scope.to(date(2026, 12, 31))
# Cumulated: 50, 80, 95, 100 %.
ROWS = [buy(name, date(2026, 6, 1), amount) for name, amount in (("a", 50), ("b", 30), ("c", 15), ("d", 5))]


def test_each_limit_moves_those_between_the_two_values(tmp_path):
    con = connection(tmp_path, transactions=ROWS)
    assert abc(con, SCOPE)["abc"].to_list() == ["A", "A", "B", "C"]
    assert abc_what_if(con, SCOPE, 0.8, 0.95).height == 0
    assert abc_what_if(con, SCOPE, 0.6, 0.95).rows() == [("A", "B", 1, 30.0)]
    assert abc_what_if(con, SCOPE, 0.95, 1.0).rows() == [("B", "A", 1, 15.0), ("C", "B", 1, 5.0)]


@pytest.mark.parametrize(("a", "b"), [(0.6, 0.9), (0.96, 0.99)])
def test_it_says_what_the_settings_would_give(tmp_path, a, b):
    now, then = (
        connection(tmp_path / str(n), rules, transactions=ROWS)
        for n, rules in enumerate((Settings(), Settings().with_values("scoring", abc_a=a, abc_b=b)))
    )
    both = abc(now, SCOPE).join(abc(then, SCOPE), on="customer_id")
    moved = sorted(
        (row["abc"], row["abc_right"], 1, row["revenue"]) for row in both.iter_rows(named=True) if row["abc"] != row["abc_right"]
    )
    assert sorted(abc_what_if(now, SCOPE, a, b).rows()) == moved != []
