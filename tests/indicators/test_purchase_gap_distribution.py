from datetime import date, timedelta

from crm_core.engine import Scope
from crm_core.indicators.purchase_gap_distribution import purchase_gap_distribution
from tests.indicators.cases import buy
from tests.support import connection

AS_OF = date(2026, 12, 31)


def on(name, *days, **more):
    return [buy(name, AS_OF - timedelta(days=day), 10, **more) for day in days]


def test_each_customer_is_in_one_band_and_a_band_holds_its_upper_end(tmp_path):
    rows = [*on("week", 14, 7), *on("month", 60, 30), *on("bit more", 61, 30), *on("years", 800, 0), *on("once", 5)]
    got = purchase_gap_distribution(connection(tmp_path, transactions=rows), Scope.to(AS_OF))
    assert got.rows() == [
        (above, upto, n, n / 4, 4, 1, 30.5)
        for above, upto, n in ((0, 7, 1), (7, 14, 0), (14, 30, 1), (30, 60, 1), (60, 90, 0), (90, 180, 0), (180, 365, 0), (365, None, 1))
    ]
