"""A disk that is full, or read-only, at any step of an import: a sentence, and the workspace as it was before or as it is after."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from errno import ENOSPC
from functools import partial
from io import BytesIO
from pathlib import Path
from shutil import copytree

import duckdb
import pytest

from crm_core.engine import connect
from crm_core.errors import CrmError, WorkspaceProblem
from crm_core.ingest import Request, import_files
from crm_core.ingest.publish import publish
from crm_core.settings import Settings, save
from crm_core.store.leftovers import parquet_files
from crm_core.store.serving import serving_file
from crm_core.store.trial import start
from crm_core.store.workspace import Workspace
from crm_ui import settings_form
from crm_ui.import_uploads import Store
from tests.hostile.disks import COMMITTED, STEPS, Disk, disk, failing
from tests.hostile.files import far_cell
from tests.ingest.importing import bring, stored, written
from tests.support import NOW

PEOPLE = ("customer_id;last_name", "C1;Durand", "C2;Petit")
MORE = ("customer_id;last_name", "C2;Petit-Jean", "C3;Roy", ";personne")
SALES = ("N° client;Date;Montant TTC", "C1;03/02/2026;10,50", "C2;bientôt;3,00")
FAILURES = {"full": ("disque est plein", "Libérez de la place"), "read-only": ("lecture seule", "le droit d’y écrire")}


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Disk]:
    with disk(tmp_path / "disk") as made:
        yield made


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temporary folder of this test's own."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    return tmp_path / "tmp"


def contents(workspace: Workspace) -> tuple[int, list[tuple[object, ...]]]:
    """The version, and the customers and purchases of its tables, read without the serving file."""
    version, rows = workspace.current, []
    for table, columns in (("customers", "customer_id, last_name"), ("transactions", "customer_id, amount")):
        files = workspace.files(version, table)
        if files:
            rows += duckdb.sql(f"select {columns} from read_parquet({files!r}, union_by_name = true) order by all").fetchall()
    return version.number, rows


def loose(workspace: Workspace) -> set[str]:
    """Files of the workspace that no version names: parquet files of tables, rejected rows, half-written documents, unfinished serving files."""
    history = workspace.history()
    tables = {table for version in history for table in version.tables}
    named = {Path(one) for version in history for table in tables for one in workspace.files(version, table)}
    if workspace.version:
        named |= set(map(Path, parquet_files(workspace.folder / "versions")))
    named |= {Path(one["rejects"]) for version in history for one in version.summary.get("files", []) if one["rejects"]}
    found = [
        *workspace.folder.glob("**/*.parquet"),
        *workspace.folder.glob("rejects/*"),
        *workspace.folder.glob("**/.building-*"),
        *workspace.folder.glob(".*.new"),
    ]
    return {str(path.relative_to(workspace.folder)) for path in found if "_delta_log" not in path.parts} - {
        str(path.relative_to(workspace.folder)) for path in named
    }


def requests(folder: Path) -> list[Request]:
    return [
        Request(written(folder, "clients.csv", *MORE), table="customers"),
        Request(written(folder, "ventes.csv", *SALES), table="transactions"),
    ]


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace that holds `PEOPLE`; the tests copy it."""
    place = tmp_path_factory.mktemp("people")
    workspace = Workspace.open(place / "firm")
    bring(workspace, written(place, "people.csv", *PEOPLE), table="customers")
    return workspace.folder


def started(place: Path, people: Path) -> Workspace:
    return Workspace.open(copytree(people, place / "firm"))


def said(workspace: Workspace, asked: list[Request]) -> str:
    """What the person reads: the error, or the note in the report."""
    try:
        report = import_files(workspace, asked, at=NOW, by="test")
    except CrmError as problem:
        assert isinstance(problem, WorkspaceProblem)
        return problem.say("fr")
    return " ".join(one.say("fr") for one in report.files[0].warnings)


def check_goes_on(workspace: Workspace, asked: list[Request], step: str) -> None:
    """Once the disk works again, the same import finds its way, and nothing is left over."""
    report = import_files(workspace, asked, at=NOW, by="test")
    assert report.version == (None if step in COMMITTED else 2)
    assert contents(workspace) == (2, [("C1", "Durand"), ("C2", "Petit-Jean"), ("C3", "Roy"), ("C1", Decimal("10.50"))])
    assert stored(workspace, "select count(*) from customers") == [(3,)]
    assert {path for path in loose(workspace) if not path.startswith("rejects/")} == set()


@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("step", STEPS)
def test_a_disk_that_fails_leaves_before_or_after(
    small: Disk, people: Path, temporary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, failure: str
) -> None:
    workspace, asked = started(small.folder, people), requests(tmp_path)
    before = contents(workspace)
    with monkeypatch.context() as patched:
        failing(patched, step, small.fill if failure == "full" else small.lock)
        problem = said(workspace, asked)
    for words in FAILURES[failure][: 1 if step == "the remembered choices" else 2]:
        assert words in problem
    assert contents(workspace)[0] == (2 if step in COMMITTED else 1)
    assert step in COMMITTED or contents(workspace) == before
    if failure == "full":
        small.free()
        assert loose(workspace) == set()
    else:
        small.unlock()
    check_goes_on(workspace, asked, step)
    assert list(temporary.glob("barometre-*")) == []


