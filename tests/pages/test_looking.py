"""Past versions: looked at on every page, by a click or by the address, for this session alone, and left again."""

from datetime import date
from pathlib import Path

import pytest

from crm_core.store.workspace import Change, Entry, Workspace
from tests.pages.support import ready_firm, run, words
from tests.support import NOW, frame

LATER = {"customer_id": "late", "last_name": "Late", "store": "Brest", "region": "Bretagne", "first_known_on": date(2026, 10, 1)}


@pytest.fixture
def firm(tmp_path: Path) -> Path:
    """Version 1: forty customers; version 2: one more, in a store of its own."""
    made = ready_firm(tmp_path / "firm", customers=40)
    files = [{"file": name, "read": 3, "loaded": 1, "rejected": 2} for name in ("a.csv", "b.csv", "c.csv", "d.csv", "<e>.csv")]
    with made.writing() as base:
        rows = frame("customers", [LATER]).to_arrow()
        made.commit(base, {"customers": Change(rows, False)}, Entry("import", NOW, "marie@example.fr", {"files": files}))
    return made.folder


def test_the_address_shows_a_past_version_on_every_page(firm, monkeypatch):
    page = run("clients", firm, monkeypatch, version="1")
    assert not page.exception
    assert "<b>Version 1 du 21/11/2026 – lecture seule</b>" in words(page)
    assert "40 clients sur 40" in words(page)
    page.switch_page(str(Path("pages/reglages.py").resolve())).run()
    assert "lecture seule" in words(page)
    assert "41 clients" in words(run("clients", firm, monkeypatch))


def test_the_way_back_shows_the_current_version(firm, monkeypatch):
    page = run("clients", firm, monkeypatch, version="1")
    page.button(key="look-now").click().run()
    assert not page.exception
    assert "lecture seule" not in words(page)
    assert "41 clients sur 41" in words(page)
    assert "version" not in page.query_params


def test_the_newest_version_is_no_past_one(firm, monkeypatch):
    page = run("clients", firm, monkeypatch, version="2")
    assert "lecture seule" not in words(page)
    assert "version" not in page.query_params


@pytest.mark.parametrize("asked", ["3", "0", "-1", "x", "1.0", "9" * 5000])
def test_a_version_that_is_not_there_is_said(firm, monkeypatch, asked):
    page = run("clients", firm, monkeypatch, version=asked)
    assert not page.exception
    assert "Valeurs possibles\u00a0: 1–2" in words(page)
    assert "41 clients sur 41" in words(page)


def test_the_list_tells_who_when_files_and_counts_and_shows_one(firm, monkeypatch):
    page = run("reglages", firm, monkeypatch)
    said = words(page)
    assert "<span>Import · 21/11/2026\u00a013\u00a0h\u00a000 · marie@example.fr</span>" in said
    assert "a.csv, b.csv, c.csv et 2 autres — 15 lignes lues\u00a0: 5 nouvelles, 10 rejetées" in said
    page.button(key="look-1").click().run()
    assert not page.exception
    assert page.query_params["version"] == "1"
    assert "Version 1 du 21/11/2026" in words(page)
    assert not [one for one in page.button if one.key == "look-1"]
    page.button(key="look-2").click().run()
    assert "lecture seule" not in words(page)


def test_names_of_files_are_no_markup(firm, monkeypatch):
    made = Workspace.open(firm)
    made.undo(at=NOW, by="<b>")
    page = run("reglages", firm, monkeypatch)
    assert "<b> " not in words(page)
    assert "Version 2 annulée" in words(page)
    page = run("barometre", firm, monkeypatch, version="2")
    assert "a.csv, b.csv, c.csv et 2 autres" in words(page)


def test_a_filter_that_the_past_version_cannot_have_leaves(firm, monkeypatch):
    page = run("clients", firm, monkeypatch, store="Brest")
    assert "1 client sur 41" in words(page)
    page.switch_page(str(Path("pages/reglages.py").resolve())).run()
    page.button(key="look-1").click().run()
    assert not page.exception
    page.switch_page(str(Path("pages/clients.py").resolve())).run()
    assert not page.exception
    assert "40 clients sur 40" in words(page)


def test_nothing_is_brought_into_a_past_version(firm, monkeypatch):
    page = run("import", firm, monkeypatch, version="1")
    assert not page.exception
    assert not page.get("file_uploader")
    assert "revenez à la version actuelle" in words(page)


def test_an_undo_leaves_the_past_version(firm, monkeypatch):
    page = run("reglages", firm, monkeypatch, version="1")
    page.button(key="undo-history").click().run()
    assert not page.exception
    assert "lecture seule" not in words(page)
    assert Workspace.open(firm).version == 3


def test_many_versions_are_shown_ten_at_a_time(firm, monkeypatch):
    made = Workspace.open(firm)
    for number in range(11):
        with made.writing() as base:
            rows = frame("customers", [LATER | {"customer_id": f"x{number}"}]).to_arrow()
            made.commit(base, {"customers": Change(rows, False)}, Entry("import", NOW, "test"))
    page = run("reglages", firm, monkeypatch)
    assert sum(str(one.key).startswith("look-") for one in page.button) == 9
    page.session_state["versions-page"] = 2
    page.run()
    assert not page.exception
    assert sum(str(one.key).startswith("look-") for one in page.button) == 3
