"""Where things lie on the screen, and what it does not tell."""

from datetime import date

import pytest

from crm_core.indicators.comparison import Reading
from crm_core.units import Unit
from crm_ui import figures
from crm_ui.figures import Judged
from crm_ui.screen import drawing, panels, tiles
from crm_ui.screen.drawing import Box
from crm_ui.screen.panels import Count, Lines


def judged(value: float, before: float | None, verdict: str, *, n: int = 100) -> Judged:
    return Judged(Reading(value, n=n), before, None, "none", verdict, "down")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([11.6, 14.9, 12.0], [11, 12, 13, 14, 15]),
        ([20.0, 33.9, 32.0], [20, 25, 30, 35]),
        ([42.0, 100.0], [40, 60, 80, 100]),
        ([99.5, 100.0], [99.5, 99.6, 99.7, 99.8, 99.9, 100.0]),
        ([0.0], [-0.5, -0.3, -0.1, 0.1, 0.3, 0.5]),
        ([], [0, 0.2, 0.4, 0.6, 0.8, 1.0]),
    ],
)
def test_ticks_are_round_and_hold_the_values(values: list[float], expected: list[float]) -> None:
    if values != [0.0]:
        assert drawing.ticks(values, least=0, most=100) == expected
    found = drawing.ticks(values)
    assert len(found) <= 6
    assert all(found[0] <= value <= found[-1] for value in values)


def test_gaps_stay_gaps() -> None:
    box = Box(0, 120, 0, 100, 0, 100, 5)
    values = [10.0, 20.0, None, 40.0, None]
    made = drawing.curve(box, values, [5.0, 15.0, None, 35.0, None], [15.0, None, None, 45.0, None], 50.0)
    assert made.lines == ["0.0,90.0 30.0,80.0"]
    assert made.alone == [(90.0, 60.0)]
    assert made.bands == []
    assert (made.last, made.target) == (None, 50.0)


def test_a_strip_fills_its_width_and_its_words_do_not_touch() -> None:
    assert drawing.shares([1, 1, 2], 408) == [(0.0, 100.0), (104.0, 100.0), (208.0, 200.0)]
    assert drawing.labels([0, 30, 60], [100, 100, 100], 500, 10) == [0, 110, 220]
    assert drawing.labels([0, 390, 400], [100, 100, 100], 500, 10) == [0, 290, 400]


@pytest.mark.parametrize(("counts", "expected"), [([1, 1, 1], [34, 33, 33]), ([636, 441, 219], [49, 34, 17]), ([7], [100])])
def test_parts_of_a_hundred_add_up(counts: list[int], expected: list[int]) -> None:
    assert drawing.hundred(counts) == expected


def test_names_of_lines_stay_apart() -> None:
    assert drawing.apart(100, 110, 44) == (83, 127)
    assert drawing.apart(110, 100, 44) == (127, 83)
    assert drawing.apart(0, 50, 44) == (0, 50)


def test_words_are_far_from_lines_that_pass_over_them() -> None:
    slope = [[(0.0, 0.0), (100.0, 100.0)]]
    assert drawing.clearance(slope, 0, 50, 80) == 30
    assert drawing.clearance(slope, 0, 50, 20) == -20
    assert drawing.clearance(slope, 200, 300, 20) == float("inf")


def test_one_to_four_persons_are_masked() -> None:
    assert figures.hidden(Reading(0.5, n=4), Unit.SHARE)
    assert not figures.hidden(Reading(0.5, n=5), Unit.SHARE)
    assert not figures.hidden(Reading(None, n=0), Unit.SHARE)
    assert figures.hidden(Reading(3.0, n=900), Unit.COUNT)
    assert not figures.hidden(Reading(0.0, n=900), Unit.COUNT)
    assert [one.value for one in tiles.shown([Reading(0.5, n=4), Reading(0.6, n=40)], Unit.SHARE)] == [None, 0.6]


def test_a_change_says_its_direction_and_its_judgement() -> None:
    assert tiles.change(judged(0.142, 0.129, "up"), Unit.SHARE, "fr") == tiles.Change("up", "+1,3\u00a0pt", "bad", "moins bien")
    assert tiles.change(judged(0.129, 0.142, "down"), Unit.SHARE, "en") == tiles.Change("down", "−1.3 pts", "good", "better")
    assert tiles.change(judged(0.142, 0.141, "stable"), Unit.SHARE, "fr") == tiles.Change("same", "stable", "few", "")
    assert tiles.change(judged(0.142, 0.129, "too_few"), Unit.SHARE, "fr") is None
    assert tiles.change(judged(40.0, 3.0, "up"), Unit.COUNT, "fr") is None


def test_a_strip_tells_no_part_of_one_to_four() -> None:
    made = panels.strip("58", [Count("In time", 55, "grey"), Count("Late", 3, "late")], "en")
    assert (made.parts, made.note) == ([], "Late: fewer than 5")
    made = panels.strip("7", [Count("In time", 3, "grey"), Count("Late", 4, "late")], "en")
    assert (made.parts, made.note) == ([], "Parts masked: fewer than 5 in some of them")
    made = panels.strip("55", [Count("In time", 55, "grey"), Count("Late", 0, "late")], "en")
    assert [(one.label, one.value, one.width) for one in made.parts] == [("In time", "55", 1146.0)]
    assert panels.strip("0", [Count("In time", 0, "grey")], "en").parts == []


def test_a_month_that_is_not_over_is_dashed() -> None:
    now = [Reading(0.1 * rank, n=50) for rank in range(1, 4)]
    months = [date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)]
    made = panels.chart(Lines(months, now, now, "Finding", "by month", is_open=True), judged(0.3, None, "stable"), Unit.SHARE, "fr")
    assert made.dashed is not None
    assert made.dashed[1] == made.curve.last == (1000, made.curve.box.y(30))
    assert made.curve.lines == [drawing.points([(104.0, made.curve.box.y(10)), (552.0, made.curve.box.y(20))])]
    assert made.value is not None and made.value.text == "30,0\u00a0%"
    assert [one.text for one in made.months] == ["sept."]


@pytest.mark.parametrize(
    ("finding", "on_one_line"),
    [
        ("Le NPS gagne 6 points en un an, près de l’objectif", True),
        ("26 points perdus depuis août, 9 mois sur 12 atteignent l’objectif", False),
    ],
)
def test_the_unit_stands_beside_a_short_title_only(finding: str, on_one_line: bool) -> None:
    months = [date(2026, 1 + rank, 1) for rank in range(3)]
    readings = [Reading(0.1, n=100)] * 3
    made = panels.chart(
        Lines(months, readings, readings, finding, "12 mois glissants", False), judged(0.1, 0.1, "stable"), Unit.SHARE, "fr"
    )
    assert made.on_one_line is on_one_line
