"""Every card that compares names last year and the period before, whatever the period; where they are the same days, once."""

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from crm_core.engine import Scope
from crm_core.indicators.comparison import Reading
from crm_core.periods import Window
from crm_ui import spans
from crm_ui.courses import Course, course
from tests.pages.support import run

# page → its cards, and how many of them have something to compare in the small firm: nobody is invited to its surveys, and few new customers come.
PAGES = {"barometre": (6, 6), "satisfaction": (4, 3), "reclamations": (4, 4), "clients": (4, 4), "scoring": (4, 4), "segments": (4, 3)}
SHORT = "historique trop court"


def ends(app: AppTest) -> list[str]:
    """The last lines of each card: change, last year, period before."""
    return [body for one in app.get("html") if (body := one.proto.body).startswith('<p class="bc-note"><b class="bc-')]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("period", [{"period": "3m"}, {"period": "1m"}, {"period": "ytd"}, {"period": "custom", "from": "2026-07-06"}])
def test_every_card_names_both(firm: Path, monkeypatch: pytest.MonkeyPatch, page: str, period: dict[str, str]) -> None:
    app = run(page, firm, monkeypatch, **period)
    assert not app.exception and not app.error
    cards, (all_of_them, told) = ends(app), PAGES[page]
    named = [("il y a un an" in card or SHORT in card, "la période d’avant" in card) for card in cards]
    assert len(cards) == all_of_them
    assert all(year == before for year, before in named), cards
    assert sum(year for year, _before in named) >= told


@pytest.mark.parametrize("page", PAGES)
def test_a_year_is_compared_once(firm: Path, monkeypatch: pytest.MonkeyPatch, page: str) -> None:
    assert "la période d’avant" not in " ".join(ends(run(page, firm, monkeypatch)))


def test_the_period_before_has_as_many_days() -> None:
    assert spans.period_before(Scope.to(date(2026, 11, 20), months=3)) == Window(date(2026, 5, 21), date(2026, 8, 20))
    assert spans.period_before(Scope.to(date(2026, 3, 31), months=1)) == Window(date(2026, 1, 29), date(2026, 2, 28))
    assert spans.period_before(Scope.to(date(2026, 11, 20), months=12)) is None


def test_a_course_is_read_over_its_windows() -> None:
    asked: list[tuple[Window, ...]] = []

    def read(scope: Scope) -> list[Reading]:
        asked.append(scope.windows)
        return [Reading(float(one.days), n=100) for one in scope.windows]

    found = course(Scope.to(date(2026, 3, 31), months=1), read, every=3)
    assert [len(one) for one in asked] == [5, 1]
    assert (found.points[0].value, found.points[-1].value, found.before.value) == (31.0, 31.0, 31.0)
    judged = found.judged("mean", "up")
    assert (judged.now.value, judged.before, judged.previous) == (31.0, 31.0, 31.0)


def test_without_its_table_a_figure_has_no_course() -> None:
    assert course(Scope.to(date(2026, 3, 31), months=1), lambda _scope: []) == Course([], Reading())
