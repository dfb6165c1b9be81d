"""Many people at once: `python -m benchmarks.sessions --sessions 20` drives that many sessions while a file is imported.

Each session speaks the websocket protocol of the pages (no browser): it opens pages, changes filters, waits as a reader does, and keeps all that each page
says. The same questions are asked again by one reader of a server that nobody else uses, before the import and after it: an answer that is neither is wrong;
so is one that does not know the import although it was asked after its end.
"""

import argparse
import asyncio
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from difflib import unified_diff
from functools import cached_property
from pathlib import Path
from typing import Any

from benchmarks.client import Reader, Run, reading
from benchmarks.server import ROOT, Server, running

PAGES = ("barometre", "satisfaction", "reclamations", "clients", "scoring", "segments")
FILTERS = ("store", "region", "lifecycle", "channel", "period")
SHARE_OF_PAGES = 0.25
SEED, MISTAKES = 11, 20
Filters = tuple[tuple[str, tuple[str, ...]], ...]
Shown = list[tuple[str, str]]


@dataclass(frozen=True)
class Question:
    """A page with its filters, as they are chosen: texts of options."""

    page: str
    filters: Filters = ()

    def having(self, name: str, values: tuple[str, ...]) -> "Question":
        others = {key: chosen for key, chosen in self.filters if key != name}
        return Question(self.page, tuple(sorted((others | ({name: values} if values else {})).items())))


@dataclass
class Answer:
    """What a session got: to which question, asked when (seconds of the run), after how long, by a change of filter or of page."""

    question: Question
    asked: float
    seconds: float
    kind: str
    run: Run

    @cached_property
    def shown(self) -> Shown:
        return said(self.run)


@dataclass
class Outcome:
    """All that was measured while the sessions ran."""

    answers: list[Answer] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)
    processor: float = 0.0
    seconds: float = 0.0
    imported: tuple[float, float] | None = None


def plan(options: dict[str, list[str]], number: int, steps: int) -> list[Question]:
    """What one session asks in turn: the first is a page, then mostly a filter changes, at times the page."""
    chance, asked = random.Random(SEED + number), [Question(PAGES[number % len(PAGES)])]
    for _ in range(steps):
        last = asked[-1]
        name = chance.choice([one for one in FILTERS if options.get(one)])
        if chance.random() < SHARE_OF_PAGES:
            asked.append(Question(chance.choice([one for one in PAGES if one != last.page]), last.filters))
        elif name == "period":
            asked.append(last.having(name, (chance.choice(options[name][:5]),)))
        else:
            asked.append(last.having(name, tuple(sorted(chance.sample(options[name], chance.choice((0, 1, 1, 2)))))))
    return asked


async def move(reader: Reader, before: Question | None, after: Question) -> Run:
    """Go from one question to the next as a person does, by one change; without `before`, open the page and set every filter."""
    if before is None or before.page != after.page:
        run = await reader.go(after.page)
    old = dict(before.filters) if before else {}
    new = dict(after.filters)
    for name in sorted({*old, *new}):
        if old.get(name) != new.get(name):
            run = await reader.choose(name, *new.get(name, ()))
    if before == after:
        run = await reader.choose(after.filters[0][0], *after.filters[0][1]) if after.filters else await reader.go(after.page)
    return run


def said(run: Run) -> Shown:
    """What a page says, without what changes with the clock."""
    return [(kind, text) for kind, text in run.shown() if "bc-lost" not in text]


async def session(server: Server, questions: list[Question], pause: float, began: float, outcome: Outcome) -> None:
    """One reader from its first page to its last filter."""
    chance, before = random.Random(str(questions)), None
    async with reading(server.address) as reader:
        for question in questions:
            await asyncio.sleep(chance.expovariate(1 / pause) if pause else 0)
            asked = time.perf_counter()
            run = await move(reader, before, question)
            kind = "first" if before is None else "page" if before.page != question.page else "filter"
            outcome.answers.append(Answer(question, asked - began, time.perf_counter() - asked, kind, run))
            before = question


async def options(server: Server) -> dict[str, list[str]]:
    """The values of each filter, as the first page shows them."""
    async with reading(server.address) as reader:
        await reader.go(PAGES[0])
        return {name: reader.options(name) for name in FILTERS}


async def alone(server: Server, questions: set[Question]) -> dict[Question, Shown]:
    """Each question asked by a new reader, one after the other."""
    found = {}
    for question in sorted(questions, key=str):
        async with reading(server.address) as reader:
            found[question] = said(await move(reader, None, question))
    return found


