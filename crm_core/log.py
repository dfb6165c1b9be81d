"""The log: one JSON line an event on the error stream, without personal data.

An event of ours has a name and facts: counts, durations, names of ours (page, indicator, table), a version, a reference. Facts never hold what
a file, a customer or a reader brought: no cell, no file name, no filter value, no person, no address. Of an exception its type, the place in the
code and, for a CrmError, the catalogue text with its values left out are written, never what it says. Of the log of a library the template
of the message is written, not the values.
"""

import json
import logging
import os
import sys
import threading
from datetime import UTC, datetime
from errno import errorcode
from pathlib import Path
from traceback import walk_tb
from types import TracebackType
from typing import Any

from crm_core.errors import CrmError

NAME = "barometre"
LEVEL = "CRM_LOG_LEVEL"
LEVELS = ("debug", "info", "warning", "error")
ROOT = Path(__file__).resolve().parent.parent
LOG = logging.getLogger(NAME)
Fact = str | int | float | bool | None


def event(name: str, /, *, level: int = logging.INFO, problem: BaseException | None = None, **facts: Fact) -> None:
    """Write one event. `facts` that are None are left out."""
    LOG.log(level, name, extra={"facts": facts}, exc_info=problem)


def level() -> int:
    """The level that CRM_LOG_LEVEL asks for; info when it says nothing known."""
    asked = os.environ.get(LEVEL, "").lower()
    return getattr(logging, asked.upper()) if asked in LEVELS else logging.INFO


def to_stderr() -> None:
    """Write all events, and the warnings of libraries, to the error stream; crashes of threads too."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines())
    handler.addFilter(_wanted)
    logging.root.handlers[:] = [*(one for one in logging.root.handlers if not isinstance(one.formatter, Lines)), handler]
    logging.captureWarnings(True)
    LOG.setLevel(level())
    sys.excepthook = lambda _kind, problem, _trace: event("crash", level=logging.CRITICAL, problem=problem)
    sys.unraisablehook = lambda what: event("crash", level=logging.ERROR, problem=what.exc_value)
    threading.excepthook = lambda what: event("crash", level=logging.CRITICAL, problem=what.exc_value)


def _wanted(record: logging.LogRecord) -> bool:
    return record.name == NAME or record.levelno >= logging.WARNING


class Lines(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
        }
        line |= _own(record) if record.name == NAME else _foreign(record)
        problem = record.exc_info[1] if record.exc_info else None
        return json.dumps(line | (told(problem) if problem else {}), ensure_ascii=False, default=str)


def _own(record: logging.LogRecord) -> dict[str, Any]:
    facts: dict[str, Fact] = getattr(record, "facts", {})
    return {"event": record.msg} | {name: fact for name, fact in facts.items() if fact is not None}


def _foreign(record: logging.LogRecord) -> dict[str, Any]:
    """A library's message: where it was written and, when its values are apart, its template. One without values may be made of them: left out."""
    apart = isinstance(record.msg, str) and record.args
    where = {"event": "library", "logger": record.name, "where": f"{record.filename}:{record.lineno}"}
    return where | ({"message": record.msg} if apart else {})


def told(problem: BaseException) -> dict[str, Any]:
    """What may be written of an exception: its type, its text when it is one of the catalogue's, the places in the code, and its cause."""
    found: dict[str, Any] = {"error": f"{type(problem).__module__}.{type(problem).__qualname__}".removeprefix("builtins.")}
    if isinstance(problem, CrmError):
        found["said"] = problem.message
    if isinstance(problem, OSError) and problem.errno:
        found["errno"] = errorcode.get(problem.errno, str(problem.errno))
    found["trace"] = _places(problem.__traceback__)
    cause = problem.__cause__ or (None if problem.__suppress_context__ else problem.__context__)
    return found | ({"cause": told(cause)} if cause else {})


def _places(trace: TracebackType | None) -> list[str]:
    """file:line function, the outermost first."""
    return [f"{_short(frame.f_code.co_filename)}:{line} {frame.f_code.co_name}" for frame, line in walk_tb(trace)]


def _short(file: str) -> str:
    """A file's path inside the project or inside the library's folder."""
    _outside, mark, inside = file.rpartition("site-packages/")
    return inside if mark else file.removeprefix(f"{ROOT}/")
