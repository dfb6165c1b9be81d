"""A file joined by postal code: dropped, kept, filtered and broken down by, taken out."""

import re
from datetime import date
from pathlib import Path

import pytest

from crm_core.engine.joined import joined
from crm_core.store.workspace import Workspace
from tests.indicators.cases import buy
from tests.pages.support import run, words
from tests.pages.test_derived import PEOPLE
from tests.support import workspace

FILE = "Code postal;Revenu\n59000;19000\n69001;25000\n75001;31000\n"


@pytest.fixture
def placed(tmp_path: Path) -> Path:
    return workspace(tmp_path, customers=PEOPLE, transactions=[buy("C00", date(2026, 11, 1), 10)]).folder


def test_a_file_is_joined_used_and_taken_out(placed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run("structure", placed, monkeypatch)
    assert not app.exception and not app.error
    app = app.file_uploader[0].upload("revenus.csv", FILE.encode(), "text/csv").run()
    assert not app.exception and not app.error
    assert app.multiselect(key="join-columns-0").value == ["Revenu"]
    app = app.button(key="join-file").click().run()
    assert not app.exception and not app.error
    (one,) = joined(Workspace.open(placed).home)
    assert (one.file, one.key, one.rows) == ("revenus.csv", "Code postal", 3)
    assert "revenus.csv est rapproché." in [one.value for one in app.success]
    row = re.search(r"<th[^>]*>revenus.csv.*?</tr>|<td[^>]*>revenus.csv.*?</tr>", words(app), re.DOTALL)
    assert row
    assert re.findall(r">([^<]+)<", row[0])[:5] == ["revenus.csv", "Code postal (code postal)", "Revenu", "3", "30"]
    page = run("structure", placed, monkeypatch, structure_field="revenu", revenu="19000")
    assert not page.exception and not page.error and not page.warning
    assert "Revenu (déduit, revenus.csv)" in page.selectbox(key="structure_field").options
    assert "15 clients sur 30" in "\n".join(one.value for one in page.caption)
    assert "Revenu (déduit, revenus.csv)\u00a0: 19000 ×" in [one.label for one in page.button]
    card = run("fiche", placed, monkeypatch, customer="C00")
    assert "Revenu (déduit, revenus.csv)" in words(card) and "19000" in words(card)
    page.button(key="leave-joined").click().run()
    assert joined(Workspace.open(placed).home) == ()


def test_rows_without_a_right_key_are_told_with_their_lines(placed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run("structure", placed, monkeypatch)
    bad = FILE + "2A004;1\n" + "59001;2\n" * 2 + ";3\n" + "".join(f"0{k}100;{k}\n" for k in range(1, 9))
    app = app.file_uploader[0].upload("revenus.csv", bad.encode(), "text/csv").run()
    assert "2 lignes sans clé juste seraient laissées de côté" in [one.label for one in app.expander]
    assert ">2A004<" in words(app)
    app = app.button(key="join-file").click().run()
    assert "2 (lignes 5, 8)" in words(app)


def test_a_file_without_a_key_is_refused_in_words(placed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run("structure", placed, monkeypatch)
    app = app.file_uploader[0].upload("x.csv", b"Ville;Revenu\nLille;1\nLyon;2\n", "text/csv").run()
    assert ["n’a pas de colonne de codes postaux" in one.value for one in app.error] == [True]
