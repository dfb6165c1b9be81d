from datetime import date, timedelta
from random import Random

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from crm_core.engine import Scope, query
from crm_core.indicators.monthly_activity import monthly_activity
from crm_core.periods import months_of
from crm_core.settings import Settings
from tests.indicators.cases import buy
from tests.support import connection

DAY = timedelta(days=1)


def test_hand_made_months(tmp_path):
    """D80 = 40 days. a buys on 10/01 and 15/04, b on 20/01 and 10/02, an unknown customer on 01/02; the data end on 20/04, the period begins on 15/01."""
    rows = [
        buy("a", date(2026, 1, 10), 5),
        buy("b", date(2026, 1, 20), 6),
        buy("b", date(2026, 2, 10), 7),
        buy(None, date(2026, 2, 1), 9),
        buy("a", date(2026, 4, 15), 8),
    ]
    con = connection(tmp_path, Settings().with_values("lifecycle", d80=40), transactions=rows)
    got = monthly_activity(con, Scope.to(date(2026, 4, 20), start=date(2026, 1, 15)))
    expected = pl.DataFrame(
        {
            "month": [date(2026, m, 1) for m in (1, 2, 3, 4)],
            "active": [2, 1, 0, 1],
            "new": [1, 0, 0, 0],
            "returning": [0, 1, 0, 0],
            "reactivated": [0, 0, 0, 1],
            "lost": [0, 1, 1, 0],
            "orders": [1, 2, 0, 1],
            "revenue": [6.0, 16.0, 0.0, 8.0],
        }
    )
    assert_frame_equal(got, expected)


def test_a_first_month_cut_in_the_middle(tmp_path):
    """D80 = 20 days, the period begins on 20/01. a buys on 02/01 and 25/01: lapsed on 23/01, back on 25/01. b buys on 02/01 only, c on 18/01 and 21/01."""
    days = [("a", 2), ("a", 25), ("b", 2), ("c", 18), ("c", 21)]
    con = connection(
        tmp_path, Settings().with_values("lifecycle", d80=20), transactions=[buy(who, date(2026, 1, day)) for who, day in days]
    )
    got = monthly_activity(con, Scope.to(date(2026, 2, 28), start=date(2026, 1, 20)))
    expected = pl.DataFrame(
        {
            "month": [date(2026, 1, 1), date(2026, 2, 1)], "active": [2, 0], "new": [0, 0], "returning": [2, 0], "reactivated": [0, 0],
            "lost": [1, 2], "orders": [2, 0], "revenue": [20.0, 0.0],
        }
    )  # fmt: skip
    assert_frame_equal(got, expected)


def test_months_before_the_first_purchase_are_not_known(tmp_path):
    con = connection(tmp_path, transactions=[buy("a", date(2026, 3, 30))])
    got = monthly_activity(con, Scope.to(date(2026, 3, 31), start=date(2026, 2, 1)))
    assert got.rows() == [
        (date(2026, 2, 1), None, None, None, None, None, None, None),
        (date(2026, 3, 1), 1, 1, 0, 0, 0, 1, 10.0),
    ]


@pytest.mark.parametrize("start", [date(2025, 6, 1), date(2025, 6, 18), date(2026, 5, 30), date(2026, 6, 3)], ids=str)
@pytest.mark.parametrize("d80", [9, 35, 120])
def test_equals_the_definition_counted_day_by_day(tmp_path, d80, start):
    random = Random(d80)
    rows = [buy(f"c{random.randint(1, 60)}", date(2025, 1, 1) + timedelta(random.randint(0, 600))) for _ in range(500)]
    con = connection(tmp_path, Settings().with_values("lifecycle", d80=d80), transactions=rows)
    scope = Scope.to(date(2026, 6, 17), start=start)
    visits = [(r["ck"], r["date"]) for r in query(con, "select ck, date from occasions where is_purchase", scope).to_dicts()]

    def active(day):
        return {ck for ck, on in visits if day - timedelta(d80) <= on <= day}

    for span, row in zip(months_of(scope.period), monthly_activity(con, scope).to_dicts(), strict=True):
        start, end = active(span.start - DAY), active(span.end)
        buyers, known = {ck for ck, on in visits if span.start <= on <= span.end}, {ck for ck, on in visits if on < span.start}
        counted = (len(end), len(buyers - known), len(buyers & start), len((buyers & known) - start), len(start - end))
        assert counted == (row["active"], row["new"], row["returning"], row["reactivated"], row["lost"]), span
