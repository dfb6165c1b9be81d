"""What the command line asks: periods compared by one yardstick, and the thresholds said."""

from datetime import date

import pytest

from crm_core.asking import compared, scope_of, thresholds
from crm_core.engine import connect
from crm_core.errors import WrongChoice
from crm_core.indicators import find
from crm_core.indicators.barometer import barometer
from crm_core.settings import Settings
from tests.indicators.cases import buy
from tests.pages.support import small_firm
from tests.support import connection

END = date(2026, 11, 20)


@pytest.fixture(scope="module")
def con(tmp_path_factory):
    return connect(small_firm(tmp_path_factory.mktemp("firm")), Settings())


def test_the_periods_compared_are_those_of_the_barometer(con):
    """Each at its own day gives another rate, because D80 has moved: the note says by which D80 it is measured."""
    scope, attrition = scope_of(END, date(2026, 5, 21), []), find("attrition")
    rows = compared(attrition, con, scope)
    assert rows.select("span", "from", "to").rows() == [
        ("period", date(2026, 5, 21), END),
        ("previous", date(2025, 11, 18), date(2026, 5, 20)),
        ("last_year", date(2025, 5, 21), date(2025, 11, 20)),
    ]
    card = barometer(con, scope).filter(indicator="attrition_rate").row(0, named=True)
    assert rows["attrition_rate"].to_list() == [card["value"], card["previous"], card["last_year"]]
    alone = scope_of(date(2026, 5, 20), date(2025, 11, 18), [])
    assert attrition(con, alone)["attrition_rate"].item() != card["previous"]
    assert thresholds(attrition, con, scope, "en", "day x") != thresholds(attrition, con, alone, "en", "day x")


def test_thresholds_are_said_where_an_answer_rests_on_them(tmp_path):
    few = connection(tmp_path, transactions=[buy("a", END)])
    scope = scope_of(END, None, [])
    assert (
        thresholds(find("attrition"), few, scope, "en", "20 Nov")
        == "D80 = 365 days (usual values: fewer than 30 gaps between purchases ended by 20 Nov)."
    )
    assert thresholds(find("lifecycle"), few, scope, "fr", "20/11/2026").startswith("D80 = 365, D95 = 730 jours (valeurs d’usage")
    assert thresholds(find("nps"), few, scope, "en", "20 Nov") == ""


def test_what_answers_for_one_period_only_is_not_compared(con):
    for name in ("monthly_activity", "rfm", "structure"):
        with pytest.raises(WrongChoice, match="answers for one period at a time"):
            compared(find(name), con, scope_of(END, None, []))
    assert compared(find("complaint_backlog"), con, scope_of(END, None, [])).height == 15
