"""The way of a file through a trial: seen by its session alone on every page, then published, abandoned or taken back."""

from pathlib import Path
from shutil import rmtree

import duckdb
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from crm_core.ingest import Request, import_files
from crm_core.store.workspace import Workspace
from crm_ui import cache, publishing
from crm_ui import trials as trials_of
from tests.pages.support import ROOT, ready_firm, run, words
from tests.support import NOW

PEOPLE = "N° client;Nom;Magasin;Région\nC0000;Renommé;Lille;Nord\nN1;Nouveau;Brest;Bretagne\nN2;Nouvelle;Brest;Bretagne\n".encode()
TRIAL = "Essai – visible de vous seul"


@pytest.fixture
def firm(tmp_path: Path) -> Path:
    return ready_firm(tmp_path / "firm", customers=40).folder


def tried(
    folder: Path, monkeypatch: pytest.MonkeyPatch, *, name: str = "clients.csv", data: bytes = PEOPLE, complete: bool = False
) -> AppTest:
    """A session that has dropped a file and tried it."""
    page = run("import", folder, monkeypatch)
    bring(page, name, data, complete=complete)
    return page


def bring(page: AppTest, name: str, data: bytes, *, complete: bool = False) -> None:
    page.get("file_uploader")[0].upload(name, data, "text/csv").run()
    if complete:
        next(one for one in page.checkbox if str(one.key).startswith("complete-")).check().run()
    page.button(key="import").click().run()
    assert not page.exception


