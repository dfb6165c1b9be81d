"""A server of its own for a measure: started on a workspace, watched, stopped."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
TICK, PAGE = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Server:
    """A running app, its address and its process (Linux)."""

    address: str
    process: "subprocess.Popen[bytes]"

    def processor(self) -> float:
        """Processor seconds since its start."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def memory(self) -> int:
        """Resident bytes."""
        return int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]) * PAGE

    def files(self) -> int:
        """Open files."""
        return len(list(Path(f"/proc/{self.process.pid}/fd").iterdir()))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(folder: Path, log: Path | None = None) -> Iterator[Server]:
    """A server for the workspace in `folder` that has answered /health; its log goes to `log`."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port), "--server.address", "127.0.0.1"]
    with (log or Path(os.devnull)).open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "CRM_WORKSPACE": str(folder)}, stdout=out, stderr=out)
    server = Server(f"http://127.0.0.1:{port}", process)
    try:
        healthy(server)
        yield server
    finally:
        process.terminate()
        process.wait(60)


def healthy(server: Server, patience: float = 600) -> float:
    """Seconds until the health route says that all is well. Raises TimeoutError, or RuntimeError when the server ends."""
    since = time.perf_counter()
    while time.perf_counter() - since < patience:
        with suppress(URLError, ConnectionError, TimeoutError), urlopen(server.address + "/health", timeout=patience):
            return time.perf_counter() - since
        if server.process.poll() is not None:
            raise RuntimeError(f"the server ended with {server.process.returncode}")
        time.sleep(0.05)
    raise TimeoutError(f"no answer from {server.address} in {patience} s")
