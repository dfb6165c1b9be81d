"""How long does it take to foresee departures in a workspace, and how much memory?

    python -m benchmarks.churn FOLDER

Opens the workspace in FOLDER without writing to it (its figures must be prepared already), and prints seconds by the clock and of the processor for what customers were known by on the newest day,
for learning with the judgement, and for the score of everyone, the quality found, and the peak of memory.
"""

import argparse
import resource
from collections.abc import Callable
from datetime import date
from pathlib import Path
from time import perf_counter, process_time
from typing import TypeVar

from crm_core.engine import Connection, connect
from crm_core.indicators import REGISTRY
from crm_core.models import churn
from crm_core.models.features import View, features
from crm_core.settings import Settings
from crm_core.store import serving
from crm_core.store.workspace import Workspace

T = TypeVar("T")


def run(con: Connection, as_of: date) -> list[tuple[str, float, float]]:
    """Each step with its seconds by the clock and of the processor."""
    steps: list[tuple[str, float, float]] = []

    def timed(name: str, work: Callable[[], T]) -> T:
        wall, busy = perf_counter(), process_time()
        answer = work()
        steps.append((name, perf_counter() - wall, process_time() - busy))
        return answer

    horizon = int(con.thresholds(as_of).d80)
    known = timed("customers as known", lambda: features(con, as_of, View(horizon, 730)))
    found = timed("learn and judge", lambda: churn.fitted(con, as_of))
    scores = timed("score", lambda: churn.scored(con, as_of))
    quality = f"AUC {found.judged.auc:.3f}, best naive guess {found.judged.baseline_auc:.3f}" if found.judged else "nothing judged"
    print(f"{known.height} customers who may leave, {scores.height} scored, {found.rung}: {quality}")
    return steps


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    workspace = Workspace.open(parser.parse_args().folder)
    if not REGISTRY or not serving.find(workspace, workspace.current):
        raise SystemExit("the figures of this workspace are not prepared: open it once in the app")
    con = connect(workspace, Settings())
    as_of = con.data_on(date.max)
    if as_of is None:
        raise SystemExit("this workspace has no event")
    for name, wall, busy in run(con, as_of):
        print(f"{name:20} {wall:7.2f} s by the clock {busy:7.2f} s of the processor")
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")


if __name__ == "__main__":
    main()
