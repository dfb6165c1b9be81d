from datetime import date, timedelta

import polars as pl

from crm_core.engine import Scope
from crm_core.indicators.rfm_distribution import rfm_distribution
from tests.indicators.cases import buy
from tests.support import connection

AS_OF = date(2026, 12, 31)
SCOPE = Scope.to(AS_OF)
ROWS = [buy(name, AS_OF - timedelta(days=days), amount) for name, days, amount in (("a", 0, 30), ("b", 2, 30), ("c", 2, 65), ("d", 30, 5))]


def test_values_fall_into_classes_of_a_round_width(tmp_path):
    """98 % are at 30 days, 1 purchase, 65 €: classes of 2 days, 1 purchase, 5 €."""
    got = rfm_distribution(connection(tmp_path, transactions=ROWS), SCOPE)
    assert got.rows() == [
        ("recency", 0.0, 2.0, 1), ("recency", 2.0, 4.0, 2), ("recency", 30.0, 32.0, 1),
        ("frequency", 1.0, 2.0, 4),
        ("monetary", 5.0, 10.0, 1), ("monetary", 30.0, 35.0, 2), ("monetary", 65.0, 70.0, 1),
    ]  # fmt: skip


def test_what_is_below_zero_and_beyond_the_last_class_has_no_end(tmp_path):
    rows = [buy(f"c{n}", AS_OF, 10) for n in range(99)] + [
        buy("rich", AS_OF, 5000),
        buy("back", AS_OF, 10, order_id="1"),
        buy("back", AS_OF, -30, order_id="1"),
    ]
    got = rfm_distribution(connection(tmp_path, transactions=rows), SCOPE).filter(pl.col("measure") == "monetary")
    assert got.rows() == [("monetary", None, 0.0, 1), ("monetary", 10.0, 10.5, 99), ("monetary", 10.5, None, 1)]
