"""Fits that are kept: found by a server that starts again, and by nobody who could have changed them."""

import logging
import os
import pickle
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from crm_core.engine import Connection, Memory
from crm_core.models import apart, kept, value
from crm_core.models.told import rows
from tests.models.cdnow import purchases
from tests.support import connection

AS_OF = date(2026, 9, 30)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    con = connection(tmp_path_factory.mktemp("kept"), transactions=purchases(AS_OF))
    con.fits_apart = True
    yield con
    con.close()


@pytest.fixture
def con(made: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Connection:
    """As a server that has just started: it remembers nothing, and no fit is kept."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("STATE_DIRECTORY", raising=False)
    for one in made.path.parent.glob("fit-*"):
        one.unlink()
    return replace(made, memory=Memory())


@pytest.fixture
def fitted(monkeypatch: pytest.MonkeyPatch) -> list[Callable[..., Any]]:
    """The fits that were asked for; they are made here, to be quick."""
    asked = []

    def ask(job: apart.Job) -> bytes:
        asked.append(job.fit)
        return pickle.dumps((job.done(), None))

    monkeypatch.setattr(apart, "_asked", ask)
    return asked


def _double(_con: Connection, number: int) -> int:
    return 2 * number


def test_a_server_that_starts_again_has_its_models(con: Connection, fitted: list[Callable[..., Any]]) -> None:
    first, again = value.fitted(con, AS_OF), value.fitted(replace(con, memory=Memory()), AS_OF)
    assert fitted == [value._fit]
    assert list(rows(first)) == list(rows(again))
    assert "log_likelihood" in {name for name, *_ in rows(again)}


def test_another_day_version_setting_or_fit_is_another(con: Connection) -> None:
    settings = con.settings.with_values("scoring", margin_rate=0.3)
    others = [replace(con, settings=settings), replace(con, path=con.path.with_name("v000002.duckdb")), replace(con, stamp="joined")]
    places = {kept.place_of(con, _double, (1,)), kept.place_of(con, _double, (2,)), kept.place_of(con, value._fit, (1,))}
    assert len(places | {kept.place_of(other, _double, (1,)) for other in others}) == 6
    assert all(place.parent == con.path.parent for place in places)


def test_what_was_changed_is_fitted_again(con: Connection, fitted: list[Callable[..., Any]], caplog: pytest.LogCaptureFixture) -> None:
    place = kept.place_of(con, _double, (21,))
    assert apart.learned(con, _double, 21) == apart.learned(con, _double, 21) == 42
    sealed = place.read_bytes()
    for wrong in (sealed[:-1] + bytes([sealed[-1] ^ 1]), sealed[:10], b""):
        place.write_bytes(wrong)
        assert apart.learned(con, _double, 21) == 42
        assert place.read_bytes() == sealed
    other = kept.place_of(con, _double, (22,))
    other.write_bytes(sealed)
    assert apart.learned(con, _double, 22) == 44
    assert len(fitted) == 5
    assert [one.message for one in caplog.records] == ["fit passed over"] * 4


class Hostile:
    """A pickle that makes a file when it is read."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.file,)


def test_what_came_with_a_workspace_from_elsewhere_is_never_run(
    con: Connection, fitted: list[Callable[..., Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, file = kept.place_of(con, _double, (21,)), tmp_path / "run"
    kept.keep(place, pickle.dumps((Hostile(file), None)))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "here"))
    assert apart.learned(con, _double, 21) == 42
    assert not file.exists()
    assert len(fitted) == 1
    key = tmp_path / "here" / "barometre" / "seal.key"
    assert (key.stat().st_mode & 0o777, key.stat().st_size) == (0o600, kept.SEAL)
    assert list(key.parent.iterdir()) == [key]


@pytest.mark.usefixtures("fitted")
def test_a_service_keeps_its_key_in_its_own_folder(con: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATE_DIRECTORY", str(tmp_path / "service"))
    apart.learned(con, _double, 1)
    assert (tmp_path / "service" / "barometre" / "seal.key").exists()
    assert not (tmp_path / "state").exists()


@pytest.mark.usefixtures("fitted")
def test_what_cannot_be_kept_is_answered_all_the_same(con: Connection, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "state").write_text("no folder", encoding="utf-8")
    assert apart.learned(con, _double, 21) == 42
    assert ("fit not kept", logging.WARNING) in {(one.message, one.levelno) for one in caplog.records}
    assert not [*con.path.parent.glob("*.sealed"), *con.path.parent.glob(".*.sealed")]


def test_the_oldest_leave(con: Connection) -> None:
    places = [con.path.with_name(f"fit-{n:02}.sealed") for n in range(kept.KEEP + 2)]
    for n, place in enumerate(places):
        kept.keep(place, b"said")
        os.utime(place, (n, n))
    kept.keep(con.path.with_name("fit-last.sealed"), b"said")
    assert {one.name for one in con.path.parent.glob("fit-*")} == {"fit-last.sealed", *(one.name for one in places[3:])}
