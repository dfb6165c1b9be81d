"""The benchmarks run, and pandas gives the same figures as the indicators."""

from datetime import date
from pathlib import Path

import pytest

pytest.importorskip("pandas")

from benchmarks.churn import run as churn
from benchmarks.crash import run as crash
from benchmarks.run import INDICATORS, asking, importing, reading, table, times_bare, writing
from benchmarks.value import run as value
from benchmarks.worksheet import make
from benchmarks.worksheet import run as worksheet
from tests.indicators.cases import buy
from tests.support import connection


def test_a_small_run_agrees_with_pandas(tmp_path: Path) -> None:
    stages = [one for stage in (writing, reading, importing) for one in stage(tmp_path, 20_000, 4_000)]
    measures = [*stages, *asking(tmp_path / "firm", 1)]
    assert set(INDICATORS) <= {one.what for one in measures}
    assert times_bare(measures).startswith("Import ÷ bare read: ")
    assert {one.what for one in measures if one.pandas} == set(INDICATORS[:6])
    assert table(measures).count("\n") == len(measures) + 1


def test_a_small_crash_run_finds_every_workspace_whole(tmp_path: Path) -> None:
    tally = crash(2, tmp_path, 400, seed=3)
    assert (sum(tally.states.values()), tally.failures) == (2, [])
    assert "0 failures" in str(tally)


def test_a_small_worksheet_is_imported(tmp_path: Path) -> None:
    bare, whole = worksheet(make(tmp_path / "ventes.xlsx", 50))
    assert 0 < bare.processor < whole.processor


def test_a_small_base_is_valued(capsys: pytest.CaptureFixture[str]) -> None:
    steps = value(4_000)
    assert [name for name, _wall, _busy in steps] == ["group", "fit the purchases", "fit the amounts", "draw the interval", "score"]
    assert capsys.readouterr().out.startswith("4000 customers")


def test_departures_of_a_small_base_are_foreseen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    con = connection(tmp_path, transactions=[buy(name, date(2026, month, 1)) for name in "abc" for month in (1, 6)])
    assert [name for name, _wall, _busy in churn(con, date(2026, 6, 30))] == ["customers as known", "learn and judge", "score"]
    assert capsys.readouterr().out == "3 customers who may leave, 0 scored, rules: nothing judged\n"
