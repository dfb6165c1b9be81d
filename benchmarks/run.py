"""How fast is it? `python -m benchmarks.run --rows 1000000 --customers 200000` prints a table; each stage is a process of its own.

Asked of the same prepared purchases, pandas must give the same figures; it is needed here only (benchmarks/requirements.txt).
"""

import argparse
import os
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
AS_OF, NOW = date(2026, 10, 31), datetime(2026, 11, 21, 12, tzinfo=UTC)
INDICATORS = (
    "rfm",
    "abc",
    "monthly_activity",
    "cohort_retention",
    "attrition",
    "lifecycle",
    "lifecycle_counts",
    "migration",
    "customer_list",
)
OCCASIONS = (
    "select ck, date::timestamp as date, known_on::timestamp as known_on, amount::double as amount, is_purchase from served.occasions"
)
BARE, IMPORT = "bare DuckDB read of the purchases", "import of purchases and customers, all of it"
LINES = "select customer_id, date::timestamp as date, amount::double as amount, order_id from read_parquet($files)"
MEANT = {"abc": ("abc", "ABC"), "lifecycle": ("lifecycle", ("former", "inactive", "regular", "occasional", "trial_buyer"))}


@dataclass(frozen=True)
class Measure:
    """What was done, and the seconds it took: the first time, then the median of the next times; processor seconds of those; pandas' own.

    `kept`: processor seconds where what does not depend on the filters is known from another question.
    """

    what: str
    cold: float
    warm: float | None = None
    cpu: float | None = None
    pandas: float | None = None
    kept: float | None = None


def processor() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def timed(act: Callable[[], Any]) -> tuple[float, float, Any]:
    """Wall seconds, processor seconds, and the answer."""
    wall, cpu = time.perf_counter(), processor()
    answer = act()
    return time.perf_counter() - wall, processor() - cpu, answer


def median(runs: list[tuple[float, float, Any]], which: int) -> float:
    return statistics.median(one[which] for one in runs)


def peak() -> Measure:
    return Measure("peak memory so far, GB", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6)


def writing(place: Path, rows: int, customers: int) -> list[Measure]:
    """The firm's exports as CSV files, the purchases in the order of their days."""
    from benchmarks.data import lines, people

    lines(rows, customers).sample(fraction=1, shuffle=True, seed=1).sort("date").write_csv(place / "ventes.csv")
    people(customers).write_csv(place / "clients.csv")
    return []


def reading(place: Path, _rows: int, _customers: int) -> list[Measure]:
    """The bare read: DuckDB alone, the purchases into a file of its own."""
    import duckdb

    with duckdb.connect(str(place / "bare.duckdb"), config={"threads": "2", "memory_limit": "4GB"}) as con:
        wall, cpu, _con = timed(lambda: con.execute("create table bare as select * from read_csv(?)", [str(place / "ventes.csv")]))
    (place / "bare.duckdb").unlink()
    return [Measure(BARE, wall, cpu=cpu)]


def importing(place: Path, _rows: int, _customers: int) -> list[Measure]:
    """Import both files, all of it; then the part of it that builds the serving file, once more."""
    from crm_core.ingest import Request, import_files
    from crm_core.store.serving import build
    from crm_core.store.workspace import Workspace

    made = Workspace.open(place / "firm")
    requests = [Request(place / "ventes.csv"), Request(place / "clients.csv")]
    wall, cpu, report = timed(lambda: import_files(made, requests, at=NOW, by="benchmark"))
    assert all(one.read == one.loaded for one in report.files)
    memory = peak()
    again, cpu_again, _file = timed(lambda: build(made, made.current))
    return [Measure(IMPORT, wall, cpu=cpu), memory, Measure("build the serving file, once more", again, cpu=cpu_again)]


def asking(folder: Path, times: int) -> list[Measure]:
    """Every indicator for the first time, again with nothing kept from before, with what other questions kept, and in pandas with the same figures."""
    from crm_core.engine import Scope, connect
    from crm_core.indicators.registry import find
    from crm_core.settings import Settings
    from crm_core.store.workspace import Workspace

    con, scope = connect(Workspace.open(folder), Settings()), Scope.to(AS_OF)
    found, answers = [], {}
    for name in INDICATORS:
        asked = scope.rolling() if name == "attrition" else scope
        cold, _cpu, answers[name] = timed(lambda one=name, about=asked: find(one)(con, about))
        again, kept = [], []
        for _ in range(times):
            con.memory.forget(lambda _key: True)
            again.append(timed(lambda one=name, about=asked: find(one)(con, about)))
            kept.append(timed(lambda one=name, about=asked: find(one)(con, about)))
        seconds, spent, known = median(again, 0), median(again, 1), median(kept, 1)
        found.append(Measure(name, cold, seconds, spent, kept=known))
    memory = peak()
    return [*compared(con, scope, found, answers, times), memory]