def publish(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Publish as the button of the dialog does; AppTest closes a dialog at the next click."""
    with monkeypatch.context() as patch:
        patch.setattr(publishing, "ask", publishing.publish)
        page.button(key="publish").click().run()
    assert not page.exception


def go(page: AppTest, name: str) -> str:
    """What a page says when this session opens it."""
    page.switch_page(str(ROOT / "pages" / f"{name}.py")).run()
    assert not page.exception
    return words(page)


def has(page: AppTest, key: str) -> bool:
    return any(one.key == key for one in page.button)


def trials(folder: Path) -> list[str]:
    return [path.name for path in (folder / "trials").iterdir() if path.is_dir()]


def test_every_page_shows_the_trial_to_its_session_alone(firm, monkeypatch):
    page = tried(firm, monkeypatch)
    assert f"<b>{TRIAL}</b> <span>clients.csv · 2 nouvelles lignes, 1 modifiée</span>" in words(page)
    for name in ("clients", "barometre", "reglages", "definitions"):
        assert TRIAL in go(page, name)
    assert "42 clients sur 42" in go(page, "clients")
    other = run("clients", firm, monkeypatch)
    assert TRIAL not in words(other)
    assert "40 clients sur 40" in words(other)
    assert Workspace.open(firm).version == 1


def test_publishing_shows_the_difference_and_brings_everyone_the_rows(firm, monkeypatch):
    page, other = tried(firm, monkeypatch), run("clients", firm, monkeypatch)
    page.button(key="publish").click().run()
    said = words(page)
    assert Workspace.open(firm).version == 1
    assert "2 nouvelles lignes, 1 modifiée" in said
    assert '<td class="t">C0000</td><td class="t">Nom</td><td class="w">C0000</td><td class="w">Renommé</td>' in said
    assert '<td class="t">N1</td><td class="t">Nouveau</td>' in said
    assert has(page, "publish-now")
    publish(page, monkeypatch)
    shared = Workspace.open(firm)
    assert (shared.version, trials(firm)) == (2, [])
    assert "<b>Version 2 publiée\u00a0: tout le monde la voit</b> <span>2 nouvelles lignes, 1 modifiée</span>" in words(page)
    assert page.subheader[0].value == "Importé\u00a0: version 2"
    assert "42 clients sur 42" in go(page, "clients")
    assert TRIAL not in words(page)
    assert "42 clients sur 42" in words(other.run())
    page.button(key="published-close").click().run()
    assert "publiée" not in words(page)


def test_publishing_that_is_interrupted_after_the_commit_ends_the_trial(firm, monkeypatch):
    """Another click while the figures are prepared: everybody has the rows, and the session is told so instead of keeping its trial."""
    page, shown = tried(firm, monkeypatch), publishing.show

    def interrupted(bar, share, what):
        if share == 0.7:
            st.rerun()
        shown(bar, share, what)

    monkeypatch.setattr(publishing, "show", interrupted)
    publish(page, monkeypatch)
    assert Workspace.open(firm).version == 2 and not trials(firm)
    assert TRIAL not in words(page) and "Importé\u00a0: version 2" in words(page)
    assert "42 clients" in go(page, "clients")


def test_a_first_import_that_is_cancelled_leaves_the_page_as_it_was(firm, monkeypatch):
    """The trial that it began goes, and the page is drawn from the workspace, not from that trial's closed connection."""

    def cancelled(*_):
        trials_of.cancel()
        st.rerun()

    monkeypatch.setattr(publishing, "show", cancelled)
    page = tried(firm, monkeypatch)
    assert [one.value for one in page.info] == ["L’import a été annulé\u00a0: rien n’en a été gardé. Les fichiers sont toujours là."]
    assert not page.error and "<b>40</b> clients" in words(page) and has(page, "import")
    assert not trials(firm)


def test_not_now_leaves_everything(firm, monkeypatch):
    page = tried(firm, monkeypatch)
    page.button(key="publish").click().run()
    page.button(key="publish-later").click().run()
    assert not page.exception
    assert TRIAL in words(page)
    assert Workspace.open(firm).version == 1


def test_others_who_published_meanwhile_are_named_and_kept(firm, monkeypatch, tmp_path):
    page = tried(firm, monkeypatch)
    theirs = tmp_path / "autres.csv"
    theirs.write_text("N° client;Nom;Magasin\nC0000;Autrement;Lille\nX1;Xavier;Lyon\n", encoding="utf-8")
    import_files(Workspace.open(firm), [Request(theirs)], at=NOW, by="paul@example.fr")
    page.button(key="publish").click().run()
    said = "\n".join([words(page), *(one.value for one in page.info)])
    assert "paul@example.fr a publié la version 2" in said
    assert '<td class="w">Autrement</td><td class="w">Renommé</td>' in said
    publish(page, monkeypatch)
    assert [one.number for one in Workspace.open(firm).history()] == [0, 1, 2, 3]
    assert "43 clients sur 43" in go(page, "clients")


def test_the_first_files_are_published_in_one_click(tmp_path, monkeypatch):
    page = tried(tmp_path / "new", monkeypatch)
    assert TRIAL in words(page)
    page.button(key="publish").click().run()
    assert not page.exception
    assert Workspace.open(tmp_path / "new").version == 1
    assert "<b>3</b> clients" in words(page)


def test_abandoning_removes_everything_and_closes_what_was_open(firm, monkeypatch):
    page = tried(firm, monkeypatch)
    go(page, "clients")
    place = firm / "trials" / trials(firm)[0]
    mine = [con for con in cache.OPEN if con.workspace.folder == place]
    assert mine
    page.button(key="abandon").click().run()
    assert not page.exception
    assert (trials(firm), Workspace.open(firm).version) == ([], 1)
    assert "40 clients sur 40" in words(page)
    for con in mine:
        with pytest.raises(duckdb.ConnectionException):
            con.db.sql("select 1")
    assert not [path for path in Path("/proc/self/fd").iterdir() if path.is_symlink() and str(place) in str(path.readlink())]
    assert not any(str(place) in str(key) for key in (*cache.CONNECTIONS._kept, *cache.ANSWERS._kept))


def test_several_files_make_one_version_and_the_last_can_be_taken_out(firm, monkeypatch):
    page = tried(firm, monkeypatch)
    bring(page, "suite.csv", b"customer_id,last_name\nN3,Trois\n")
    assert "clients.csv, suite.csv" in words(page)
    bring(page, "fin.csv", b"customer_id,last_name\nN4,Quatre\n")
    page.button(key="untry").click().run()
    assert "<span>clients.csv, suite.csv · 3 nouvelles lignes, 1 modifiée</span>" in words(page)
    publish(page, monkeypatch)
    files = [one["file"] for one in Workspace.open(firm).current.summary["files"]]
    assert (Workspace.open(firm).version, files) == (2, ["clients.csv", "suite.csv"])
    assert "43 clients" in go(page, "clients")


def test_taking_the_only_file_out_ends_the_trial(firm, monkeypatch):
    page = tried(firm, monkeypatch)
    page.button(key="untry").click().run()
    assert not page.exception
    assert (TRIAL in words(page), trials(firm)) == (False, [])


def test_files_without_anything_new_begin_no_trial(firm, monkeypatch):
    page = tried(firm, monkeypatch, data=b"customer_id,last_name\nC0001,C0001\n")
    assert "Rien de nouveau" in page.subheader[0].value
    assert (TRIAL in words(page), trials(firm)) == (False, [])


def test_a_full_export_lists_what_vanished_and_keeps_it(firm, monkeypatch):
    page = tried(firm, monkeypatch, complete=True)
    page.button(key="publish").click().run()
    assert "39 disparues" in words(page)
    assert "publier ne retire rien" in words(page)
    assert any(one.label == "Lignes absentes de cet export complet · 39" for one in page.expander)
    assert [one.label for one in page.get("download_button")][-2:] == ["Télécharger CSV", "Télécharger XLSX"]
    publish(page, monkeypatch)
    assert "42 clients" in go(page, "clients")
    assert "39 disparues, conservées" in go(page, "import")


def test_a_past_version_is_looked_at_from_a_trial_and_left_for_it(firm, monkeypatch):
    page = tried(firm, monkeypatch)
    go(page, "reglages")
    assert not has(page, "undo-history")
    page.button(key="look-1").click().run()
    assert "Version 1 du 21/11/2026 – lecture seule" in words(page)
    assert "40 clients" in go(page, "clients")
    assert page.button(key="look-now").label == "Revenir à votre essai"
    page.button(key="look-now").click().run()
    assert "42 clients" in words(page)
    assert TRIAL in words(page)


def test_settings_hold_for_everyone_even_from_a_trial(firm, monkeypatch):
    page = tried(firm, monkeypatch)
    assert "valent pour tout le monde" in go(page, "reglages")
    page.text_input(key="set-firm-name").set_value("Maison")
    next(one for one in page.button if one.form_id == "settings-firm").click().run()
    assert not page.exception
    assert "<b>Maison</b>" in words(page)
    assert "Maison" in (firm / "settings.toml").read_text(encoding="utf-8")


def test_a_trial_that_was_removed_is_said_once(firm, monkeypatch):
    page = tried(firm, monkeypatch)
    rmtree(firm / "trials" / trials(firm)[0])
    page.run()
    assert not page.exception
    assert "plus d’un jour" in page.warning[0].value
    assert "40 clients" in go(page, "clients")
    assert not page.warning


def test_an_export_says_that_it_comes_from_a_trial(firm, monkeypatch):
    def lines() -> None:
        import streamlit as st

        from crm_ui import cache, exports

        cache.begin()
        for name, value in exports.about("x", cache.scope()):
            st.text(f"{name}={value}")

    page = tried(firm, monkeypatch)
    app = AppTest.from_function(lines)
    for key in (cache.TRIAL_KEY, cache.SCOPE_KEY, "language"):
        app.session_state[key] = page.session_state[key]
    assert "Version des données=essai, non publié" in [one.value for one in app.run().text]