async def together(server: Server, plans: list[list[Question]], pause: float, file: Path | None, folder: Path) -> Outcome:
    """All the sessions at once, and the import from a quarter of the first answers on."""
    outcome, began, spent = Outcome(), time.perf_counter(), server.processor()
    watching = asyncio.create_task(_watch(server, outcome))
    sessions = [asyncio.create_task(session(server, questions, pause, began, outcome)) for questions in plans]
    importing = asyncio.create_task(_import(folder, file, outcome, began, sum(map(len, plans)) // 4)) if file else None
    await asyncio.gather(*sessions)
    outcome.seconds, outcome.processor = time.perf_counter() - began, server.processor() - spent
    if importing:
        await importing
    watching.cancel()
    return outcome


async def _watch(server: Server, outcome: Outcome) -> None:
    while True:
        outcome.memory.append(server.memory())
        await asyncio.sleep(0.5)


async def _import(folder: Path, file: Path, outcome: Outcome, began: float, after: int) -> None:
    while len(outcome.answers) < after:
        await asyncio.sleep(0.1)
    first = time.perf_counter() - began
    command = [sys.executable, "-m", "crm_core", "--workspace", str(folder), "import", str(file)]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    _out, said = await process.communicate()
    if process.returncode:
        raise RuntimeError(said.decode())
    outcome.imported = first, time.perf_counter() - began


def wrong(outcome: Outcome, before: dict[Question, Shown], after: dict[Question, Shown]) -> list[str]:
    """What is wrong in answers that are neither those of the version before nor those of the one after, or come too late to be the former."""
    end = outcome.imported[1] if outcome.imported else float("inf")
    found = []
    for one in outcome.answers:
        right = [after[one.question], *([before[one.question]] if one.asked <= end else [])]
        if one.shown not in right:
            found.append(f"{one.asked:.0f} s, {one.question}: {min((difference(one.shown, other) for other in right), key=len)}")
    return found


def difference(shown: Shown, right: Shown) -> str:
    """What is said and should not be, and the other way round."""
    lines = unified_diff([f"{kind} {text}" for kind, text in right], [f"{kind} {text}" for kind, text in shown], lineterm="", n=0)
    return "; ".join(line[:200] for line in lines if line[:3] not in ("+++", "---") and line[:1] in "+-")


def new_file(folder: Path, rows: int) -> Path:
    """Purchases that the workspace does not have yet, of its own customers, in its own stores."""
    from crm_core.engine import connect
    from crm_core.settings import load
    from crm_core.store.workspace import Workspace

    con = connect(Workspace.open(folder), load(folder))
    sql = """
    select 'BENCH-' || row_number() over () as transaction_id, c.customer_id, t.date, t.amount, t.store, t.channel
    from all_transactions as t join all_customers as c on c.ck = t.ck where t.amount > 0 order by hash(c.customer_id, t.date, t.amount) limit $rows
    """
    path = folder.parent / "ventes.csv"
    con.db.sql(sql, params={"rows": rows}).pl().write_csv(path)
    return path


def table(outcome: Outcome, mistakes: int, errors: int) -> str:
    """The result as Markdown."""
    lines = ["| | asked | p50 s | p95 s | max s |", "|---|---|---|---|---|"]
    for kind, name in (("filter", "change of a filter"), ("page", "change of page"), ("first", "first page of a session")):
        times = sorted(one.seconds for one in outcome.answers if one.kind == kind)
        if times:
            p95 = times[max(round(0.95 * len(times)) - 1, 0)]
            lines.append(f"| {name} | {len(times)} | {statistics.median(times):.2f} | {p95:.2f} | {times[-1]:.2f} |")
    low, top, end = outcome.memory[0], max(outcome.memory), outcome.memory[-1]
    during = f"{outcome.imported[0]:.0f} to {outcome.imported[1]:.0f} s" if outcome.imported else "none"
    return "\n".join(
        [
            *lines, "",
            f"{outcome.seconds:.0f} s, import {during}; errors {errors}; wrong figures {mistakes}; processor of the server {outcome.processor:.1f} s",
            f"memory of the server: start {low / 1e6:.0f} MB, peak {top / 1e6:.0f} MB, end {end / 1e6:.0f} MB",
        ]
    )  # fmt: skip


def measure(folder: Path, given: Any) -> str:
    """Ask alone, together with the import, and alone again; each time of a server that has answered nothing yet."""
    with running(folder) as server:
        known = asyncio.run(options(server))
        plans = [plan(known, number, given.steps) for number in range(given.sessions)]
        questions = {question for one in plans for question in one}
        before = asyncio.run(alone(server, questions))
    file = new_file(folder, given.rows) if given.rows else None
    log = folder.parent / "server.log"
    with running(folder, log) as server:
        outcome = asyncio.run(together(server, plans, given.pause, file, folder))
    with running(folder) as server:
        after = asyncio.run(alone(server, questions)) if file else before
    mistakes = wrong(outcome, before, after)
    print("\n".join(mistakes[:MISTAKES]))
    errors = sum(kind == "exception" for one in outcome.answers for kind, _text in one.shown) + log.read_text().count('"level": "error"')
    return table(outcome, len(mistakes), errors)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=20)
    parser.add_argument("--steps", type=int, default=10, help="changes of each session")
    parser.add_argument("--pause", type=float, default=10.0, help="mean seconds between an answer and the next change; 0: none")
    parser.add_argument("--rows", type=int, default=50_000, help="lines of the file that is imported; 0: no import")
    parser.add_argument("--workspace", type=Path, help="measured on a copy of it; default: the demo company")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sessions-") as place:
        folder = Path(place) / "workspace"
        if given.workspace:
            shutil.copytree(given.workspace, folder)
        else:
            subprocess.run(
                [sys.executable, "-m", "crm_core", "--workspace", str(folder), "demo"], cwd=ROOT, check=True, capture_output=True
            )
        print(
            f"{given.sessions} sessions, {given.steps} changes each, {given.pause:g} s between two, {given.rows:,} lines imported meanwhile\n"
        )
        print(measure(folder, given))


if __name__ == "__main__":
    main()