def compared(con: Any, scope: Any, found: list[Measure], answers: dict[str, Any], times: int) -> list[Measure]:
    """The measures with pandas' median beside. Raises AssertionError when a figure differs."""
    import numpy as np

    from benchmarks.peers import PEERS, Asked, purchases

    occasions, asked = con.db.sql(OCCASIONS).df(), Asked.of(scope, con.thresholds(scope.as_of))
    files = con.workspace.files(con.version, "transactions")
    made = timed(lambda: purchases(con.db.sql(LINES, params={"files": files}).df()))
    assert made[2]["is_purchase"].sum() == occasions["is_purchase"].sum()
    slow = {}
    for name, peer in PEERS.items():
        runs = [timed(lambda one=peer: one(occasions, asked)) for _ in range(max(times // 2, 1))]
        for column, values in runs[0][2].items():
            np.testing.assert_allclose(ours(name, column, answers[name]), values, atol=0.005, err_msg=f"{name}.{column}")
        slow[name] = median(runs, 1)
    beside = [replace(one, pandas=slow.get(one.what)) for one in found]
    return [*beside, Measure("pandas: purchases out of lines, before any of its answers", made[0], cpu=made[1])]


def ours(name: str, column: str, answer: Any) -> Any:
    """Our column in the order and grain of the peer's."""
    if column == "size":
        field, values = MEANT[name]
        return [answer.filter(answer[field] == one).height for one in values]
    if name == "cohort_retention":
        import polars as pl

        return answer.filter(pl.col("retained") > 0)[column].to_numpy()
    return answer[column].to_numpy()


def showing(folder: Path, times: int) -> list[Measure]:
    """Every page run through Streamlit's own test runner: the script alone, without network and browser."""
    os.environ["CRM_WORKSPACE"] = str(folder)
    from streamlit.testing.v1 import AppTest

    from crm_ui.server import warm

    warm()
    found = []
    for page in sorted((ROOT / "pages").glob("*.py")):
        app = AppTest.from_file(str(ROOT / "crm_ui" / "frame.py"), default_timeout=600)
        app.switch_page(str(page))
        cold, _cpu, _app = timed(app.run)
        again = [timed(app.run) for _ in range(times)]
        assert not app.exception, page
        found.append(Measure(f"page {page.stem}", cold, median(again, 0), median(again, 1)))
    return [*found, peak()]


def table(measures: list[Measure]) -> str:
    """The measures as a Markdown table; seconds."""
    lines = ["| | first | again | processor | pandas (processor) | ratio | processor, its day known |", "|---|---|---|---|---|---|---|"]
    for one in measures:
        ratio = f"{one.pandas / one.cpu:.1f} ×" if one.pandas and one.cpu else ""
        cells = [f"{value:.3f}" if value is not None else "" for value in (one.cold, one.warm, one.cpu, one.pandas)]
        lines.append(f"| {one.what} | {' | '.join(cells)} | {ratio} | {f'{one.kept:.3f}' if one.kept is not None else ''} |")
    return "\n".join(lines)


def alone(stage: Callable[..., list[Measure]], *given: Any) -> list[Measure]:
    """The measures of one stage, run in a new process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(stage, *given).result()


def run(rows: int, customers: int, times: int, folder: Path) -> list[Measure]:
    stages = [one for stage in (writing, reading, importing) for one in alone(stage, folder, rows, customers)]
    firm = folder / "firm"
    return [*stages, *alone(asking, firm, times), *alone(showing, firm, times)]


def times_bare(measures: list[Measure]) -> str:
    """The import against the bare read of the same file, by the clock and by the processor."""
    found = {one.what: one for one in measures}
    bare, whole = found[BARE], found[IMPORT]
    return f"Import ÷ bare read: {whole.cold / bare.cold:.1f} by the clock, {(whole.cpu or 0) / (bare.cpu or 1):.1f} by the processor."


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="purchase lines")
    parser.add_argument("--customers", type=int, default=200_000)
    parser.add_argument("--times", type=int, default=5, help="how often each is asked again")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        print(f"{given.rows:,} lines, {given.customers:,} customers; seconds\n")
        measures = run(given.rows, given.customers, given.times, Path(folder))
        print(table(measures), times_bare(measures), f"Load: {os.getloadavg()[0]:.0f}.", sep="\n\n")


if __name__ == "__main__":
    main()
