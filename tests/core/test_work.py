"""Work that is told to end: statements are interrupted one after the other, commits finish, nothing begins any more; a command that is stopped leaves nothing."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread
from time import monotonic

import duckdb
import polars as pl
import pytest

from crm_core.ingest import Request, import_files
from crm_core.store.leftovers import loose
from crm_core.store.workspace import Workspace
from crm_core.work import NICE, Stopped, Works

ROOT = Path(__file__).resolve().parents[2]
LONG = "select count(*) from range(1000000) as a(x), range(1000000) as b(y) where hash(x, y) = 1"
SALES = 400_000


def test_statement_after_statement_is_interrupted() -> None:
    works, started, ended = Works(), Event(), []

    def busy() -> None:
        with duckdb.connect() as con:
            try:
                with works.running(con.interrupt):
                    started.set()
                    try:
                        con.execute(LONG)
                    finally:
                        con.execute(LONG)
            except Stopped:
                ended.append("stopped")

    one = Thread(target=busy)
    one.start()
    started.wait(10)
    assert works.stop(30) == 0
    one.join(30)
    assert ended == ["stopped"]


def test_nothing_begins_any_more() -> None:
    works = Works()
    assert works.stop(0) == 0
    with pytest.raises(Stopped), works.running(list):
        pytest.fail("it began")
    with pytest.raises(Stopped), works.committing():
        pytest.fail("it began")


def test_a_commit_is_waited_for_but_not_for_ever() -> None:
    works, started, allowed = Works(), Event(), Event()

    def commit() -> None:
        with works.committing():
            started.set()
            allowed.wait(30)

    one = Thread(target=commit)
    one.start()
    started.wait(10)
    began = monotonic()
    assert works.stop(0, 0.3) == 1
    assert monotonic() - began >= 0.3
    Thread(target=allowed.set).start()
    assert works.stop(0, 30) == 0
    one.join(30)


def test_what_is_wrong_before_the_end_is_said_as_it_is() -> None:
    with pytest.raises(ValueError, match="seven"), Works().running(list):
        raise ValueError("seven")


def test_what_a_library_makes_of_a_signal_is_the_end_all_the_same() -> None:
    """The handler raises Stopped inside a statement of DuckDB, which tells of a RuntimeError before the other thread has begun to stop."""
    works = Works()
    with pytest.raises(Stopped), works.running(list):
        works.refuse()
        raise RuntimeError("Query interrupted")


def test_an_import_that_was_committing_when_all_was_told_to_end_has_happened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rows are read from DuckDB while Delta writes them: the order to end comes with the first of them."""
    works, told = Works(), Event()
    for place in ("ingest.load.running", "ingest.workbook.running", "store.serving.running", "store.workspace.committing"):
        monkeypatch.setattr(f"crm_core.{place}", getattr(works, place.rpartition(".")[2]))
    file = sales(tmp_path / "ventes.csv", 50_000)
    made, write = Workspace.open(tmp_path / "firm"), Workspace._write
    one = Thread(target=lambda: (told.set(), works.stop(30)))

    def writing(*given: object) -> int:
        one.start()
        told.wait(10)
        return write(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(Workspace, "_write", writing)
    with pytest.raises(Stopped):
        import_files(made, [Request(file)], at=datetime(2026, 11, 21, tzinfo=UTC), by="test")
    one.join(30)
    assert made.version == 1
    with pytest.raises(Stopped):
        import_files(made, [Request(file)], at=datetime(2026, 11, 22, tzinfo=UTC), by="test")
    assert (made.version, loose(made), list((made.folder / "serving").glob(".building*"))) == (1, [], [])


def sales(path: Path, rows: int) -> Path:
    numbers = pl.DataFrame({"n": range(rows)}).select(
        ("T" + pl.col("n").cast(pl.String)).alias("transaction_id"),
        ("C" + (pl.col("n") % 997).cast(pl.String)).alias("customer_id"),
        pl.lit("2026-10-01").alias("date"),
        (pl.col("n") % 100).alias("amount"),
    )
    if path.suffix == ".xlsx":
        numbers.write_excel(path)
    else:
        numbers.write_csv(path, separator=";")
    return path


def started(folder: Path, files: Sequence[Path]) -> subprocess.Popen[str]:
    (folder / "tmp").mkdir()
    command = [sys.executable, "-m", "crm_core", "--workspace", str(folder / "firm"), "--lang", "fr", "import", *map(str, files)]
    environment = {**os.environ, "TMPDIR": str(folder / "tmp"), "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def until(stream: Iterator[str], words: str) -> None:
    assert next((line for line in stream if words in line), None), f"never said: {words}"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_command_that_is_stopped_while_it_reads_leaves_nothing(tmp_path: Path, number: signal.Signals, kind: str) -> None:
    process = started(tmp_path, [sales(tmp_path / f"ventes.{kind}", SALES if kind == "csv" else SALES // 20)])
    assert process.stderr
    until(process.stderr, "Lecture du fichier")
    assert os.getpriority(os.PRIO_PROCESS, process.pid) == min(os.nice(0) + NICE, 19)
    began = monotonic()
    process.send_signal(number)
    out, said = process.communicate(timeout=60)
    assert monotonic() - began < 20
    assert (process.returncode, out) == (130, "")
    assert said.strip().endswith("Consultez la liste des versions, puis recommencez.")
    assert "Traceback" not in said
    made = Workspace.open(tmp_path / "firm")
    assert (made.version, loose(made), list((tmp_path / "tmp").iterdir())) == (0, [], [])


@pytest.mark.parametrize("words", ["Écriture des lignes", "Préparation des indicateurs"])
def test_a_command_that_is_stopped_while_it_writes_has_done_all_or_nothing(tmp_path: Path, words: str) -> None:
    process = started(tmp_path, [sales(tmp_path / "ventes.csv", SALES)])
    assert process.stderr
    until(process.stderr, words)
    process.send_signal(signal.SIGTERM)
    _out, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in said
    made = Workspace.open(tmp_path / "firm")
    assert made.version in ((0, 1) if words == "Écriture des lignes" else (1,))
    assert (loose(made), list((tmp_path / "tmp").iterdir()), list((made.folder / "serving").glob(".building*"))) == ([], [], [])
    again = subprocess.run(process.args, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert again.returncode == 0
    assert Workspace.open(tmp_path / "firm").version == 1
