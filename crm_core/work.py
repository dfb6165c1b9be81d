"""The end of a process: what prepares an import or a serving file is interrupted and undone, a commit that has begun finishes."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition, Thread
from time import monotonic
from types import FrameType

from crm_core.errors import CrmError
from crm_core.i18n import N_

AGAIN_SECONDS, COMMIT_SECONDS = 0.05, 60.0
NICE = 10
SIGNALS = (signal.SIGTERM, signal.SIGINT)
Interrupt = Callable[[], None]


class Stopped(CrmError):
    """The process was told to end: what was being prepared has not happened."""

    title = N_("The work was stopped")


def _stopped() -> Stopped:
    return Stopped(
        N_("The work was stopped: what was not yet written has not happened."), N_("Look at the list of versions, then do it again.")
    )


def give_way() -> None:
    """Let this process work when others that want the processor do not: whoever waits for a page comes first."""
    if hasattr(os, "nice"):
        os.nice(NICE)


class Works:
    """What runs and can be interrupted, what must finish, and the order to end."""

    def __init__(self) -> None:
        self._running: list[Interrupt] = []
        self._commits = 0
        self._stopping = False
        self._changed = Condition()

    @contextmanager
    def running(self, interrupt: Interrupt) -> Iterator[None]:
        """Work that `interrupt` ends, called as often as it takes. Raises Stopped instead of what it made the work raise, and where nothing may begin."""
        with self._changed:
            if self._stopping:
                raise _stopped()
            self._running.append(interrupt)
        try:
            yield
        except Stopped:
            raise
        except Exception as problem:
            if self._stopping:
                raise _stopped() from problem
            raise
        finally:
            with self._changed:
                self._running.remove(interrupt)
                self._changed.notify_all()

    @contextmanager
    def committing(self) -> Iterator[None]:
        """What is better finished than undone once it has begun; it is waited for. Raises Stopped where nothing may begin."""
        with self._changed:
            if self._stopping:
                raise _stopped()
            self._commits += 1
        try:
            yield
        finally:
            with self._changed:
                self._commits -= 1
                self._changed.notify_all()

    @property
    def busy(self) -> bool:
        """Is a commit under way?"""
        return self._commits > 0

    def refuse(self) -> None:
        """Let nothing begin any more. For a signal's handler: it may interrupt whoever holds the lock, so it takes none."""
        self._stopping = True

    def stop(self, seconds: float, commit_seconds: float = COMMIT_SECONDS) -> int:
        """Let nothing begin any more; interrupt what runs, again and again for at most `seconds`; wait for commits. How much still runs."""
        began = monotonic()
        with self._changed:
            self._stopping = True
            while (self._commits and monotonic() - began < commit_seconds) or (self._running and monotonic() - began < seconds):
                for interrupt in self._running:
                    interrupt()
                self._changed.wait(AGAIN_SECONDS)
            return len(self._running) + self._commits


WORKS = Works()
running, committing, stop = WORKS.running, WORKS.committing, WORKS.stop


def end_on_signals() -> None:
    """For a command: SIGTERM and Ctrl-C raise Stopped in what runs, as soon as no commit is under way. Call in the main thread.

    A statement of DuckDB keeps the main thread, in which Python would handle the signal: another thread hears of it by a pipe and interrupts.
    """
    heard, told = os.pipe()
    os.set_blocking(told, False)
    signal.set_wakeup_fd(told, warn_on_full_buffer=False)
    for number in SIGNALS:
        signal.signal(number, _raise)
    Thread(target=lambda: os.read(heard, 1) and stop(COMMIT_SECONDS), daemon=True).start()


def _raise(_number: int, _frame: FrameType | None) -> None:
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    WORKS.refuse()  # DuckDB makes a RuntimeError of what is raised below, before the other thread has said that work stops
    if not WORKS.busy:
        raise _stopped()
