"""Answers kept in memory, up to a number of bytes."""

import sys
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Lock
from typing import Any, TypeVar

import polars as pl
import pyarrow as pa

MOST_BYTES, MOST_ANSWERS = 160_000_000, 5_000
SMALL = 200  # answers of fewer bytes than this part of them stay before others
T = TypeVar("T")


class Memory:
    """What was answered, by key; the least recently used of the large ones leaves first, so that a table of customers never drives out the figures of a page.

    Many threads may ask: who asks for what is being computed waits for it.

    Answers are shared, not copied: nobody may change one. `bytes` is what they take, about.
    """

    def __init__(self, most_bytes: int = MOST_BYTES, most_answers: int = MOST_ANSWERS) -> None:
        self.most_bytes, self.most_answers, self.bytes = most_bytes, most_answers, 0
        self._kept: OrderedDict[Hashable, Future[Any]] = OrderedDict()
        self._sizes: dict[Hashable, int] = {}
        self._answers: set[int] = set()  # the identities of what is kept
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def __contains__(self, key: Hashable) -> bool:
        """Whether an answer is kept under `key`, and not only being computed."""
        return key in self._sizes

    def holds(self, answer: object) -> bool:
        """Whether this very answer is kept under some key."""
        return id(answer) in self._answers

    def recall(self, key: Hashable, compute: Callable[[], T]) -> T:
        """The answer kept under `key`, else that of `compute()`. An error is raised to everyone who waited, and not kept.

        When who computes is interrupted, which is no error of the question, one of those who wait computes instead.
        """
        with self._lock:
            found = self._kept.get(key)
            here = self._kept.setdefault(key, found or Future())
            self._kept.move_to_end(key)
        if not found:
            self._fill(key, here, compute)
        try:
            answer: T = here.result()
        except BaseException as problem:
            if not found or isinstance(problem, Exception) or not found.done():
                raise
            return self.recall(key, compute)
        return answer

    def forget(self, of: Callable[[Any], bool]) -> None:
        """Let go of the answers whose key is one `of` those; what is being computed just now is kept."""
        with self._lock:
            for key in [key for key in self._sizes if of(key)]:
                self._leave(key)

    def _fill(self, key: Hashable, here: Future[Any], compute: Callable[[], Any]) -> None:
        try:
            answer = compute()
        except BaseException as problem:  # noqa: BLE001 — raised by `result`, to all who wait
            with self._lock:
                del self._kept[key]
            here.set_exception(problem)
            return
        here.set_result(answer)
        with self._lock:
            self._sizes[key] = _size(answer)
            self._answers.add(id(answer))
            self.bytes += self._sizes[key]
            self._make_room()

    def _make_room(self) -> None:
        while self.bytes > self.most_bytes:
            large = (key for key in self._kept if self._sizes.get(key, 0) >= self.most_bytes / SMALL)
            self._leave(next(large, self._oldest()))
        while len(self._sizes) > self.most_answers:
            self._leave(self._oldest())

    def _oldest(self) -> Hashable:
        return next(key for key in self._kept if key in self._sizes)

    def _leave(self, key: Hashable) -> None:
        self._answers.discard(id(self._kept.pop(key).result()))
        self.bytes -= self._sizes.pop(key)


def _size(answer: object) -> int:
    if isinstance(answer, pa.Table):
        return int(answer.nbytes)
    return sys.getsizeof(answer) + (int(answer.estimated_size()) if isinstance(answer, pl.DataFrame) else 0)
