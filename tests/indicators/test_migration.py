from datetime import date

import polars as pl
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.indicators.migration import migration
from crm_core.settings import Settings
from tests.indicators.cases import buy
from tests.support import connection


def test_moves_of_one_year(tmp_path):
    """D80 = 100, D95 = 1000: a goes from trial buyer to occasional, b lapses, c enters."""
    rows = [buy("a", date(2025, 12, 1), 4), buy("a", date(2026, 12, 1), 6), buy("b", date(2025, 12, 2), 9), buy("c", date(2026, 11, 30), 3)]
    con = connection(tmp_path, Settings().with_values("lifecycle", d80=100, d95=1000), transactions=rows)
    got = migration(con, Scope.to(date(2026, 12, 31)))
    expected = pl.DataFrame(
        {
            "from": [None, "trial_buyer", "trial_buyer"],
            "to": ["trial_buyer", "occasional", "inactive"],
            "customers": [1, 1, 1],
            "revenue_from": [0.0, 4.0, 9.0],
            "revenue_to": [3.0, 6.0, 0.0],
        }
    )
    assert_frame_equal(got, expected)


def test_both_days_are_judged_by_the_thresholds_of_the_last(tmp_path):
    """D80 = D95 = 30 days at the end of 2025, 300 a year later: by those 300, `away` had not left yet after 91 days, and has after 456."""
    short = [buy(f"s{n}", day) for n in range(40) for day in (date(2025, 1, 1), date(2025, 1, 31))]
    long = [buy(f"l{n}", day) for n in range(400) for day in (date(2026, 1, 1), date(2026, 10, 28))]
    con = connection(tmp_path, transactions=[*short, *long, buy("away", date(2025, 10, 1))])
    assert (con.thresholds(date(2025, 12, 31)).d80, con.thresholds(date(2026, 12, 31)).d80) == (30.0, 300.0)
    got = migration(con, Scope.to(date(2026, 12, 31)))
    assert got.select("from", "to", "customers").rows() == [
        (None, "occasional", 400),
        ("trial_buyer", "former", 1),
        ("former", "former", 40),
    ]


def test_a_filter_on_a_class_chooses_by_the_class_of_today(tmp_path):
    """b was a trial buyer and is inactive: asked for the inactive of today, it still comes from the trial buyers."""
    rows = [buy("a", date(2025, 12, 1), 4), buy("a", date(2026, 12, 1), 6), buy("b", date(2025, 12, 2), 9)]
    con = connection(tmp_path, Settings().with_values("lifecycle", d80=100, d95=1000), transactions=rows)
    got = migration(con, Scope.to(date(2026, 12, 31)).where("lifecycle", "inactive"))
    assert got.select("from", "to", "customers").rows() == [("trial_buyer", "inactive", 1)]
