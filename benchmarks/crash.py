"""Killed at any moment, is a workspace whole? `python -m benchmarks.crash --kills 200 FOLDER` kills imports with `kill -9` at random moments.

Half of them are first imports into an empty workspace, half bring changed and new rows to one that holds data; a workbook is among the files.
After each kill the workspace is opened and its indicators asked: their tables must be, byte for byte, those of before or those of after.
Then the same import runs to its end, must reach the tables of after, and nothing of the killed one may be left.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path

import polars as pl

from benchmarks.data import lines, people
from crm_core.engine import Scope, connect
from crm_core.errors import CrmError
from crm_core.indicators.registry import find
from crm_core.settings import Settings
from crm_core.store.leftovers import loose
from crm_core.store.workspace import Workspace

ROOT = Path(__file__).resolve().parent.parent
AS_OF = date(2026, 10, 31)
ASKED = (
    "lifecycle",
    "rfm",
    "abc",
    "monthly_activity",
    "cohort_retention",
    "attrition",
    "migration",
    "channel_mix",
    "base_quality",
    "customer_list",
)
SURE = Settings().with_values("limits", threads=1)


@dataclass(frozen=True)
class Scenario:
    """An import: the workspace it begins with, its files, the tables of before and of after, and the seconds it takes once it runs."""

    name: str
    base: Path
    files: list[Path]
    before: str
    after: str
    seconds: float


@dataclass
class Tally:
    """How many kills left the workspace before and after, what the import was doing, and every failure in words."""

    states: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    kills: int = 0
    too_late: int = 0
    failures: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        rows = [
            f"| {name} | {doing} | {self.states[name, doing, 'before']} | {self.states[name, doing, 'after']} |"
            for name, doing in self._rows()
        ]
        totals = Counter(state for (_, _, state), n in self.states.items() for _ in range(n))
        said = f"{totals['before']} before, {totals['after']} after, {len(self.failures)} failures; {self.too_late} imports ended before their kill"
        return "\n".join(["| import | killed while | before | after |", "|---|---|---|---|", *rows, "", said, *self.failures])

    def _rows(self) -> list[tuple[str, str]]:
        return list(dict.fromkeys((name, doing) for name, doing, _ in sorted(self.states)))


def fingerprint(folder: Path) -> str:
    """A digest of the version and of every table of `ASKED`; "empty" for a workspace without data."""
    workspace = Workspace.open(folder)
    version = workspace.current
    if not version.number:
        return "empty"
    con, digest = connect(workspace, SURE), sha256(str(version.number).encode())
    for name in ASKED:
        try:
            digest.update(find(name)(con, Scope.to(AS_OF)).write_csv().encode())
        except CrmError as problem:
            digest.update(str(problem).encode())
    con.close()
    return digest.hexdigest()


def started(base: Path, files: list[Path], place: Path) -> subprocess.Popen[str]:
    """The import in a process of its own, in a copy of the workspace, with a temporary folder of its own; it has begun to read."""
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(base, place / "workspace")
    return running(files, place)


def running(files: list[Path], place: Path) -> subprocess.Popen[str]:
    (place / "tmp").mkdir(exist_ok=True)
    command = [sys.executable, "-m", "crm_core", "--workspace", str(place / "workspace"), "--lang", "en", "import", *map(str, files)]
    environment = {**os.environ, "TMPDIR": str(place / "tmp"), "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def begun(process: subprocess.Popen[str]) -> str:
    """Wait until the import says what it does first."""
    assert process.stderr
    return next(said(process.stderr), "")


def said(stream: Iterator[str]) -> Iterator[str]:
    """What the import says it does, without the events of the log and the percentage."""
    return (line.split("% ", 1)[1].strip() for line in stream if "% " in line and not line.startswith("{"))


def scenario(name: str, base: Path, files: list[Path], place: Path) -> Scenario:
    """Measure an import that nobody kills."""
    process = started(base, files, place)
    begun(process)
    since = time.perf_counter()
    _out, rest = process.communicate()
    assert process.returncode == 0, rest
    seconds = time.perf_counter() - since
    return Scenario(name, base, files, fingerprint(base), fingerprint(place / "workspace"), seconds)


def kill_once(asked: Scenario, place: Path, chance: random.Random, tally: Tally) -> None:
    """One kill, at a moment that is any of the import's with the same probability."""
    process = started(asked.base, asked.files, place)
    doing, since = begun(process), time.perf_counter()
    wait = chance.uniform(0, asked.seconds)
    with suppress(subprocess.TimeoutExpired):
        process.wait(max(0.0, wait - (time.perf_counter() - since)))
    process.kill()
    _out, rest = process.communicate()
    if process.returncode == 0:
        tally.too_late += 1
        return
    doing = [doing, *said(iter(rest.splitlines()))][-1]
    judge(asked, place, doing, f"{asked.name}, killed after {wait:.2f} s ({doing})", tally)


