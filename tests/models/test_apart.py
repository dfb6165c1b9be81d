"""A fit in a process of its own answers as it would here, and ends as it would: with its error, when it is killed, and when the server stops."""

import os
import signal
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from threading import Thread
from time import sleep

import pytest

import crm_core.indicators  # noqa: F401 — declares the relations that fits read
from crm_core import work
from crm_core.engine import Connection
from crm_core.errors import WrongChoice
from crm_core.models import apart, value
from crm_core.models.told import rows
from crm_core.work import Stopped, Works
from tests.models.cdnow import purchases
from tests.support import connection

AS_OF = date(2026, 9, 30)


@pytest.fixture
def con(tmp_path: Path) -> Iterator[Connection]:
    made = connection(tmp_path, transactions=purchases(AS_OF))
    made.fits_apart = True
    yield made
    made.close()


def _where(con: Connection, day: date) -> tuple[int, int, bool, value.Fitted]:
    return os.getpid(), os.nice(0), con.fits_apart, value.fitted(con, day)


def _refused(_con: Connection, name: str) -> None:
    raise WrongChoice("There is no indicator {name}.", "Indicators: {known}.", name=name, known="csat")


def _killed(_con: Connection) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _endless(_con: Connection, file: Path) -> None:
    file.touch()
    while True:
        sleep(1)


def test_the_answer_is_that_of_a_fit_here_with_less_claim_on_the_processor(con: Connection) -> None:
    process, nice, again_apart, there = apart.run(con, _where, AS_OF)
    assert (process != os.getpid(), nice, again_apart) == (True, os.nice(0) + work.NICE, False)
    con.fits_apart = False
    here = apart.run(con, _where, AS_OF)
    assert here[0] == os.getpid()
    told = [{name: number for name, number, _words in rows(fit) if number is not None} for fit in (there, here[3])]
    assert told[0] == pytest.approx(told[1], rel=1e-9)
    assert "log_likelihood" in told[0]


def test_an_error_arrives_with_its_words(con: Connection) -> None:
    with pytest.raises(WrongChoice) as refused:
        apart.run(con, _refused, "nps2")
    assert str(refused.value) == "There is no indicator nps2. Indicators: csat."


def test_a_process_that_was_killed_says_so(con: Connection) -> None:
    with pytest.raises(apart.NotFitted, match=r"code -9"):
        apart.run(con, _killed)


def test_a_server_that_stops_ends_the_fit(con: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    works, begun, ended = Works(), tmp_path / "begun", []
    monkeypatch.setattr(apart, "running", works.running)

    def ask() -> None:
        try:
            apart.run(con, _endless, begun)
        except Stopped as problem:
            ended.append(problem)

    asking = Thread(target=ask)
    asking.start()
    while asking.is_alive() and not begun.exists():
        asking.join(0.05)
    assert works.stop(10.0) == 0
    asking.join(10.0)
    assert len(ended) == 1
