from datetime import date

import polars as pl
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.indicators.lifecycle import lifecycle
from crm_core.indicators.what_if import what_if
from crm_core.settings import Settings
from tests.indicators.cases import buy
from tests.support import connection

SCOPE = Scope.to(date(2026, 12, 31))
RULES = {"d80": 100, "d95": 200, "regular_orders": 3, "regular_variation": 0.75}
ROWS = [
    buy("fresh", date(2026, 12, 1), 5),  # 30 days
    buy("away", date(2026, 8, 1), 7),  # 152 days: inactive, active with 160
    buy("gone", date(2026, 5, 1), 9),  # 244 days: former, inactive with D95 at 250
    *(buy("steady", date(2026, month, 1), 10) for month in (6, 8, 10, 12)),  # regular, occasional when 5 purchases are asked
]


def test_each_threshold_moves_those_between_the_two_values(tmp_path):
    con = connection(tmp_path, Settings().with_values("lifecycle", **RULES), transactions=ROWS)
    assert what_if(con, SCOPE).height == 0
    cases = {
        "d80": (160, [("inactive", "trial_buyer", 1, 7.0)]),
        "d95": (250, [("former", "inactive", 1, 9.0)]),
        "regular_orders": (5, [("regular", "occasional", 1, 40.0)]),
        "hot_days": (10, []),
    }
    for name, (value, expected) in cases.items():
        assert what_if(con, SCOPE, **{name: value}).rows() == expected, name


def test_together_they_are_what_the_settings_would_give(tmp_path):
    """The classes before and after are those of `lifecycle` under the two settings."""
    before = connection(tmp_path / "a", Settings().with_values("lifecycle", **RULES), transactions=ROWS)
    after = connection(tmp_path / "b", Settings().with_values("lifecycle", **{**RULES, "d80": 160, "d95": 250}), transactions=ROWS)
    pairs = lifecycle(before, SCOPE).join(lifecycle(after, SCOPE), on="customer_id")
    moved = pairs.filter(pl.col("lifecycle") != pl.col("lifecycle_right")).group_by("lifecycle", "lifecycle_right").len()
    got = what_if(before, SCOPE, d80=160, d95=250).select(
        pl.col("from").alias("lifecycle"), pl.col("to").alias("lifecycle_right"), pl.col("customers").cast(pl.UInt32).alias("len")
    )
    assert_frame_equal(got, moved, check_row_order=False)
    assert moved.height == 2
