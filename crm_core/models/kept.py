"""Fits kept beside the serving file of their version: a server that starts again has its models at once.

What is kept are pickles, which run what they say when they are read. Each bears the seal of this installation, made with a key that lies outside the workspace:
a file that came with a workspace from elsewhere, or was changed, is passed over. A cache like the serving file: what is missing is fitted again.
"""

from __future__ import annotations

import hmac
import logging
import os
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

from crm_core.beside import written
from crm_core.engine import Connection
from crm_core.log import event
from crm_core.program import program

KEEP = 12
SEAL = 32  # bytes


def place_of(con: Connection, fit: Callable[..., Any], given: tuple[Any, ...]) -> Path:
    """Where `fit(con, *given)` is or will be kept: a name of its own for each serving file, settings, joined files, arguments and state of the program."""
    told = repr((con.path.name, con.settings.fingerprint, con.stamp, fit.__module__, fit.__qualname__, given, program()))
    return con.path.with_name(f"fit-{sha256(told.encode()).hexdigest()[:32]}.sealed")


def read(place: Path) -> bytes | None:
    """What is kept there; None when nothing is, or nothing that this installation sealed."""
    try:
        sealed = place.read_bytes()
        if hmac.compare_digest(sealed[:SEAL], _seal(place, sealed[SEAL:])):
            return sealed[SEAL:]
        event("fit passed over", level=logging.WARNING)
    except OSError as problem:
        if place.exists():
            event("fit passed over", level=logging.WARNING, problem=problem)
    return None


def keep(place: Path, said: bytes) -> None:
    """Write it beside, then rename it into place; the oldest ones leave. What cannot be kept is told to the log."""
    try:
        with written(place) as beside:
            beside.write_bytes(_seal(place, said) + said)
        for old in sorted(place.parent.glob("fit-*.sealed"), key=lambda one: one.stat().st_mtime)[:-KEEP]:
            old.unlink(missing_ok=True)
    except OSError as problem:
        event("fit not kept", level=logging.WARNING, problem=problem)


def _seal(place: Path, said: bytes) -> bytes:
    """With the name of the file, so that none can pass for another."""
    return hmac.digest(_key(), place.name.encode() + b"\0" + said, "sha256")


def _key() -> bytes:
    """The key of this installation, made at its first use and readable by its user alone. Raises OSError."""
    state = os.environ.get("STATE_DIRECTORY") or os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    path = Path(state) / "barometre" / "seal.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside = path.with_name(f".{uuid4().hex}.key")
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(os.urandom(SEAL))
        with suppress(FileExistsError):
            os.link(beside, path)  # of two servers that begin at once, the first one's stays
        beside.unlink()
    return path.read_bytes()
