"""Answers kept: bounded, computed once, shared."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import polars as pl
import pytest

from crm_core.engine import Memory


def frame(rows: int) -> pl.DataFrame:
    return pl.DataFrame({"x": pl.int_range(rows, eager=True)})


def test_an_answer_is_computed_once_and_shared():
    memory, asked = Memory(), []
    first = memory.recall("a", lambda: asked.append(1) or frame(3))
    assert memory.recall("a", lambda: asked.append(2) or frame(4)) is first
    assert asked == [1]


def test_the_least_recently_used_leave_when_there_is_no_more_room():
    memory = Memory(most_bytes=20_000)
    for name in "abc":
        memory.recall(name, lambda: frame(1000))
        memory.recall("a", lambda: frame(1000))
    assert memory.bytes < 20_000
    asked = []
    for name in "acb":
        memory.recall(name, lambda one=name: asked.append(one) or frame(1000))
    assert asked == ["b"]


def test_large_answers_leave_before_small_ones():
    memory = Memory(most_bytes=100_000)
    memory.recall("figures", lambda: frame(10))
    for name in range(30):
        memory.recall(name, lambda: frame(5_000))
    assert "figures" in memory and 29 in memory and 0 not in memory
    assert memory.bytes <= 100_000


def test_small_answers_leave_when_there_are_no_large_ones():
    memory = Memory(most_bytes=100_000)
    for name in range(10_000):
        memory.recall(name, lambda: 1)
    assert 0 not in memory and 9_999 in memory and memory.bytes <= 100_000


def test_an_answer_larger_than_all_the_room_is_given_and_not_kept():
    memory = Memory(most_bytes=1000)
    assert memory.recall("a", lambda: frame(1000)).height == 1000
    assert (len(memory), memory.bytes) == (0, 0)


def test_a_thousand_small_answers_are_bounded_too():
    memory = Memory(most_answers=10)
    for number in range(1000):
        memory.recall(number, lambda: 1)
    assert len(memory) == 10


def test_what_belongs_to_something_gone_is_forgotten():
    memory = Memory()
    for key in (("a", 1), ("b", 1), ("a", 2)):
        memory.recall(key, lambda: frame(10))
    kept = memory.bytes / 3
    memory.forget(lambda key: key[0] == "a")
    assert (len(memory), memory.bytes) == (1, kept)
    assert memory.recall(("b", 1), lambda: 1).height == 10
    assert memory.recall(("a", 1), lambda: 1) == 1


def test_who_asks_what_is_being_computed_waits_for_it():
    memory, started, allowed, asked = Memory(), Event(), Event(), []

    def slow() -> pl.DataFrame:
        asked.append(1)
        started.set()
        allowed.wait(10)
        return frame(2)

    with ThreadPoolExecutor() as pool:
        waiting = [pool.submit(memory.recall, "a", slow)]
        started.wait(10)
        waiting += [pool.submit(memory.recall, "a", slow) for _ in range(5)]
        allowed.set()
        answers = [one.result(10) for one in waiting]
    assert len(asked) == 1
    assert all(one is answers[0] for one in answers)


def test_an_error_is_raised_and_asked_again_next_time():
    memory = Memory()

    def fail() -> pl.DataFrame:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        memory.recall("a", fail)
    assert len(memory) == 0
    assert memory.recall("a", lambda: frame(1)).height == 1


class Interrupted(BaseException):
    """What ends the script of another session, as Streamlit's own signals do."""


def test_who_waits_for_an_interrupted_computation_computes_instead():
    memory, started, allowed, asked = Memory(), Event(), Event(), []

    def interrupted() -> int:
        started.set()
        assert allowed.wait(10)
        raise Interrupted

    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(memory.recall, "a", interrupted)
        assert started.wait(10)
        others = [pool.submit(memory.recall, "a", lambda: asked.append(1) or 7) for _ in range(2)]
        allowed.set()
        with pytest.raises(Interrupted):
            first.result(10)
        assert [one.result(10) for one in others] == [7, 7]
    assert asked == [1]
    assert memory.recall("a", lambda: 8) == 7
