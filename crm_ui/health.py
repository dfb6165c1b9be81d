"""`/health`: is the server able to answer, with what, and how old is it? For a monitor: no data, no path."""

import logging
from datetime import datetime
from threading import Lock
from typing import Any
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import JSONResponse

from crm_core.log import event
from crm_ui import cache


class Health:
    """What is wrong with the server, if anything; a change is told to the log once."""

    def __init__(self) -> None:
        self.started = False
        self.problem: str | None = None
        self._lock = Lock()

    def told(self, problem: Exception | None) -> str | None:
        """The name of the problem, also kept; None when all is well."""
        name = type(problem).__name__ if problem else None
        with self._lock:
            changed, self.problem = name != self.problem, name
        if changed:
            event("unhealthy" if name else "healthy", level=logging.WARNING if name else logging.INFO, problem=problem)
        return name


STATE = Health()


def health(_request: Request) -> JSONResponse:
    """200 with status, version, day and age of the data and whether the serving file answers; 503 with what is wrong.

    `{"status": "ok", "version": 12, "serving": "open", "data_on": "2026-11-20", "age_days": 5}`; `serving` is "empty" without data and "preparing" while the
    figures of a new version are built, for which readers wait.
    """
    if not STATE.started:
        return _answer(503, status="starting")
    try:
        found = _found()
    except Exception as problem:  # noqa: BLE001 — the boundary: whatever it is, the monitor must know, and the log has it
        return _answer(503, status="failing", problem=STATE.told(problem))
    STATE.told(None)
    return _answer(200, status="ok", **found)


def _answer(status_code: int, **body: Any) -> JSONResponse:
    return JSONResponse(body, status_code, {"Cache-Control": "no-store"})


def _found() -> dict[str, Any]:
    workspace, rules = cache.shared()
    version = workspace.version
    if not version:
        return {"version": 0, "serving": "empty", "data_on": None, "age_days": None}
    con = cache.ready(workspace, rules)
    if con is None:
        return {"version": version, "serving": "preparing", "data_on": None, "age_days": None}
    con.check()
    today = datetime.now(ZoneInfo(rules.firm.time_zone)).date()
    data_on = con.data_on(today)
    age = (today - data_on).days if data_on else None
    return {"version": con.version.number, "serving": "open", "data_on": data_on.isoformat() if data_on else None, "age_days": age}
