"""From numbers to the words of a card."""

import polars as pl

from crm_core.indicators.comparison import Reading
from crm_core.units import Unit
from crm_ui import figures
from crm_ui.cards import Kpi, Spark, sparkline
from crm_ui.courses import Course
from crm_ui.figures import Words

H = "\u00a0"


def card(kind: str, better: str, values: list[float], n: int, target: float | None, unit: Unit, language: str = "fr") -> Kpi:
    half = 0.02 if unit is Unit.SHARE else 1.0
    series = [Reading(value, value - half, value + half, n) for value in values]
    judged = Course(series, Reading()).judged(kind, better, target)  # type: ignore[arg-type]
    return figures.kpi(Words("x", "Attrition", "attrition", unit, language), judged, series)


def test_a_rate_that_got_worse_and_misses_its_target() -> None:
    kpi = card("share", "down", [0.129, 0.142], 13190, 0.12, Unit.SHARE)
    assert (kpi.value, kpi.light, kpi.target) == (f"14,2{H}%", "bad", f"objectif 12{H}%")
    assert (kpi.change, kpi.judgement, kpi.versus) == (f"▲ +1,3{H}pt, moins bien", "bad", f"12,9{H}% il y a un an")


def test_a_rate_that_got_better() -> None:
    kpi = card("share", "up", [0.825, 0.873], 7180, 0.95, Unit.SHARE, "en")
    assert (kpi.change, kpi.judgement, kpi.versus) == ("▲ +4.8 pts, better", "good", "82.5% a year ago")


def test_a_change_that_is_not_proven_is_stable() -> None:
    kpi = card("share", "up", [0.80, 0.81], 100, 0.8, Unit.SHARE)
    assert (kpi.change, kpi.judgement, kpi.light) == ("≈ Stable", "neutral", "good")


def test_a_missed_target_that_the_interval_holds_is_to_watch() -> None:
    assert card("share", "up", [0.79, 0.79], 100, 0.80, Unit.SHARE).light == "watch"


def test_too_few_answers() -> None:
    kpi = card("share", "up", [0.5, 0.9], 12, 0.8, Unit.SHARE)
    assert (kpi.light, kpi.change, kpi.judgement) == ("neutral", "Trop peu pour comparer", "neutral")


def test_without_target_there_is_no_light() -> None:
    kpi = card("share", "up", [0.5, 0.5], 100, None, Unit.SHARE)
    assert kpi.light is None and kpi.target == ""


def test_readings_take_their_variance_from_the_interval() -> None:
    answer = pl.DataFrame({"median": [4.0, None], "low": [3.0, None], "high": [5.0, None], "n": [40, 0]})
    first, second = figures.readings(answer, "median")
    assert (first.value, first.n) == (4.0, 40) and first.variance is not None and abs(first.variance - 0.2603) < 1e-3
    assert second == Reading(None, None, None, 0, None)


def test_sparklines_leave_gaps_and_say_what_they_are() -> None:
    drawn = sparkline(Spark([1.0, None, 3.0, 4.0], target=2.0), label="Attrition")
    assert drawn.startswith("<img") and "Attrition" in drawn
    assert "<img" not in sparkline(Spark([1.0, None, None]), label="x") + sparkline(None)
