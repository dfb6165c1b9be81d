import pytest

from crm_core.indicators.comparison import Figure, Reading, light, tone, verdict

NONE = Reading()


def share(value: float, n: int, low: float = 0.0, high: float = 1.0) -> Reading:
    return Reading(value, low, high, n)


@pytest.mark.parametrize(
    ("now", "target", "better", "expected"),
    [
        (share(0.80, 100, 0.71, 0.87), 0.80, "up", "good"),
        (share(0.79, 100, 0.70, 0.86), 0.80, "up", "watch"),
        (share(0.60, 100, 0.50, 0.69), 0.80, "up", "bad"),
        (share(0.12, 500, 0.09, 0.15), 0.12, "down", "good"),
        (share(0.14, 500, 0.11, 0.17), 0.12, "down", "watch"),
        (share(0.20, 500, 0.17, 0.24), 0.12, "down", "bad"),
        (share(0.60, 29, 0.42, 0.75), 0.80, "up", "too_few"),
        (share(0.60, 30, 0.42, 0.75), 0.80, "up", "bad"),
        (Reading(n=0), 0.80, "up", "too_few"),
        (Reading(None, None, None, 500), 0.80, "up", "too_few"),
        (NONE, 0.80, "up", "none"),
        (share(0.60, 100), None, "up", "none"),
        (share(0.60, 100), 0.80, "", "none"),
        (Reading(0.60, None, None, 100), 0.80, "up", "bad"),
    ],
)
def test_light(now, target, better, expected):
    assert light(now, target, better) == expected


@pytest.mark.parametrize(
    ("kind", "now", "before", "expected"),
    [
        ("share", share(0.90, 100), share(0.80, 100), "up"),
        ("share", share(0.80, 100), share(0.90, 100), "down"),
        ("share", share(0.81, 100), share(0.90, 100), "stable"),
        ("share", share(0.99, 29), share(0.10, 1000), "too_few"),
        ("share", share(0.99, 1000), share(0.10, 29), "too_few"),
        ("share", share(0.5, 1000), NONE, "too_few"),
        ("share", share(0.5, 1000), Reading(n=0), "too_few"),
        ("count", Reading(150, n=900), Reading(100, n=900), "up"),
        ("count", Reading(110, n=900), Reading(100, n=900), "stable"),
        ("rate", Reading(50, n=1000), Reading(80, n=1000), "down"),
        ("rate", Reading(75, n=1000), Reading(80, n=1000), "stable"),
        ("mean", Reading(30, n=200, variance=9), Reading(20, n=200, variance=9), "up"),
        ("mean", Reading(5.0, 4.6, 5.4, 200), Reading(4.0, 3.6, 4.4, 200), "up"),
        ("mean", Reading(5.0, 4.2, 5.8, 200), Reading(4.0, 3.2, 4.8, 200), "stable"),
        ("mean", Reading(5.0, n=200), Reading(4.0, 3.9, 4.1, 200), "stable"),
        ("mean", Reading(28, n=200, variance=9), Reading(20, n=200, variance=9), "stable"),
    ],
)
def test_verdict(kind, now, before, expected):
    assert verdict(kind, now, before) == expected


@pytest.mark.parametrize(
    ("change", "better", "expected"),
    [
        ("up", "up", "better"),
        ("up", "down", "worse"),
        ("down", "down", "better"),
        ("down", "up", "worse"),
        ("stable", "up", "same"),
        ("up", "", "same"),
        ("too_few", "up", "unknown"),
    ],
)
def test_tone(change, better, expected):
    assert tone(change, better) == expected


def test_a_figure_draws_its_own_conclusions():
    """Attrition of 12 % against 15 % before and 12 % a year ago, target 10 %."""
    one = Figure("share", "down", share(0.12, 2000, 0.11, 0.14), share(0.15, 2000), share(0.12, 2000), target=0.10)
    assert (one.light, one.verdict, one.tone, one.verdict_year, one.tone_year) == ("bad", "down", "better", "stable", "same")
