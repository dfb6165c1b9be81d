from dataclasses import replace
from datetime import date, datetime

import duckdb
import pytest

import crm_core.indicators  # noqa: F401 — registers lifecycle as a field
from crm_core.engine import Scope, query
from crm_core.engine.connection import _part
from crm_core.errors import WrongChoice
from crm_core.periods import Window, ending, month_end, months_of, previous, rolling, year_earlier
from tests.indicators.cases import buy
from tests.support import connection

MAR = date(2026, 3, 31)
CUSTOMERS = [{"customer_id": "a", "store": "Lille", "club": "gold"}, {"customer_id": "b", "store": "Lyon"}]
PURCHASES = [
    buy("a", date(2026, 1, 5), 10, channel="web"),
    buy("a", date(2026, 1, 5), 20, channel="store"),
    buy("b", date(2026, 2, 5), 40, channel="web"),
    buy(None, date(2026, 2, 6), 80, channel="store", store="Lille"),
]
SURVEYS = [
    {"customer_id": "a", "date": date(2026, 3, 1), "nps": 9.0},
    {"customer_id": "b", "date": date(2026, 3, 1), "nps": 5.0, "store": "Lille"},
    {"date": date(2026, 3, 2), "nps": 1.0, "company": "Rival"},
]


@pytest.fixture
def con(tmp_path):
    return connection(tmp_path, customers=CUSTOMERS, transactions=PURCHASES, surveys=SURVEYS)


def total(con, scope):
    return query(con, "select sum(amount)::double from occasions", scope).item()


def test_filters_follow_the_customer_and_anonymous_sales_their_own_store(con):
    scope = Scope.to(MAR)
    assert total(con, scope) == 150
    assert total(con, scope.where("store", "Lille")) == 110
    assert total(con, scope.where("club", "gold")) == 30
    assert total(con, scope.where("store", "Lille", "Lyon")) == 150
    assert total(con, scope.where("store", "Lille").where("channel", "web")) == 30


def test_a_filter_by_purchases_keeps_their_customers_with_all_they_bought(con):
    """a bought on the web and in the store, b on the web, an unknown customer in the store."""
    assert total(con, Scope.to(MAR).where("channel", "web")) == 70
    assert total(con, Scope.to(MAR).where("channel", "store")) == 110
    assert total(con, Scope.to(MAR).where("channel", "store", "web")) == 150
    assert total(con, Scope.to(date(2026, 1, 31)).where("channel", "web")) == 30
    who = query(con, "select customer_id from customers order by 1", Scope.to(MAR).where("channel", "store"))
    assert who["customer_id"].to_list() == ["a"]


def test_a_field_that_occasions_lack_finds_unknown_customers_by_their_lines(tmp_path):
    rows = [buy("a", MAR, 1, category="tea"), buy("a", MAR, 2), buy(None, MAR, 4, category="tea"), buy(None, MAR, 8, category="milk")]
    con = connection(tmp_path, transactions=rows)
    assert total(con, Scope.to(MAR).where("category", "tea")) == 7
    assert query(con, "select sum(amount)::double from transactions", Scope.to(MAR).where("category", "tea")).item() == 7


def test_an_event_is_judged_by_its_own_store_before_its_customers(con):
    got = query(con, "select by_value, count(*) as n from surveys group by all order by all", Scope.to(MAR).broken_by("store"))
    assert got.rows() == [("Lille", 2)]


def test_competitors_answers_stay_out_unless_asked_for(con):
    assert query(con, "select count(*) as n from surveys", Scope.to(MAR)).item() == 2
    assert query(con, "select count(*) as n from surveys", Scope.to(MAR).where("store", "Lille")).item() == 2
    by_company = query(con, "select by_value, count(*) as n from surveys group by all order by all", Scope.to(MAR).broken_by("company"))
    assert by_company.rows() == [("Rival", 1), (None, 2)]


def test_lifecycle_is_a_field_like_any_other(con):
    got = query(con, "select customer_id from customers", Scope.to(MAR).where("lifecycle", "trial_buyer"))
    assert sorted(got["customer_id"]) == ["a", "b"]


