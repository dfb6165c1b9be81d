"""Values from scipy (binomtest, chi2, ecdf), computed apart, and from published examples."""

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from crm_core.indicators.statistics import Survival, means_differ, poisson_interval, poisson_rate, proportions_differ, rates_differ, wilson

# Remission times in weeks of 21 leukaemia patients under 6-MP and 21 under placebo (Freireich et al. 1963): (week, relapses, censored).
SIX_MP = [
    (6, 3, 1), (7, 1, 0), (9, 0, 1), (10, 1, 1), (11, 0, 1), (13, 1, 0), (16, 1, 0), (17, 0, 1), (19, 0, 1), (20, 0, 1),
    (22, 1, 0), (23, 1, 0), (25, 0, 1), (32, 0, 2), (34, 0, 1), (35, 0, 1),
]  # fmt: skip
PLACEBO = [
    (1, 2, 0),
    (2, 2, 0),
    (3, 1, 0),
    (4, 2, 0),
    (5, 2, 0),
    (8, 4, 0),
    (11, 2, 0),
    (12, 2, 0),
    (15, 1, 0),
    (17, 1, 0),
    (22, 1, 0),
    (23, 1, 0),
]


def test_wilson():
    got = pl.DataFrame({"k": [7, 0, 3, 0], "n": [10, 3, 3, 0]}).select(wilson("k", "n"))
    expected = pl.DataFrame({"low": [0.396778, 0.0, 0.438503, None], "high": [0.892209, 0.561497, 1.0, None]})
    assert_frame_equal(got, expected, abs_tol=1e-6)


def test_poisson_interval():
    assert poisson_interval(0) == pytest.approx((0, 3.688879), abs=1e-6)
    assert poisson_interval(3) == pytest.approx((0.618672, 8.767273), abs=1e-6)


def test_poisson_rate():
    rows = pl.DataFrame({"k": [3, 0, None], "n": [2000, 0, 5]})
    got = rows.select(poisson_rate(rows, "k", "n", per=1000, name="rate"))
    expected = pl.DataFrame({"rate": [1.5, None, None], "low": [0.309336, None, None], "high": [4.383637, None, None]})
    assert_frame_equal(got, expected, abs_tol=1e-6)


def test_proportions_differ_at_5_percent():
    """80 and 90 of 100: z = 1.98; 81 and 90: z = 1.81."""
    assert proportions_differ(80, 100, 90, 100)
    assert not proportions_differ(81, 100, 90, 100)
    assert not proportions_differ(0, 0, 90, 100)
    assert not proportions_differ(100, 100, 100, 100)


def test_rates_differ_at_5_percent():
    """15 against 5 over equal exposures: p = 0.041; 14 against 6: 0.115. 42 of 90 over a third of the exposure is the upper tail."""
    assert rates_differ(15, 1, 5, 1)
    assert rates_differ(5, 1, 15, 1)
    assert not rates_differ(14, 1, 6, 1)
    assert rates_differ(42, 100, 48, 200)
    assert not rates_differ(30, 100, 60, 200)
    assert rates_differ(0, 10, 9, 10)
    assert not rates_differ(0, 1, 0, 1)
    assert not rates_differ(3, 0, 5, 10)


def test_means_differ_at_5_percent():
    assert means_differ(20, 1, 23, 1)
    assert not means_differ(20, 1, 22.7, 1)
    assert means_differ(1, 0, 2, 0)
    assert not means_differ(1, 0, 1, 0)


def test_kaplan_meier_of_a_published_example():
    """Published: S = 0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448; medians 23 weeks (13 to –) and 8 weeks (4 to 11)."""
    curve = Survival.of(SIX_MP)
    assert [round(share, 3) for _, share, _, _ in curve.points] == [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]
    assert curve.points[0][2:] == pytest.approx((0.619718, 0.951552), abs=1e-6)
    assert curve.points[-1][2:] == pytest.approx((0.188052, 0.680143), abs=1e-6)
    assert (curve.quantile(0.5), curve.interval(0.5), curve.quantile(0.1)) == (23, (13, None), None)
    placebo = Survival.of(PLACEBO)
    assert (placebo.quantile(0.5), placebo.interval(0.5), placebo.quantile(0.1)) == (8, (4, 11), 17)


def test_kaplan_meier_without_events_or_cases():
    assert Survival.of([(4.0, 0, 3)]).quantile(0.5) is None
    assert Survival.of([(None, 0, 0)]).interval(0.5) == (None, None)