def judge(asked: Scenario, place: Path, doing: str, where: str, tally: Tally) -> None:
    tally.kills += 1
    state = {asked.after: "after", asked.before: "before"}.get(fingerprint(place / "workspace"))
    if state is None:
        tally.failures.append(f"{where}: neither before nor after")
        return
    tally.states[asked.name, doing, state] += 1
    again = running(asked.files, place)
    _out, rest = again.communicate()
    if again.returncode or fingerprint(place / "workspace") != asked.after:
        tally.failures.append(f"{where}: the import cannot be done again: {rest[-300:]}")
    tally.failures += [f"{where}: left behind: {path}" for path in left(place, nothing_new=state == "after")]


def left(place: Path, *, nothing_new: bool) -> list[Path]:
    """What is left of killed imports after one that ended: loose files of the workspace, unfinished serving files, temporary folders.

    An import that brings `nothing_new` makes no version, and its rejected rows stay to be taken away.
    """
    workspace = Workspace.open(place / "workspace")
    serving, temporary = workspace.folder / "serving", place / "tmp"
    unnamed = [path for path in loose(workspace) if not (nothing_new and path.parent.name == "rejects")]
    return [*unnamed, *serving.glob(".building-*"), *serving.glob(".spill/*"), *temporary.iterdir(), *workspace.folder.glob(".*.new")]


def made(folder: Path, rows: int) -> tuple[list[Path], list[Path]]:
    """Files of a first import, and those of an update: a fifth of the lines changed, a fifth new, some without a day; the customers as a workbook."""
    sold, known = lines(rows, rows // 5), people(rows // 5)
    first, then = folder / "first", folder / "update"
    for place in (first, then):
        place.mkdir(parents=True, exist_ok=True)
    sold.head(rows * 4 // 5).write_csv(first / "sales.csv")
    known.write_excel(first / "customers.xlsx")
    changed = sold.tail(rows * 2 // 5).with_columns((pl.col("amount").cast(pl.Float64) + 1).round(2).alias("amount"))
    wrong = changed.head(20).with_columns(pl.lit("soon").alias("date"), (pl.col("transaction_id") + "x").alias("transaction_id"))
    pl.concat([changed.with_columns(pl.col("date").cast(pl.String)), wrong]).write_csv(then / "sales.csv")
    known.with_columns((pl.col("last_name") + "b").alias("last_name")).head(rows // 10).write_excel(then / "customers.xlsx")
    return sorted(first.iterdir()), sorted(then.iterdir())


def run(kills: int, folder: Path, rows: int, seed: int) -> Tally:
    """Kill `kills` imports, the two kinds in turn; an import that ends too early is not counted and tried again."""
    chance, tally, place = random.Random(seed), Tally(), folder / "place"
    first, then = made(folder / "files", rows)
    (folder / "empty").mkdir(parents=True, exist_ok=True)
    scenarios = [scenario("first", folder / "empty", first, place)]
    shutil.rmtree(folder / "held", ignore_errors=True)
    shutil.move(place / "workspace", folder / "held")
    scenarios.append(scenario("update", folder / "held", then, place))
    while tally.kills < kills:
        kill_once(scenarios[tally.kills % 2], place, chance, tally)
        print(f"\r{tally.kills} / {kills}", end="", file=sys.stderr, flush=True)
    shutil.rmtree(place, ignore_errors=True)
    return tally


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--rows", type=int, default=100_000, help="purchase lines")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    tally = run(given.kills, given.folder.resolve(), given.rows, given.seed)
    print(f"\n{tally}")
    sys.exit(bool(tally.failures))


if __name__ == "__main__":
    main()