@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("step", ["the copied rejects", "the first table", "the list of versions", "the figures"])
def test_a_publication_leaves_before_or_after(
    small: Disk, people: Path, temporary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, failure: str
) -> None:
    workspace = started(small.folder, people)
    trial = start(workspace, at=NOW)
    import_files(trial.workspace, requests(tmp_path), at=NOW, by="test")
    before, trials = contents(workspace), loose(workspace)
    with monkeypatch.context() as patched:
        failing(patched, step, small.fill if failure == "full" else small.lock)
        with pytest.raises(WorkspaceProblem) as problem:
            publish(trial, at=NOW, by="test")
    assert all(words in problem.value.say("fr") for words in FAILURES[failure])
    assert step in COMMITTED or contents(workspace) == before
    if failure == "full":
        small.free()
        assert loose(workspace) == trials
    else:
        small.unlock()
    assert publish(trial, at=NOW, by="test").version == (None if step in COMMITTED else 2)
    assert contents(workspace)[0] == 2
    assert stored(workspace, "select count(*) from customers") == [(3,)]


@pytest.mark.parametrize("step", STEPS)
def test_a_step_that_is_refused_leaves_before_or_after(
    people: Path, temporary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """The same without a disk of its own: the system's answer is made up."""
    workspace, asked = started(tmp_path, people), requests(tmp_path)

    def refuse() -> None:
        raise OSError(ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        failing(patched, step, refuse)
        assert "disque est plein" in said(workspace, asked)
    assert contents(workspace)[0] == (2 if step in COMMITTED else 1)
    assert loose(workspace) == set()
    check_goes_on(workspace, asked, step)
    assert list(temporary.glob("barometre-*")) == []


@pytest.mark.parametrize("kind", ["csv", "xlsx", "spill"])
def test_a_full_temporary_folder_is_a_sentence(small: Disk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """Text in another encoding is written again as UTF-8, the cells of a workbook as Arrow, and what does not fit in memory spills."""
    workspace = Workspace.open(tmp_path / "firm")
    rows = [f"C{k:07d};Élodie {k}" for k in range(400_000 if kind == "spill" else 1000)]
    path = written(tmp_path, "clients.csv", "customer_id;last_name", *rows, encoding="utf-8" if kind == "spill" else "cp1252")
    if kind == "xlsx":
        path = far_cell(tmp_path / "clients.xlsx", 5, 1)
    if kind == "spill":
        save(workspace.folder, Settings().with_values("limits", memory="24MB"))
    monkeypatch.setattr("tempfile.tempdir", str(small.folder))
    with monkeypatch.context() as patched:
        failing(patched, "the temporary folder" if kind == "spill" else "the reading", small.fill)
        with pytest.raises(WorkspaceProblem) as problem:
            import_files(workspace, [Request(path, table="customers")], at=NOW, by="test")
    assert str(small.folder) in problem.value.say("fr")
    assert "Free some space" in problem.value.say("en")
    assert workspace.version == 0
    small.free()
    assert list(small.folder.iterdir()) == []
    assert loose(workspace) == set()


def test_other_writers_are_refused_in_words(people: Path, small: Disk, tmp_path: Path) -> None:
    workspace = started(small.folder, people)
    undo, write = partial(workspace.undo, at=NOW, by="test"), partial(settings_form.write, workspace.folder, Settings(), NOW, "test")
    small.lock()
    for act in (undo, write, partial(start, workspace, at=NOW)):
        with pytest.raises(WorkspaceProblem, match="read-only"):
            act()
    assert contents(Workspace.open(workspace.folder)) == contents(workspace)
    assert connect(workspace, Settings()).rows("customers") == 2
    small.unlock()
    small.fill()
    for act in (undo, write):
        with pytest.raises(WorkspaceProblem, match="full"):
            act()
    small.free()
    assert (workspace.version, loose(workspace)) == (1, set())
    assert {path.name for path in workspace.folder.iterdir()} == {".lock", "mappings.toml", "rejects", "serving", "tables", "versions"}


def test_an_upload_that_does_not_fit_is_a_sentence(small: Disk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(small.folder))
    store = Store()
    small.fill()
    with pytest.raises(WorkspaceProblem) as problem:
        store.take("1", "ventes.csv", BytesIO(bytes(1 << 20)))
    assert "disque est plein" in problem.value.say("fr")
    assert store.uploads == {}
    assert not (store.folder.path / "1").exists()
    store.folder.close()


def test_damaged_figures_that_cannot_be_built_again_are_a_sentence(people: Path, small: Disk, tmp_path: Path) -> None:
    workspace = started(small.folder, people)
    path = serving_file(workspace, workspace.current)
    path.with_name(path.name[:-15] + "00000000.duckdb").write_bytes(path.read_bytes()[:5000])
    path.unlink()
    small.lock()
    with pytest.raises(WorkspaceProblem, match="read-only"):
        connect(workspace, Settings())
    small.unlock()
    assert connect(workspace, Settings()).rows("customers") == 2
