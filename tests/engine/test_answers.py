"""Answers that took long are kept beside the serving file, come back as they were, and are worked out again where they cannot be read."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from crm_core.engine import Connection, Memory, Scope, answers, connect
from crm_core.errors import MissingData
from crm_core.indicators.registry import REGISTRY
from crm_core.settings import Settings
from crm_core.store import serving
from tests.indicators.cases import buy
from tests.pages.support import END, ready_firm
from tests.support import connection

# Sixty customers are too few to learn from.
UNLEARNED = frozenset(
    [
        "appetence_score",
        "churn_calibration",
        "churn_importance",
        "churn_score",
        "customer_value",
        "customer_value_check",
        "customer_value_matrix",
        "customer_value_tracking",
        "customers_at_stake",
        "potential_risk",
        "profitable_customers",
    ]
)
TABLE = pl.DataFrame({"n": [1, 2]})


@pytest.fixture
def con(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Connection:
    """A small firm of which every table that is answered counts as long."""
    monkeypatch.setattr(answers, "LONG", 0.0)
    return connection(tmp_path, transactions=[buy("a", date(2026, 5, 1))])


def again(con: Connection) -> Connection:
    """The same figures for a server that starts again."""
    return connect(con.workspace, con.settings, con.version, Memory())


def refuse() -> pl.DataFrame:
    raise AssertionError("worked out again")


def test_every_indicator_comes_back_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "LONG", 0.0)
    con, scope = connect(ready_firm(tmp_path / "firm", customers=60), Settings()), Scope.to(END)
    asked = [one for one in REGISTRY.values() if con.has(*one.needs)]
    told, unlearned = {}, set()
    for one in asked:
        try:
            told[one.name] = con.recall((one.name, scope), lambda one=one: one(con, scope))
        except MissingData:
            unlearned.add(one.name)
    assert unlearned == UNLEARNED
    later = again(con)
    for name, answer in told.items():
        assert later.knows((name, scope))
        assert_frame_equal(later.recall((name, scope), refuse), answer, check_exact=True)


def test_what_is_short_large_or_no_table_is_not_kept(con: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    con.recall("number", lambda: 7)
    monkeypatch.setattr(answers, "LARGEST", 8)
    con.recall("large", lambda: TABLE)
    monkeypatch.setattr(answers, "LARGEST", 1_000)
    monkeypatch.setattr(answers, "LONG", 60.0)
    con.recall("short", lambda: TABLE)
    assert [again(con).knows(one) for one in ("number", "large", "short")] == [False] * 3


def test_other_settings_files_and_programs_do_not_read_it(con: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    con.recall("one", lambda: TABLE)
    assert again(con).knows("one")
    other = connect(con.workspace, Settings().with_values("lifecycle", d80=90), con.version, Memory())
    assert not other.knows("one")
    monkeypatch.setattr(answers, "program", lambda: "another")
    assert not again(con).knows("one")


def test_a_damaged_answer_is_worked_out_again(con: Connection, caplog: pytest.LogCaptureFixture) -> None:
    con.recall("one", lambda: TABLE)
    con.answer_file("one").write_bytes(b"PAR1 no more")
    assert_frame_equal(again(con).recall("one", lambda: TABLE * 2), TABLE * 2)
    assert "table damaged" in caplog.text
    assert_frame_equal(again(con).recall("one", refuse), TABLE * 2)


def test_an_answer_that_cannot_be_kept_is_given_all_the_same(
    con: Connection, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_args: object, **_options: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pl.DataFrame, "write_parquet", full)
    assert con.recall("one", lambda: TABLE) is TABLE
    assert "answer not kept" in caplog.text and not again(con).knows("one")
    assert not list(con.path.parent.glob(".*.new"))


@pytest.mark.parametrize("bound", ["MOST", "MOST_FILES"])
def test_the_ones_not_asked_for_the_longest_leave(con: Connection, monkeypatch: pytest.MonkeyPatch, bound: str) -> None:
    con.recall("first", lambda: TABLE)
    size = con.answer_file("first").stat().st_size
    monkeypatch.setattr(answers, bound, 2 * size if bound == "MOST" else 2)
    con.recall("second", lambda: TABLE)
    again(con).recall("first", refuse)
    con.recall("third", lambda: TABLE)
    assert [again(con).knows(one) for one in ("first", "second", "third")] == [True, False, True]


def test_they_go_with_their_serving_file(con: Connection) -> None:
    con.recall("one", lambda: TABLE)
    place = con.answer_file("one")
    serving.discard(con.workspace, con.path)
    assert not place.exists()
