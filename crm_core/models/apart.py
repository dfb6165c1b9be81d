"""Fits in a process of their own, of low priority: pages and screens answer while a model learns, and what learning took goes back to the system at its end.

A server asks for it (`Connection.fits_apart`). A command fits where it is: it has nobody else to answer. Between the two processes go pickles that one of
ours wrote for the other, by pipes that nobody else holds, or by files that bear our seal (`kept.py`).
"""

import logging
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any, BinaryIO, TypeVar, TypeVarTuple

from crm_core.engine import Connection, Memory
from crm_core.engine.connection import opened
from crm_core.errors import CrmError
from crm_core.i18n import N_
from crm_core.log import ROOT, event, to_stderr
from crm_core.models import kept
from crm_core.settings import Settings
from crm_core.store.workspace import Version, Workspace
from crm_core.work import give_way, running

T = TypeVar("T")
Ts = TypeVarTuple("Ts")
# Ten steps less than pages have: where both want the processor, a fit has a tenth of it.
# So many at once: who asks for one more waits, said on the page as any wait is.
SLOTS = BoundedSemaphore(2)
# The libraries below work in one thread, and know where the product is.
ALONE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}


class NotFitted(CrmError):
    """The process that fitted a model did not come to its end."""

    title = N_("The model was not fitted")


@dataclass(frozen=True)
class Job:
    """`fit(connection, *given)` on the serving file `path` of one version of a workspace, which who asks has open: nothing is built where it has gone."""

    path: Path
    workspace: Workspace
    version: Version
    settings: Settings
    fit: Callable[..., Any]
    given: tuple[Any, ...]

    def done(self) -> Any:
        con = opened(self.path, self.workspace, self.settings, self.version, Memory())
        try:
            return self.fit(con, *self.given)
        finally:
            con.close()


def run(con: Connection, fit: Callable[[Connection, *Ts], T], *given: *Ts) -> T:
    """`fit(con, *given)`, apart where the connection says so; what it raises is raised here. Raises NotFitted when its process was ended from outside, Stopped when ours is told to end."""
    if not con.fits_apart:
        return fit(con, *given)
    with SLOTS:
        found: T = _answer(_asked(Job(con.path, con.workspace, con.version, con.settings, fit, given)))
    return found


def learned(con: Connection, fit: Callable[[Connection, *Ts], T], *given: *Ts) -> T:
    """As `run`, for what a server that starts again would have to learn anew: it is kept beside the serving file. `given` has to tell all in its `repr`."""
    if not con.fits_apart:
        return fit(con, *given)
    place = kept.place_of(con, fit, given)
    said = kept.read(place)
    if said is not None:
        found: T = _answer(said)
        return found
    with SLOTS:
        said = _asked(Job(con.path, con.workspace, con.version, con.settings, fit, given))
    found = _answer(said)
    kept.keep(place, said)
    return found


def _asked(job: Job) -> bytes:
    """The pickled answer, or error, of the job."""
    command, env = [sys.executable, "-m", "crm_core.models"], {**os.environ, **ALONE}
    with subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:  # noqa: S603 — our own interpreter and module
        try:
            with running(process.kill):
                said: bytes = process.communicate(pickle.dumps(job))[0]
                _check(process.returncode)
        except BaseException:
            process.kill()
            raise
    return said


def _check(code: int) -> None:
    if code:
        raise NotFitted(
            N_("The process that fits the models was ended before it was done (code {code})."),
            N_("It may have lacked memory. Look at this page again to fit the model anew."),
            code=code,
        )


def _answer(said: bytes) -> Any:
    answer, problem = pickle.loads(said)  # noqa: S301 — written by our own process
    if problem is not None:
        raise problem
    return answer


def work(asked: BinaryIO, told: BinaryIO) -> None:
    """The other process: do the job that `asked` holds, and tell its answer, or the error it raised."""
    to_stderr()
    give_way()
    job: Job = pickle.load(asked)  # noqa: S301 — written by our own process
    try:
        said: tuple[Any, Exception | None] = job.done(), None
    except Exception as problem:  # noqa: BLE001 — raised where the fit was asked for, without its place in the code
        event("fit failed", level=logging.WARNING, problem=problem)
        said = None, problem
    pickle.dump(said, told)
