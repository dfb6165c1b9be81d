"""The serving file's purchase occasions: one order, or one customer-day; refunds netted into the order they return."""

from datetime import date

from crm_core.engine import Scope, query
from tests.indicators.cases import buy
from tests.support import connection

JAN, FEB, MAR = date(2026, 1, 5), date(2026, 2, 5), date(2026, 3, 5)


def occasions(tmp_path, rows):
    con = connection(tmp_path, transactions=rows)
    got = query(
        con,
        "select c.customer_id, o.date, o.known_on, o.amount::double, o.is_purchase, o.gap from occasions o left join customers c using (ck) order by all",
        Scope.to(MAR),
    )
    return got.rows()


def test_lines_of_one_order_and_of_one_day_are_one_occasion(tmp_path):
    rows = [
        buy("a", JAN, 5, order_id="1"),
        buy("a", JAN, 6, order_id="1"),
        buy("a", JAN, 7, order_id="2"),
        buy("b", JAN, 1),
        buy("b", JAN, 2),
    ]
    got = occasions(tmp_path, rows)
    assert [row[:5] for row in got] == [("a", JAN, JAN, 7.0, True), ("a", JAN, JAN, 11.0, True), ("b", JAN, JAN, 3.0, True)]
    assert {row[5] for row in got[:2]} == {0, None} and got[2][5] is None


def test_a_refund_is_netted_into_its_order_and_known_when_it_happened(tmp_path):
    rows = [buy("a", JAN, 50, order_id="1"), buy("a", FEB, -20, order_id="1"), buy("a", MAR, 5)]
    assert occasions(tmp_path, rows) == [
        ("a", JAN, JAN, 50.0, True, None),
        ("a", JAN, FEB, -20.0, False, None),
        ("a", MAR, MAR, 5.0, True, 59),
    ]


def test_a_refund_without_its_order_is_no_visit(tmp_path):
    rows = [buy("a", JAN, 50), buy("a", FEB, -20, order_id="unknown"), buy("a", MAR, 5)]
    assert [row[4] for row in occasions(tmp_path, rows)] == [True, False, True]
    assert occasions(tmp_path / "again", rows)[2][5] == 59


def test_quotes_and_disputes_are_no_turnover_orders_count_until_invoiced(tmp_path):
    rows = [
        buy("a", JAN, 9, kind="quote"),
        buy("a", JAN, 8, kind="dispute"),
        buy("a", FEB, 7, kind="order", order_id="1"),
        buy("a", MAR, 7, kind="sale", order_id="1"),
        buy("b", FEB, 6, kind="order", order_id="2"),
    ]
    assert occasions(tmp_path, rows) == [("a", MAR, MAR, 7.0, True, None), ("b", FEB, FEB, 6.0, True, None)]


def test_a_kind_that_the_model_does_not_know_says_nothing_the_amount_does(tmp_path):
    rows = [
        buy("a", JAN, 9, kind="Paiement"),
        buy("a", FEB, 7, kind="Comptant", order_id="1"),
        buy("a", MAR, -2, kind="Comptant", order_id="1"),
        buy("b", FEB, -6, kind="Paiement"),
        buy("b", MAR, 5, kind="cancelled"),
    ]
    assert occasions(tmp_path, rows) == [
        ("a", JAN, JAN, 9.0, True, None),
        ("a", FEB, FEB, 7.0, True, 31),
        ("a", FEB, MAR, -2.0, False, None),
        ("b", FEB, FEB, -6.0, False, None),
    ]


def test_anonymous_sales_are_kept_without_customer(tmp_path):
    assert occasions(tmp_path, [buy(None, JAN, 3), buy(None, JAN, 4)]) == [
        (None, JAN, JAN, 3.0, True, None),
        (None, JAN, JAN, 4.0, True, None),
    ]
