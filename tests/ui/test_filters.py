"""The scope that the sidebar makes, and what an address cannot ask."""

from datetime import date

import pytest

from crm_ui.filters import scope_of, wrong_choices

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("period", "start"),
    [
        ("12m", date(2025, 11, 22)),
        ("6m", date(2026, 5, 22)),
        ("3m", date(2026, 8, 22)),
        ("1m", date(2026, 10, 22)),
        ("ytd", date(2026, 1, 1)),
        ("custom", date(2026, 2, 3)),
    ],
)
def test_periods(period: str, start: date) -> None:
    scope = scope_of(period, TODAY, date(2026, 2, 3))
    assert (scope.start, scope.as_of) == (start, TODAY)


def test_a_period_that_begins_after_its_end_is_the_twelve_months() -> None:
    assert scope_of("custom", TODAY, date(2027, 1, 1)).start == date(2025, 11, 22)
    assert scope_of("custom", TODAY, None).start == date(2025, 11, 22)


def test_wrong_choices_name_their_parameter() -> None:
    asked = {"period": ["3m"], "as_of": ["2026-13-01"], "from": ["2026-01-01"], "store": ["Lille", "Mars"]}
    wrong = wrong_choices(asked, {"store": ["Lille", "Lyon"]}, TODAY)
    assert [(one.values["name"], one.values["value"]) for one in wrong] == [("as_of", "2026-13-01"), ("store", "Mars")]
    assert wrong[1].say("en") == "The address asks for store = Mars, which is not possible here. It was ignored."


def test_a_future_day_and_an_unknown_period_are_wrong() -> None:
    wrong = wrong_choices({"as_of": ["2026-11-22"], "period": ["decade"]}, {}, TODAY)
    assert [one.values["name"] for one in wrong] == ["as_of", "period"]
    assert "12m, 6m, 3m, 1m, ytd, custom" in wrong[1].say("en")


def test_a_filter_that_the_page_does_not_have_is_wrong_and_so_is_a_day_before_the_calendar() -> None:
    wrong = wrong_choices({"region": ["Nord"], "as_of": ["1949-12-31", "1950-01-01"], "store": ["x" * 10_000]}, {"store": ["Lille"]}, TODAY)
    assert [one.values["name"] for one in wrong] == ["region", "as_of", "store"]
    assert len(wrong[2].say("en")) < 200
