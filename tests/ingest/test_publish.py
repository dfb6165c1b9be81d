"""What a trial holds arrives in the shared workspace as if it had been imported there now, whatever others published meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from crm_core.ingest import Request, difference, import_files
from crm_core.ingest.preview import preview
from crm_core.ingest.publish import publish
from crm_core.ingest.report import FileReport
from crm_core.ingest.review import FileReview, review, vanished
from crm_core.settings import Settings, save
from crm_core.store.decisions import Contradiction, decide, decided
from crm_core.store.decisions import frame as frame_of
from crm_core.store.trial import Trial, start
from crm_core.store.workspace import Change, Entry, Workspace
from tests.ingest.importing import bring, counts, stored, written
from tests.support import NOW, frame

LATER = NOW + timedelta(hours=1)
HEAD = "N° client;Nom;Ville;E-mail"
PEOPLE = (HEAD, "1;Un;Lyon;un@example.fr", "2;Deux;Paris;deux@example.fr", "3;Trois;Nice;")
CUSTOMERS = "select customer_id, last_name, city, email, email_ok, loaded_in from customers order by 1"


@pytest.fixture
def shared(tmp_path: Path) -> Workspace:
    workspace = Workspace.open(tmp_path / "workspace")
    bring(workspace, written(tmp_path, "clients.csv", *PEOPLE))
    return workspace


@pytest.fixture
def trial(shared: Workspace) -> Trial:
    return start(shared, at=NOW)


def published(trial: Trial) -> list[dict[str, int]]:
    report = publish(trial, at=LATER, by="marie")
    return [counts(one) for one in report.files]


def test_a_publication_is_the_same_as_an_import(tmp_path: Path, trial: Trial, shared: Workspace) -> None:
    direct = Workspace.open(tmp_path / "direct")
    for where in (
        tmp_path / "clients.csv",
        written(tmp_path, "b.csv", HEAD, "2;Deux;Lille;deux@example", "4;Quatre;Metz;quatre@example.fr"),
    ):
        bring(direct, where)
    assert counts(bring(trial.workspace, tmp_path / "b.csv")) == {"read": 2, "loaded": 1, "updated": 1}
    assert shared.version == 1
    assert published(trial) == [{"read": 2, "loaded": 1, "updated": 1}]
    assert stored(shared, CUSTOMERS) == stored(direct, CUSTOMERS)
    now, theirs = shared.current, direct.current
    assert (now.number, now.kind, now.at, now.by) == (2, "import", LATER, "marie")
    assert now.summary == theirs.summary
    assert stored(trial.workspace, CUSTOMERS) == stored(direct, CUSTOMERS)


def test_what_others_published_meanwhile_stays(tmp_path: Path, trial: Trial, shared: Workspace) -> None:
    bring(trial.workspace, written(tmp_path, "mine.csv", HEAD, "1;Un;Brest;", "3;Trois;Nice;trois@example.fr", "4;Quatre;;"))
    bring(shared, written(tmp_path, "theirs.csv", HEAD, "2;Deux;Rennes;", "3;Trois;Dijon;", "4;Quatre;;", "5;Cinq;;"))
    assert published(trial) == [{"read": 3, "updated": 2, "unchanged": 1}]
    assert stored(shared, CUSTOMERS) == [
        ("1", "Un", "Brest", "un@example.fr", True, 3), ("2", "Deux", "Rennes", "deux@example.fr", True, 2),
        ("3", "Trois", "Nice", "trois@example.fr", True, 3), ("4", "Quatre", None, None, None, 2), ("5", "Cinq", None, None, None, 2),
    ]  # fmt: skip


def test_several_imports_are_published_as_one_version_without_those_taken_back(tmp_path: Path, trial: Trial, shared: Workspace) -> None:
    bring(trial.workspace, written(tmp_path, "a.csv", HEAD, "4;Quatre;Metz;"))
    bring(trial.workspace, written(tmp_path, "b.csv", HEAD, "5;Cinq;Brest;"))
    trial.undo(at=NOW, by="test")
    files = (
        written(tmp_path, "c.csv", HEAD, "4;Quatre;Caen;"),
        written(tmp_path, "ventes.csv", "Client;Date;Montant;Magasin", "4;21/01/2026;9,50;Metz"),
    )
    import_files(trial.workspace, [Request(path) for path in files], at=NOW, by="test")
    assert published(trial) == [{"read": 1, "loaded": 1}, {"read": 1, "updated": 1}, {"read": 1, "loaded": 1}]
    assert shared.version == 2
    assert stored(shared, CUSTOMERS)[3] == ("4", "Quatre", "Caen", None, None, 2)
    assert stored(shared, "select store, amount::varchar from transactions") == [("Metz", "9.50")]


def test_publishing_twice_adds_nothing(tmp_path: Path, trial: Trial, shared: Workspace) -> None:
    bring(trial.workspace, written(tmp_path, "a.csv", HEAD, "4;Quatre;Metz;"))
    publish(trial, at=LATER, by="marie")
    again = publish(trial, at=LATER, by="marie")
    assert (again.version, shared.version) == (None, 2)
    assert counts(again.files[0]) == {"read": 1, "unchanged": 1}


def test_decisions_on_duplicates_come_along(tmp_path: Path, trial: Trial, shared: Workspace) -> None:
    """Those that hold in the trial, with who published; what the shared workspace decided meanwhile stays."""
    decide(shared, frame_of([("1", "3", "later")]), at=NOW, by="paul")
    decide(trial.workspace, frame_of([("1", "2", "merge"), ("2", "3", "later")]), at=NOW, by="marie")
    decide(trial.workspace, frame_of([("2", "3", "open")]), at=NOW, by="marie")
    bring(trial.workspace, written(tmp_path, "a.csv", HEAD, "4;Quatre;Metz;"))
    assert publish(trial, at=LATER, by="marie").decisions == {"merge": 1}
    assert shared.current.summary["decisions"] == {"merge": 1}
    assert decided(shared, shared.current).drop("loaded_in").rows() == [
        ("1", "2", "merge", LATER, "marie"),
        ("1", "3", "later", NOW, "paul"),
    ]
    assert stored(shared, "select count(*) from customers") == [(3,)]


def test_decisions_alone_are_a_version_of_their_own_kind(trial: Trial, shared: Workspace) -> None:
    decide(trial.workspace, frame_of([("1", "2", "merge")]), at=NOW, by="marie")
    assert publish(trial, at=LATER, by="marie").version == 2
    assert (shared.current.kind, stored(shared, "select count(*) from customers")) == ("decisions", [(2,)])


def test_a_publication_that_contradicts_what_others_decided_is_refused_whole(tmp_path: Path, trial: Trial, shared: Workspace) -> None:
    decide(trial.workspace, frame_of([("1", "2", "merge"), ("2", "3", "merge")]), at=NOW, by="marie")
    bring(trial.workspace, written(tmp_path, "a.csv", HEAD, "4;Quatre;Metz;"))
    decide(shared, frame_of([("1", "3", "apart")]), at=NOW, by="paul")
    with pytest.raises(Contradiction):
        publish(trial, at=LATER, by="marie")
    assert shared.version == 2
    assert stored(shared, "select count(*) from customers") == [(3,)]


def test_into_an_empty_workspace(tmp_path: Path) -> None:
    shared = Workspace.open(tmp_path / "workspace")
    trial = start(shared, at=NOW)
    bring(trial.workspace, written(tmp_path, "clients.csv", *PEOPLE), complete=True)
    assert [one.new.height for one in review(trial).files] == [3]
    assert published(trial) == [{"read": 3, "loaded": 3}]
    assert shared.current.summary["files"][0]["vanished"] == 0


def test_empty_cells_erase_when_the_person_said_so(tmp_path: Path, trial: Trial, shared: Workspace) -> None:
    bring(trial.workspace, written(tmp_path, "b.csv", HEAD, "1;Un;;"), blank_empties=True)
    assert published(trial) == [{"read": 1, "updated": 1}]
    assert stored(shared, CUSTOMERS)[0] == ("1", "Un", None, None, None, 2)


def test_rejected_rows_come_along(tmp_path: Path, trial: Trial, shared: Workspace) -> None:
    rows = ("Client;Date;Montant", "1;21/01/2026;5", "2;hier;6", "2;22/01/2026;7", "2;22/01/2026;7")
    bring(trial.workspace, written(tmp_path, "ventes.csv", *rows))
    import_files(trial.workspace, [Request(written(tmp_path / "other", "ventes.csv", *rows[:3]))], at=NOW, by="test")
    bring(trial.workspace, written(tmp_path, "b.csv", HEAD, "4;Quatre;Metz;"))
    bring(shared, written(tmp_path, "c.csv", HEAD, "5;Cinq;;"))
    report = publish(trial, at=LATER, by="marie")
    assert [counts(one) for one in report.files] == [{"read": 4, "loaded": 3, "rejected": 1}, {"read": 1, "loaded": 1}]
    assert [one.rejects for one in report.files] == [str(shared.folder / "rejects" / "000003-ventes.csv"), None]
    assert "hier" in Path(str(report.files[0].rejects)).read_text(encoding="utf-8-sig")


def test_choices_are_remembered_by_the_trial_first_and_by_all_once_published(tmp_path: Path, trial: Trial, shared: Workspace) -> None:
    path = written(tmp_path, "b.csv", "Réf;Nom;Truc", "4;Quatre;Metz")
    request = Request(path, table="customers", mapping={"Réf": "customer_id", "Truc": "city"})
    import_files(trial.workspace, [request], at=NOW, by="test")
    assert proposed(trial.workspace, path)["Truc"] == "city"
    assert proposed(shared, path)["Truc"] != "city"
    publish(trial, at=LATER, by="marie")
    assert proposed(shared, path)["Truc"] == "city"
    assert proposed(start(shared, at=NOW).workspace, path)["Truc"] == "city"


def proposed(workspace: Workspace, path: Path) -> dict[str, str | None]:
    return {one.header: one.field for one in preview(Request(path), at=NOW, workspace=workspace).columns}


def test_a_trial_follows_the_settings_of_its_home(tmp_path: Path, trial: Trial, shared: Workspace) -> None:
    save(shared.folder, Settings().with_values("firm", language="en"))
    report = bring(trial.workspace, written(tmp_path, "ventes.csv", "Client;Date;Montant", "1;21/01/2026;5", "2;hier;6"))
    assert Path(str(report.rejects)).read_text(encoding="utf-8-sig").startswith("line;reason")


def test_a_full_export_counts_what_vanished_and_keeps_it(
    tmp_path: Path, trial: Trial, shared: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, "b.csv", HEAD, "1;Un;Lyon;", "4;Quatre;;")
    assert difference(shared, Request(path), at=NOW).vanished is None
    assert difference(shared, Request(path, complete=True), at=NOW).vanished == 2
    assert bring(trial.workspace, path, complete=True).vanished == 2
    bring(shared, written(tmp_path, "c.csv", HEAD, "0;Zéro;Sens;"))
    found = review(trial).files[0]
    assert found.report.vanished == 3
    assert vanished(trial, 0).equals(found.vanished)
    monkeypatch.setattr("crm_core.ingest.review.SHOWN", 1)
    assert vanished(trial, 0).height == 3, "all of them, however few are shown"
    assert found.vanished.rows() == [
        ("0", "0", "Zéro", "Sens", None),
        ("2", "2", "Deux", "Paris", "deux@example.fr"),
        ("3", "3", "Trois", "Nice", None),
    ]
    report = publish(trial, at=LATER, by="marie").files[0]
    assert (counts(report), report.vanished) == ({"read": 2, "loaded": 1, "unchanged": 1}, 3)
    assert len(stored(shared, CUSTOMERS)) == 5
    assert "vanished from this full export, and kept: 3" in report.say("en")


def only(trial: Trial) -> FileReview:
    return review(trial).files[0]


def test_a_review_shows_each_row_and_each_changed_cell(tmp_path: Path, trial: Trial) -> None:
    rows = (
        "N° client;Nom;Ville;E-mail;Né le;Couleur",
        "1;Un;Lyon;un@example;;bleu",
        "2;Deux;Lille;deux@example.fr;01/02/1980;",
        "3;Trois;;;;",
        "9;Neuf;Metz;;;",
    )
    bring(trial.workspace, written(tmp_path, "b.csv", *rows))
    found = only(trial)
    assert counts(found.report) == {"read": 4, "loaded": 1, "updated": 2, "unchanged": 1}
    assert found.new.to_dicts() == [
        {"row_key": "9", "customer_id": "9", "last_name": "Neuf", "city": "Metz", "email": None, "birth_date": None, "couleur": None}
    ]
    assert found.changed.rows() == [
        ("1", "couleur", None, "bleu"),
        ("1", "email", "un@example.fr", "un@example"),
        ("2", "birth_date", None, "1980-02-01"),
        ("2", "city", "Paris", "Lille"),
    ]
    assert found.fields.rows() == [("birth_date", 1), ("city", 1), ("couleur", 1), ("email", 1)]
    assert found.vanished.is_empty()


def test_a_review_is_made_against_the_shared_workspace_of_now_and_writes_nothing(tmp_path: Path, trial: Trial, shared: Workspace) -> None:
    bring(trial.workspace, written(tmp_path, "b.csv", HEAD, "1;Un;Brest;"))
    assert only(trial).changed.rows() == [("1", "city", "Lyon", "Brest")]
    bring(shared, written(tmp_path, "c.csv", HEAD, "1;Un;Caen;"))
    assert only(trial).changed.rows() == [("1", "city", "Caen", "Brest")]
    assert (review(trial).base.number, shared.version) == (2, 2)


def test_a_review_lists_the_first_thousand_and_counts_them_all(tmp_path: Path, trial: Trial, shared: Workspace) -> None:
    many = [f"{n:05d};Nom {n};Lyon;" for n in range(3000)]
    bring(shared, written(tmp_path, "c.csv", HEAD, *many))
    bring(
        trial.workspace,
        written(tmp_path, "b.csv", HEAD, *(line.replace("Lyon", "Nice") for line in many), *(f"x{n};N;;" for n in range(1500))),
    )
    found = only(trial)
    assert counts(found.report) == {"read": 4500, "loaded": 1500, "updated": 3000}
    assert (found.new.height, found.changed.height) == (1000, 1000)
    assert found.changed.row(-1) == ("00999", "city", "Lyon", "Nice")
    assert found.fields.rows() == [("city", 3000)]


def test_a_row_of_which_only_the_validity_changes_is_shown_too(tmp_path: Path, trial: Trial, shared: Workspace) -> None:
    old = frame("customers", [{"customer_id": "1", "last_name": "Un", "email": "un@example.fr", "email_ok": False}])
    with shared.writing() as base:
        shared.commit(base, {"customers": Change(old.to_arrow(), replaces=True)}, Entry("import", NOW, "test"))
    bring(trial.workspace, written(tmp_path, "b.csv", HEAD, "1;Un;Lyon;un@example.fr", "4;Quatre;;"))
    found = only(trial)
    assert counts(found.report) == {"read": 2, "loaded": 1, "updated": 1}
    assert ("1", "email_ok", "false", "true") in found.changed.rows()


def test_a_report_is_read_back_as_it_was_written(tmp_path: Path, trial: Trial) -> None:
    rows = ("Client;Date;Montant;Quantité", "1;02/01/2026;5;deux", "2;03/01/2026;6;3", "3;bad;6;trois")
    report = bring(trial.workspace, written(tmp_path, "ventes.csv", *rows))
    again = FileReport.from_json(trial.workspace.current.summary["files"][0])
    assert report.questions
    assert report.bad_cells
    assert replace(again, questions=()) == replace(report, questions=())
    assert again.say("fr") == report.say("fr")
