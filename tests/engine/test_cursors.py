"""Cursors that stay laid out: the same answers as those of a cursor that is laid out anew, whoever asked what before."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import duckdb
import polars as pl
import pytest

from crm_core.engine import Scope, query
from crm_core.engine.cursors import LARGE, Cursors, Laid
from crm_core.engine.memory import Memory
from crm_core.indicators import lifecycle  # noqa: F401 — prepares `customer_states`
from tests.indicators.cases import buy
from tests.support import connection

MAR, DEC = date(2026, 3, 5), date(2026, 12, 5)
STATES = "select s.ck, s.lifecycle from customer_states as s join customers as c on c.ck = s.ck order by s.ck"


def _laid(key):
    return Laid(key, duckdb.connect())


def _all(_frame):
    return True


def test_one_is_lent_again_for_the_same_key_only():
    cursors = Cursors(_all, idle=2)
    with cursors.lent("a", lambda: _laid("a")) as first, cursors.lent("a", lambda: _laid("a")) as second:
        assert first is not second
    with cursors.lent("b", lambda: _laid("b")) as other:
        assert other not in (first, second)
    with cursors.lent("a", lambda: _laid("a")) as again:
        assert again is first
    with pytest.raises(duckdb.ConnectionException):
        second.cursor.execute("select 1")


def test_one_whose_use_failed_does_not_come_back():
    cursors = Cursors(_all)
    with pytest.raises(KeyboardInterrupt), cursors.lent("a", lambda: _laid("a")) as failed:
        raise KeyboardInterrupt
    with cursors.lent("a", lambda: _laid("a")) as other:
        assert other is not failed


def test_cursors_let_go_of_large_frames_that_have_left_memory():
    memory, small = Memory(most_bytes=3 * LARGE), pl.DataFrame({"n": [1]})
    cursors = Cursors(memory.holds)
    large = memory.recall("large", lambda: pl.DataFrame({"n": range(LARGE // 4)}, schema={"n": pl.Int64}).to_arrow())
    with cursors.lent("a", lambda: _laid("a")) as laid:
        laid.register("few", small)
        laid.register("many", large)
        assert laid.cursor.execute("select count(*) from few, many").fetchall() == [(LARGE // 4,)]
    assert list(laid.frames) == ["few", "many"]
    memory.recall("larger", lambda: pl.DataFrame({"n": range(LARGE // 4)}, schema={"n": pl.Int64}).to_arrow())
    assert not memory.holds(large)
    with cursors.lent("b", lambda: _laid("b")):
        pass
    assert list(laid.frames) == ["few"]
    with cursors.lent("a", lambda: _laid("a")) as again, pytest.raises(duckdb.CatalogException):
        assert again is laid
        again.cursor.execute("select * from many")


def test_a_threshold_that_is_tried_is_not_kept_for_the_next_question(tmp_path):
    con = connection(tmp_path, customers=[{"customer_id": "a", "last_name": "A"}], transactions=[buy("a", MAR, 5)])
    scope = Scope.to(DEC)
    usual = query(con, STATES, scope).rows()
    tried = query(con, STATES, scope, d80=10, d95=20).rows()
    assert [usual, tried, query(con, STATES, scope).rows()] == [[(1, "trial_buyer")], [(1, "former")], [(1, "trial_buyer")]]


def test_many_threads_get_the_answers_of_one(tmp_path):
    rows = [buy(name, MAR, 5, store=store) for name, store in (("a", "Lyon"), ("b", "Lyon"), ("c", "Nice"))]
    con = connection(tmp_path, transactions=rows)
    scopes = [
        Scope.to(DEC),
        Scope.to(DEC).where("store", "Lyon"),
        Scope.to(DEC).where("store", "Nice"),
        Scope.to(DEC).broken_by("store"),
    ] * 8
    asked = "select by_value, count(*) as n from occasions group by by_value order by by_value"
    with ThreadPoolExecutor(6) as threads:
        found = list(threads.map(lambda one: query(con, asked, one).rows(), scopes))
    assert found == [[(3,)], [(2,)], [(1,)], [("Lyon", 2), ("Nice", 1)]] * 8


def test_a_closed_connection_answers_no_more(tmp_path):
    con = connection(tmp_path, transactions=[buy("a", MAR, 5)])
    assert query(con, "select count(*) as n from occasions", Scope.to(DEC)).rows() == [(1,)]
    con.close()
    with pytest.raises(duckdb.Error):
        query(con, "select count(*) as n from occasions", Scope.to(DEC))
