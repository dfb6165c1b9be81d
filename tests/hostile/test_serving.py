"""The serving file goes away, or is damaged, under a running app: pages go on, and the next question answers."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import duckdb
import polars as pl
import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from crm_core.__main__ import app as command_line
from crm_core.engine import Connection, Scope, asked, connect
from crm_core.indicators.registry import find
from crm_core.settings import Settings, save
from crm_core.store import serving as serving_room
from crm_core.store.workspace import Workspace
from crm_ui import cache
from tests.pages.support import END, run, small_firm, words
from tests.support import NOW

EVERY = 16_384  # bytes; blocks are larger


@pytest.fixture
def firm(tmp_path: Path) -> Workspace:
    return small_firm(tmp_path / "workspace", customers=60)


def said(app: AppTest) -> list[str]:
    """The answer sentence and the tables of a page."""
    return re.findall(r'<p class="bc-answer">.*?</p>|<table.*?</table>', words(app), re.DOTALL)


def serving(firm: Workspace) -> list[Path]:
    return sorted((firm.folder / "serving").glob("v*.duckdb"))


def barometer(firm: Workspace) -> pl.DataFrame:
    def opened() -> Connection:
        return connect(Workspace.open(firm.folder), Settings())

    return asked(opened(), lambda con: find("barometer")(con, Scope.to(END)), opened)


def test_pages_go_on_without_the_file(firm: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run("barometre", firm.folder, monkeypatch)
    before = said(app)
    for path in serving(firm):
        path.unlink()
    app.selectbox(key="period").set_value("3m").run()
    assert not app.exception
    app.selectbox(key="period").set_value("12m").run()
    assert before and said(app) == before
    other = run("reclamations", firm.folder, monkeypatch)
    assert not other.exception and not other.error
    assert serving(firm) == [], "an open file stays readable"
    save(firm.folder, Settings().with_values("targets", on_time=0.5))
    app.run()
    assert not app.exception and not app.error
    assert len(serving(firm)) == 1


def holes(data: bytes) -> bytes:
    """A file whose beginning is whole, and every block after it is not."""
    return data[:20_000] + b"".join(b"\xaa" * 64 + data[at + 64 : at + EVERY] for at in range(20_000, len(data), EVERY))


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: b"",
    "short": lambda data: data[: len(data) // 2],
    "noise": lambda data: bytes(k * 7 % 256 for k in range(9000)),
    "old": lambda data: data[:12] + b"\x01" + data[13:],
    "holes": holes,
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_file_is_built_again(firm: Workspace, damage: Callable[[bytes], bytes]) -> None:
    expected = barometer(firm)
    [path] = serving(firm)
    bad = path.with_name(path.name[:-15] + "00000000.duckdb")
    bad.write_bytes(damage(path.read_bytes()))
    path.unlink()
    assert barometer(firm).equals(expected)
    assert len(serving(firm)) == 1 and not bad.exists()


def test_a_file_that_goes_just_before_it_is_opened(firm: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    expected, [path], real = barometer(firm), serving(firm), serving_room.find
    path.unlink()
    answers = iter([path])
    monkeypatch.setattr(serving_room, "find", lambda here, version: next(answers, None) or real(here, version))
    assert barometer(firm).equals(expected)


@pytest.fixture
def breaking(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Makes the next question after connecting say what DuckDB says of a block that cannot be read."""

    def breaks(name: str) -> None:
        real, left = find(name).compute, ["once"]

        def compute(con: object, scope: object) -> pl.DataFrame:
            if left:
                left.clear()
                raise duckdb.IOException("Corrupt database file: computed checksum 1 does not match stored checksum 2")
            return real(con, scope)  # type: ignore[arg-type]

        monkeypatch.setitem(find(name).__dict__, "compute", compute)

    return breaks


def test_damage_that_a_question_meets(firm: Workspace, monkeypatch: pytest.MonkeyPatch, breaking: Callable[[str], None]) -> None:
    before, [path] = said(run("barometre", firm.folder, monkeypatch)), serving(firm)
    cache.ANSWERS.forget(lambda key: True)
    breaking("barometer")
    app = run("barometre", firm.folder, monkeypatch)
    assert not app.exception and not app.error
    assert said(app) == before
    assert path not in serving(firm) and len(serving(firm)) == 1


def test_damage_that_a_command_meets(firm: Workspace, breaking: Callable[[str], None]) -> None:
    shown = CliRunner().invoke(command_line, ["--workspace", str(firm.folder), "show", "barometer"])
    [path] = serving(firm)
    breaking("barometer")
    again = CliRunner().invoke(command_line, ["--workspace", str(firm.folder), "show", "barometer"])
    assert (again.exit_code, again.output) == (0, shown.output)
    assert path not in serving(firm)


def test_other_problems_are_no_damage(firm: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    [path] = serving(firm) or [serving_room.serving_file(firm, firm.current)]

    def broken(*_given: object) -> None:
        raise duckdb.IOException("IO Error: Could not write: no space left on device")

    monkeypatch.setattr("crm_core.engine.connection._add_calendar", broken)
    with pytest.raises(duckdb.IOException):
        connect(firm, Settings())
    assert path.exists()


def test_a_version_made_while_the_folder_is_emptied(firm: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run("barometre", firm.folder, monkeypatch)
    firm.undo(at=NOW, by="test")
    for path in serving(firm):
        path.unlink()
    app.run()
    assert not app.exception
