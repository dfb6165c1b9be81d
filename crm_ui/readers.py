"""Who waits for a page at this moment: what is asked ahead of readers lets those who are there pass."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition


class Readers:
    """How many runs of pages are under way, in all threads of the server."""

    def __init__(self) -> None:
        self._waiting = 0
        self._changed = Condition()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Somebody waits for as long as this lasts."""
        with self._changed:
            self._waiting += 1
        try:
            yield
        finally:
            with self._changed:
                self._waiting -= 1
                self._changed.notify_all()

    def let_pass(self, patience: float) -> bool:
        """Return once nobody waits, which is True, or after `patience` seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._waiting, patience)


READERS = Readers()
