"""Memory that is free goes back to the system: glibc would keep it, for each of the many threads that answer, in heaps that only grow."""

import ctypes
import sys

ARENA_MAX, MMAP_THRESHOLD = -8, -3
ARENAS, LARGE = 2, 1 << 20


def give_back() -> bool:
    """Share the heaps among threads, and let large blocks be given back one by one; False where the allocator is another one."""
    change = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    return change is not None and bool(change(ARENA_MAX, ARENAS)) and bool(change(MMAP_THRESHOLD, LARGE))
