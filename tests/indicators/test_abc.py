from datetime import date

import polars as pl
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.indicators.abc import abc
from tests.indicators.cases import buy
from tests.support import connection

AS_OF = date(2026, 12, 31)


def test_classes_of_hand_made_revenue(tmp_path):
    """100 € in all: 50 + 30 make 80 % (A), 8 and 7 go to 88 and 95 % (B), the two equal 2.50 stay together in C, the refunded one too."""
    amounts = {"p": 50, "q": 30, "r": 8, "s": 7, "t": 2.5, "u": 2.5}
    rows = [buy(name, AS_OF, amount) for name, amount in amounts.items()]
    rows += [buy("z", AS_OF, 5, order_id="9"), buy("z", AS_OF, -6, order_id="9")]
    got = abc(connection(tmp_path, transactions=rows), Scope.to(AS_OF))
    expected = pl.DataFrame(
        {
            "customer_id": list("pqrstuz"),
            "revenue": [50.0, 30.0, 8.0, 7.0, 2.5, 2.5, -1.0],
            "cumulated_share": [0.5, 0.8, 0.88, 0.95, 1.0, 1.0, 1.0],
            "abc": list("AABBCCC"),
        }
    )
    assert_frame_equal(got, expected)


def test_the_largest_customer_is_always_a(tmp_path):
    got = abc(connection(tmp_path, transactions=[buy("giant", AS_OF, 99), buy("dwarf", AS_OF, 1)]), Scope.to(AS_OF))
    assert got["abc"].to_list() == ["A", "C"]
