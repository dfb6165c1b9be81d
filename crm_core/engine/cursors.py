"""Cursors that stay laid out for a scope: the next question of the same scope finds its windows, views and prepared relations in place."""

from collections import deque
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

import duckdb
import polars as pl
import pyarrow as pa

IDLE = 24
LARGE = 1_000_000  # bytes


@dataclass(eq=False)
class Laid:
    """A cursor with the scope it is laid out for, the served tables that it restricts, and the frames it reads by name."""

    key: Hashable
    cursor: duckdb.DuckDBPyConnection
    tables: set[str] = field(default_factory=set)
    frames: dict[str, pl.DataFrame | pa.Table] = field(default_factory=dict)

    def register(self, name: str, frame: pl.DataFrame | pa.Table) -> None:
        """Let statements read `frame` as `name`."""
        if self.frames.get(name) is not frame:
            self.cursor.register(name, frame)
            self.frames[name] = frame

    def let_go(self, is_kept: Callable[[object], bool]) -> None:
        """Forget the large frames that are kept nowhere else."""
        for name in [name for name, frame in self.frames.items() if _size(frame) >= LARGE and not is_kept(frame)]:
            self.cursor.unregister(name)
            del self.frames[name]


class Cursors:
    """Those that nobody uses just now: at most `idle`, the longest unused leaves first. A cursor has one user at a time.

    Memory decides what is kept (`is_kept`): large frames that have left it leave these, too, which would hold many times more.
    """

    def __init__(self, is_kept: Callable[[object], bool], idle: int = IDLE) -> None:
        self._is_kept = is_kept
        self._idle: deque[Laid] = deque(maxlen=idle)
        self._lock = Lock()

    @contextmanager
    def lent(self, key: Hashable, lay: Callable[[], Laid]) -> Iterator[Laid]:
        """One laid out for `key`, else what `lay` makes. It comes back only when its use ends without an error."""
        laid = self._take(key) or lay()
        try:
            yield laid
        except BaseException:
            laid.cursor.close()
            raise
        self._give_back(laid)

    def close(self) -> None:
        """Close those that nobody uses."""
        with self._lock:
            leaving, self._idle = self._idle, deque(maxlen=self._idle.maxlen)
        for one in leaving:
            one.cursor.close()

    def _take(self, key: Hashable) -> Laid | None:
        with self._lock:
            found = next((one for one in reversed(self._idle) if one.key == key), None)
            if found:
                self._idle.remove(found)
        return found

    def _give_back(self, laid: Laid) -> None:
        with self._lock:
            oldest = self._idle.popleft() if len(self._idle) == self._idle.maxlen else None
            self._idle.append(laid)
            for one in self._idle:
                one.let_go(self._is_kept)
        if oldest:
            oldest.cursor.close()


def _size(frame: pl.DataFrame | pa.Table) -> int:
    return int(frame.nbytes if isinstance(frame, pa.Table) else frame.estimated_size())