def test_values_are_bound_not_written(con):
    assert total(con, Scope.to(MAR).where("store", "Lille' or true --")) is None


def test_an_unknown_field_is_said(con):
    with pytest.raises(WrongChoice, match="no field colour"):
        total(con, Scope.to(MAR).where("colour", "red"))


def test_one_statement_answers_for_several_windows(con):
    sql = "select w.w, count(o.date) as n from windows w left join occasions o on o.date between w.start_on and w.end_on group by all order by w.w"
    got = query(con, sql, Scope.to(MAR, start=date(2026, 1, 6)).monthly())
    assert got.rows() == [(date(2026, 1, 1), 0), (date(2026, 2, 1), 2), (date(2026, 3, 1), 0)]


def test_periods_end_where_months_end():
    assert ending(date(2026, 11, 21), 12) == Window(date(2025, 11, 22), date(2026, 11, 21))
    assert ending(date(2024, 2, 29), 12) == Window(date(2023, 3, 1), date(2024, 2, 29))
    assert ending(date(2026, 11, 30), 3) == Window(date(2026, 9, 1), date(2026, 11, 30))
    year = ending(date(2026, 11, 21), 12)
    assert previous(year) == year_earlier(year) == Window(date(2024, 11, 22), date(2025, 11, 21))
    assert rolling(year)[0] == Window(date(2024, 11, 22), date(2025, 11, 21))
    assert rolling(year)[11] == Window(date(2025, 10, 22), date(2026, 10, 21))


def test_an_unfinished_period_is_compared_over_the_same_elapsed_days():
    begun = Window(date(2026, 1, 1), date(2026, 2, 10))
    assert previous(begun) == Window(date(2025, 11, 21), date(2025, 12, 31))
    assert year_earlier(begun) == Window(date(2025, 1, 1), date(2025, 2, 10))
    assert months_of(Window(date(2026, 1, 15), date(2026, 2, 10)))[0] == Window(date(2026, 1, 15), date(2026, 1, 31))
    assert months_of(Window(date(2026, 1, 5), date(2026, 1, 10))) == (Window(date(2026, 1, 5), date(2026, 1, 10)),)
    assert months_of(begun) == (Window(date(2026, 1, 1), date(2026, 1, 31)), Window(date(2026, 2, 1), date(2026, 2, 10)))


def test_thresholds_are_computed_from_thirty_gaps_on(con):
    assert (con.thresholds(MAR).d80, con.thresholds(MAR).gaps) == (365.0, 0)


def test_the_day_of_the_data_is_not_in_the_future(con):
    assert con.data_on(MAR) == date(2026, 3, 2)
    assert con.data_on(date(2026, 2, 1)) == date(2026, 1, 5)


def test_closing_a_complaint_is_an_event_too(tmp_path):
    complaint = {"complaint_id": "1", "received_on": datetime(2026, 3, 1), "closed_on": date(2026, 3, 9)}
    assert connection(tmp_path, complaints=[complaint]).data_on(MAR) == date(2026, 3, 9)


@pytest.mark.parametrize(("size", "part"), [("4GB", "1.0GB"), ("500MB", "125.0MB"), ("6 GiB", "1.5 GiB")])
def test_a_connection_has_its_part_of_the_memory(size, part):
    assert _part(size) == part
    with duckdb.connect(config={"memory_limit": part}) as con:
        assert con.sql("select current_setting('memory_limit')").fetchall()[0][0]


def test_the_days_of_a_period_are_those_of_two_years_of_its_curve():
    asked = Scope.to(date(2026, 10, 31))
    usual = tuple(month_end(date(2023 + (9 + k) // 12, (9 + k) % 12 + 1, 1)) for k in range(37))
    before = replace(asked, windows=rolling(year_earlier(asked.period)))
    assert asked.days == asked.rolling().days == before.days == asked.where("store", "Lyon").days == usual
    other = replace(asked, windows=(Window(date(2026, 3, 4), date(2026, 3, 9)), Window(date(2026, 3, 10), date(2026, 3, 11))))
    assert other.days == (date(2026, 3, 3), date(2026, 3, 9), date(2026, 3, 11))
