from dataclasses import replace
from datetime import date, timedelta
from random import Random

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from crm_core.engine import Scope
from crm_core.indicators import Missing
from crm_core.indicators.active_customers import active_customers
from crm_core.indicators.attrition import attrition, attrition_rates
from crm_core.periods import Window, ending, rolling
from crm_core.settings import Settings
from tests.indicators.cases import buy
from tests.support import connection

D80 = Settings().with_values("lifecycle", d80=100)
ROWS = [
    buy("stays", date(2025, 12, 1)),
    buy("stays", date(2026, 12, 1)),
    buy("goes", date(2025, 9, 22), 40),
    buy("goes", date(2025, 1, 1), 7),
    buy("goes", date(2024, 12, 31), 500),
    buy("asleep", date(2025, 9, 21)),
    buy("new", date(2026, 6, 1)),
    buy(None, date(2025, 12, 31)),
]


def test_lost_customers_of_one_year(tmp_path):
    """100 days before 31/12/2025 is 22/09/2025: bought that day is active, the day before is not."""
    con = connection(tmp_path, D80, transactions=ROWS)
    got = attrition(con, Scope.to(date(2026, 12, 31)))
    expected = pl.DataFrame(
        {
            "active_at_start": [2], "lost": [1], "attrition_rate": [0.5], "n": [2],
            "low": [0.094531], "high": [0.905469], "revenue_lost": [47.0],
        }
    )  # fmt: skip
    assert_frame_equal(got, expected, abs_tol=1e-6)


def test_by_store_and_month_of_the_window(tmp_path):
    con = connection(tmp_path, D80, customers=[{"customer_id": "goes", "store": "Lille"}], transactions=ROWS)
    got = attrition(con, Scope.to(date(2026, 12, 31)).broken_by("store").rolling(2))
    assert got.select("store", "month", "active_at_start", "lost").rows() == [
        ("Lille", date(2026, 11, 1), 1, 1),
        ("Lille", date(2026, 12, 1), 1, 1),
        (None, date(2026, 11, 1), 1, 1),
        (None, date(2026, 12, 1), 1, 0),
    ]


def test_nobody_active_is_null_not_zero(tmp_path):
    con = connection(tmp_path, D80, transactions=[buy("new", date(2026, 6, 1))])
    row = attrition(con, Scope.to(date(2026, 12, 31))).row(0, named=True)
    assert (row["n"], row["attrition_rate"], row["low"]) == (0, None, None)


def test_without_purchases_it_says_what_is_missing(tmp_path):
    con = connection(tmp_path, customers=[{"customer_id": "a"}])
    with pytest.raises(Missing, match="Purchases"):
        attrition(con, Scope.to(date(2026, 12, 31)))


ENDS = [date(2026, 5, 31), date(2025, 12, 17), date(2025, 12, 31), date(2024, 6, 1)]
SPANS = {
    "any": tuple(Window(end - timedelta(days=length), end) for end, length in zip(ENDS, (364, 30, 0, 200), strict=True)),
    "whole months": rolling(ending(date(2026, 5, 31), 12)),
    "more than a number has bits": tuple(Window(date(2024, 3, 1) + timedelta(days=9 * k), date(2024, 3, 20) + timedelta(days=9 * k)) for k in range(70)),
}  # fmt: skip


@pytest.mark.parametrize("spans", SPANS.values(), ids=SPANS)
def test_any_spans_of_a_random_firm_agree_with_counting_by_hand(tmp_path, spans):
    """Purchases on the same day, refunds that become known later, spans that overlap, touch, and begin before the first purchase."""
    chance = Random(3)
    days = {k: date(2024, 1, 1) + timedelta(days=int(chance.betavariate(1, 1.4) * 900)) for k in range(700)}
    rows = [
        buy(f"c{chance.randrange(60)}", day, chance.randrange(1, 90), order_id=f"o{k}", store=chance.choice("AB"))
        for k, day in days.items()
    ]
    rows += [{**row, "date": row["date"] + timedelta(days=chance.randrange(1, 400)), "amount": -1.0} for row in rows[::9]]
    homes = [{"customer_id": f"c{k}", "store": "AB"[k % 2]} for k in range(60)]
    con = connection(tmp_path, Settings().with_values("lifecycle", d80=31), customers=homes, transactions=rows)
    bought = [(row["customer_id"], row["date"]) for row in rows if row["amount"] > 0]

    def active(day: date, home: str) -> set[str]:
        return {who for who, when in bought if day - timedelta(days=31) <= when <= day and "AB"[int(who[1:]) % 2] == home}

    got = attrition(con, replace(Scope.to(date(2026, 5, 31)), windows=spans, by="store"))
    counted = active_customers(con, replace(Scope.to(date(2026, 5, 31)), windows=spans, by="store"))
    for place, (home, span) in enumerate((home, span) for home in "AB" for span in spans):
        before, after = active(span.start - timedelta(days=1), home), active(span.end, home)
        gone = before - after
        known = [row for row in rows if row["customer_id"] in gone and row["date"] < span.start]
        sold = {row["order_id"]: row["date"] for row in rows if row["amount"] > 0}
        lost = sum(row["amount"] for row in known if sold[row["order_id"]] >= span.start - timedelta(days=span.days))
        row = got.row(place, named=True)
        assert (row["active_at_start"], row["lost"], row["revenue_lost"]) == (len(before), len(gone), pytest.approx(lost))
        first = {who for who, _when in bought if span.start <= min(when for other, when in bought if other == who) <= span.end}
        assert counted.row(place, named=True) | {"store": "", "month": ""} == {
            "store": "", "month": "", "active": len(after), "new": sum("AB"[int(who[1:]) % 2] == home for who in first),
        }  # fmt: skip


def test_the_rates_alone_are_those_of_the_whole_answer(tmp_path):
    con = connection(tmp_path, D80, transactions=ROWS)
    for asked in (Scope.to(date(2026, 12, 31)), Scope.to(date(2026, 12, 31)).rolling(3), Scope.to(date(2023, 12, 31))):
        assert_frame_equal(attrition_rates(con, asked), attrition(con, asked).drop("revenue_lost"))
