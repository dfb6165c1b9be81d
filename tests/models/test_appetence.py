"""Who will buy it: what is counted by hand, and what stands in the way."""

from datetime import date, timedelta

import pytest
from polars.testing import assert_frame_equal

from crm_core.errors import CrmError
from crm_core.models.appetence import Target, bought, fitted, rows, usual, values
from crm_core.settings import Settings
from tests.indicators.cases import buy
from tests.support import connection

DAY = date(2026, 1, 31)
WAX = Target("category", "wax")


def shop(tmp_path, settings=None, *, later=True):
    """a bought wax on two days of three, one of them in the 90 days after the day a year before; b never did; c is too long ago. After the day b buys wax on the 90th, a on the 91st."""
    made = [
        buy("a", date(2025, 2, 10), category="wax"), buy("a", date(2025, 12, 1), category="wax"), buy("a", date(2025, 12, 1), category="ink"), buy("a", date(2026, 1, 30), category="ink"),
        buy("b", date(2026, 1, 1), category="ink", channel="web"), buy("c", date(2024, 12, 1), category="wax"),
    ]  # fmt: skip
    after = [buy("b", DAY + timedelta(days=90), category="wax"), buy("a", DAY + timedelta(days=91), category="wax")]
    return connection(tmp_path, settings, transactions=[*made, *(after if later else [])])


def test_what_each_had_bought_of_it_by_hand(tmp_path):
    con = shop(tmp_path)
    got = rows(con, WAX, DAY, 730)
    assert got.select("ck", "own_purchases", "own_recency", "own_last_year", "own_share").rows() == [
        (1, 2.0, 61.0, 1.0, pytest.approx(2 / 3)),
        (2, 0.0, None, 0.0, 0.0),
    ]
    assert bought(con, WAX, got, DAY).tolist() == [False, True]


def test_what_comes_after_the_day_changes_nothing(tmp_path):
    assert_frame_equal(rows(shop(tmp_path / "1"), WAX, DAY, 730), rows(shop(tmp_path / "2", later=False), WAX, DAY, 730))


def test_what_may_be_chosen(tmp_path):
    con = shop(tmp_path)
    assert values(con, "category", DAY) == ["ink", "wax"]
    assert values(con, "product", DAY) == []
    assert usual(con, DAY) == Target("category", "ink")
    named = shop(tmp_path / "2", Settings().with_values("scoring", appetence="channel: web"))
    assert usual(named, DAY) == Target("channel", "web")
    with pytest.raises(CrmError, match="which nobody bought"):
        usual(shop(tmp_path / "3", Settings().with_values("scoring", appetence="category: lead")), DAY)
    with pytest.raises(CrmError, match="name no category, product or channel"):
        usual(connection(tmp_path / "4", transactions=[buy("a", DAY)]), DAY)


def test_what_stands_in_the_way(tmp_path):
    assert fitted(shop(tmp_path), DAY, WAX).reasons == ("short_learning",)
    long = [buy("a", date(2023, 1, 1), category="wax"), buy("b", date(2025, 1, 1), category="wax")]
    assert fitted(connection(tmp_path / "2", transactions=long), DAY, WAX).reasons == ("few_customers",)
    assert fitted(connection(tmp_path / "3", transactions=[buy("a", date(2030, 1, 1), category="wax")]), DAY, WAX).reasons == ("later",)
    crowd = [buy(f"c{name}", date(2023, 6, 1) + timedelta(days=90 * k), category="ink") for name in range(600) for k in range(10)]
    assert fitted(connection(tmp_path / "4", transactions=[*crowd, *long]), DAY, WAX).reasons == ("few_hits",)
