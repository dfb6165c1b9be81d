"""What this process may take from now on, where the system can hold it to that (Linux; elsewhere its parent watches the clock)."""

from pathlib import Path

NO_MEMORY, NO_ROOM = 3, 64
STATM = Path("/proc/self/statm")


def limit(memory: int, seconds: int) -> None:
    """Allow `memory` bytes more than are mapped now, `seconds` of processor time, and no core file."""
    if not STATM.exists():
        return
    import resource

    mapped = int(STATM.read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    for what, most in ((resource.RLIMIT_AS, mapped + memory), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(what)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, hard))
