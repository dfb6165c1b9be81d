from datetime import date, timedelta
from random import Random

from crm_core.engine import Scope
from crm_core.indicators.purchase_gap import purchase_gap
from tests.indicators.cases import buy
from tests.support import connection

AS_OF = date(2026, 12, 31)


def on(name, *days, **more):
    return [buy(name, AS_OF - timedelta(days=day), 10, **more) for day in days]


def test_the_gap_is_between_days_of_purchase_and_unknown_before_the_second(tmp_path):
    """a: 100 and 90 days apart, two orders of one day are one; b: one day; c: its second purchase is after the as-of day."""
    rows = [*on("a", 200, 100, 10), buy("a", AS_OF - timedelta(days=100), 5, order_id="other"), *on("b", 3), *on("c", 40, -5)]
    con = connection(tmp_path, transactions=rows)
    got = purchase_gap(con, Scope.to(AS_OF)).select("customer_id", "purchase_days", "mean_gap", "median_gap").rows()
    assert got == [("a", 3, 95.0, 95.0), ("b", 1, None, None), ("c", 1, None, None)]
    assert purchase_gap(con, Scope.to(AS_OF - timedelta(days=50))).select("purchase_days", "mean_gap").rows() == [(2, 100.0)]


def test_it_is_the_span_of_days_over_their_number_less_one(tmp_path):
    chance, days = Random(3), {}
    for _ in range(300):
        days.setdefault(f"c{chance.randrange(40):02}", []).append(chance.randrange(700))
    con = connection(tmp_path, transactions=[row for name, told in days.items() for row in on(name, *told)])
    expected = {name: (max(told) - min(told)) / (len(set(told)) - 1) if len(set(told)) > 1 else None for name, told in days.items()}
    got = dict(purchase_gap(con, Scope.to(AS_OF)).select("customer_id", "mean_gap").rows())
    assert got.keys() == expected.keys()
    assert all(abs((got[name] or 0) - (expected[name] or 0)) < 1e-9 for name in got)
