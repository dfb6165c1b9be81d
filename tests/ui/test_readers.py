"""What is asked ahead waits for those who wait for a page, and not for ever."""

from threading import Event, Thread

import pytest

from crm_ui.readers import Readers


def test_nobody_waits_for_nobody() -> None:
    assert Readers().let_pass(0)


def test_who_reads_comes_first() -> None:
    readers, passed, here, done = Readers(), Event(), Event(), Event()

    def read() -> None:
        with readers.reading():
            here.set()
            done.wait(30)

    thread = Thread(target=read)
    thread.start()
    assert here.wait(30)
    assert not readers.let_pass(0.01)
    ahead = Thread(target=lambda: readers.let_pass(30) and passed.set())
    ahead.start()
    assert not passed.is_set()
    done.set()
    assert passed.wait(30)
    thread.join()
    ahead.join()


def test_a_run_that_fails_waits_no_more() -> None:
    readers = Readers()
    with pytest.raises(ZeroDivisionError), readers.reading():
        1 / 0  # noqa: B018
    assert readers.let_pass(0)
