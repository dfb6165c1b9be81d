from datetime import date

from crm_core.calendar import working_calendar
from crm_core.settings import Complaints

MAY = (date(2026, 5, 1), date(2026, 5, 15))


def working(rules: Complaints) -> list[int]:
    frame = working_calendar(rules, *MAY)
    return [day.day for day, counts in frame.select("day", "working").iter_rows() if counts]


def test_french_holidays_and_week_ends_do_not_count():
    """1, 8 and 14 May 2026 are public holidays."""
    assert working(Complaints()) == [4, 5, 6, 7, 11, 12, 13, 15]
    assert working(Complaints(working_week="ouvrables")) == [2, 4, 5, 6, 7, 9, 11, 12, 13, 15]
    assert working(Complaints(holidays="none")) == [1, 4, 5, 6, 7, 8, 11, 12, 13, 14, 15]


def test_alsace_moselle_adds_saint_stephen():
    days = working_calendar(Complaints(holidays="FR-alsace-moselle"), date(2025, 12, 26), date(2025, 12, 26))
    assert days["working"].to_list() == [False]
    assert working_calendar(Complaints(), date(2025, 12, 26), date(2025, 12, 26))["working"].to_list() == [True]


def test_rank_counts_working_days_so_far():
    assert working_calendar(Complaints(), *MAY)["rank"].to_list()[-1] == 8
