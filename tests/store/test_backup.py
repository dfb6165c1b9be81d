"""A copy made while imports commit is a version, complete; restored, it answers as that version did."""

import subprocess
import sys
from datetime import date
from errno import ENOSPC
from itertools import count
from pathlib import Path
from shutil import copy2, copytree
from threading import Thread

import pytest

from crm_core.engine import Scope, connect, query
from crm_core.errors import WorkspaceProblem, WrongChoice
from crm_core.indicators.registry import find
from crm_core.settings import Settings, load, save
from crm_core.store import backup
from crm_core.store.backup import back_up
from crm_core.store.leftovers import loose
from crm_core.store.workspace import Change, Entry, Workspace
from tests.support import NOW, frame, workspace

AS_OF = date(2026, 12, 31)
FACTS = "select (select count(*)::bigint from customers) as customers, (select sum(amount)::double from transactions) as amount"


def bring(made: Workspace, number: int) -> None:
    """One version: a customer more, and a sale of as many euros as its number."""
    sale = {"transaction_id": f"T{number}", "customer_id": f"C{number}", "date": date(2026, 1, 1), "amount": float(number)}
    changes = {
        "customers": Change(frame("customers", [{"customer_id": f"C{number}"}]).to_arrow(), False),
        "transactions": Change(frame("transactions", [sale]).to_arrow(), False),
    }
    with made.writing() as base:
        made.commit(base, changes, Entry("import", NOW, "test"))


def facts(folder: Path) -> tuple[int, float]:
    row = query(connect(Workspace.open(folder), Settings()), FACTS, Scope.to(AS_OF)).row(0)
    return int(row[0]), float(row[1])


def expected(version: int) -> tuple[int, float]:
    return version, version * (version + 1) / 2


def answers(folder: Path, version: int) -> list[str]:
    """What indicators say of that version."""
    looked = Workspace.open(folder)
    con = connect(looked, Settings().with_values("limits", threads=1), looked.at(version))
    return [find(name)(con, Scope.to(AS_OF)).write_csv() for name in ("customer_list", "lifecycle_counts", "monthly_activity", "abc")]


def test_copies_made_while_imports_commit_are_whole_versions(tmp_path: Path) -> None:
    """One folder, brought up to date again and again until Delta has written checkpoints of its logs; each state of it is restored."""
    made, copied = Workspace.open(tmp_path / "firm"), []
    bring(made, 1)

    def importing() -> None:
        for number in range(2, 13):
            bring(Workspace(made.folder), number)

    busy = Thread(target=importing)
    busy.start()
    while busy.is_alive():
        copied.append(back_up(made, tmp_path / "copy").number)
        copytree(tmp_path / "copy", tmp_path / f"restored-{copied[-1]}", dirs_exist_ok=True)
    busy.join()
    assert len(set(copied)) > 1
    for version in set(copied):
        assert facts(tmp_path / f"restored-{version}") == expected(version)
    for version in {copied[0], copied[-1]}:
        assert answers(tmp_path / f"restored-{version}", version) == answers(made.folder, version)


def test_a_restored_workspace_goes_on(tmp_path: Path) -> None:
    made = Workspace.open(tmp_path / "firm")
    for number in (1, 2):
        bring(made, number)
    save(made.folder, Settings().with_values("firm", name="Firme"))
    back_up(made, tmp_path / "copy")
    bring(made, 3)
    copytree(tmp_path / "copy", tmp_path / "restored")
    restored = Workspace.open(tmp_path / "restored")
    assert (restored.version, load(restored.folder).firm.name) == (2, "Firme")
    restored.undo(at=NOW, by="test")
    assert facts(restored.folder) == expected(1)
    bring(restored, 9)
    assert facts(restored.folder) == (2, 10.0)


def test_what_is_gone_leaves_the_copy_and_what_is_there_is_not_copied_again(tmp_path: Path) -> None:
    made = Workspace.open(tmp_path / "firm")
    bring(made, 1)
    (made.folder / "rejects" / "000001-old.csv").write_text("x")
    back_up(made, tmp_path / "copy")
    kept = {path: path.stat().st_ino for path in (tmp_path / "copy" / "tables").rglob("*.parquet")}
    (made.folder / "rejects" / "000001-old.csv").unlink()
    bring(made, 2)
    (made.folder / "rejects" / "000003-coming.csv").write_text("x")
    back_up(made, tmp_path / "copy")
    assert not list((tmp_path / "copy" / "rejects").iterdir())
    assert {path: path.stat().st_ino for path in kept} == kept
    assert not (tmp_path / "copy" / "serving").exists()


def test_a_killed_import_is_not_copied(tmp_path: Path) -> None:
    made = Workspace.open(tmp_path / "firm")
    bring(made, 1)
    tables = made.folder / "tables"
    (tables / "customers" / "part-half.parquet").write_bytes(b"PAR1")
    (tables / "customers" / "_delta_log" / f"{1:020d}.json").write_text("{}")
    copytree(tables / "customers", tables / "surveys")
    back_up(made, tmp_path / "copy")
    assert facts(tmp_path / "copy") == expected(1)
    assert loose(Workspace.open(tmp_path / "copy")) == []
    assert not (tmp_path / "copy" / "tables" / "customers" / "_delta_log" / f"{1:020d}.json").exists()


@pytest.mark.parametrize("copied", range(6))
def test_an_interrupted_copy_is_of_the_version_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, copied: int) -> None:
    """The disk is full after a number of files; the six new ones are two parquet files and two log entries of tables, and those of the versions."""
    made = Workspace.open(tmp_path / "firm")
    bring(made, 1)
    back_up(made, tmp_path / "copy")
    bring(made, 2)
    written = count()

    def filling(file: Path, copy: Path) -> None:
        if next(written) == copied:
            raise OSError(ENOSPC, "")
        copy2(file, copy)

    monkeypatch.setattr(backup, "copy2", filling)
    with pytest.raises(WorkspaceProblem, match="disk is full"):
        back_up(made, tmp_path / "copy")
    assert facts(tmp_path / "copy") == expected(1)
    monkeypatch.undo()
    assert back_up(made, tmp_path / "copy").number == 2
    assert facts(tmp_path / "copy") == expected(2)


def test_a_copy_that_lacks_files_is_refused(tmp_path: Path) -> None:
    made = Workspace.open(tmp_path / "firm")
    bring(made, 1)
    for file in (made.folder / "tables").rglob("part-*.parquet"):
        file.unlink()
    with pytest.raises(WorkspaceProblem, match="lacks 2 files of version 1"):
        back_up(made, tmp_path / "copy")


def test_a_copy_never_overwrites_another(tmp_path: Path) -> None:
    """Another workspace, and this one restored to its first version and gone another way."""
    made = Workspace.open(tmp_path / "firm")
    bring(made, 1)
    back_up(made, tmp_path / "old")
    bring(made, 2)
    back_up(made, tmp_path / "copy")
    copytree(tmp_path / "old", tmp_path / "restored")
    restored, other = Workspace.open(tmp_path / "restored"), Workspace.open(tmp_path / "other")
    bring(other, 7)
    for one in (restored, other):
        with pytest.raises(WrongChoice, match="another workspace, or of a later state"):
            back_up(one, tmp_path / "copy")
    bring(restored, 3)
    with pytest.raises(WrongChoice, match="another workspace, or of a later state"):
        back_up(restored, tmp_path / "copy")
    assert back_up(restored, tmp_path / "old").number == 2
    assert facts(tmp_path / "copy") == expected(2)


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "home" / "tables").mkdir(parents=True)
    (tmp_path / "home" / "letter.txt").write_text("Dear")
    made = Workspace.open(tmp_path / "firm")
    bring(made, 1)
    with pytest.raises(WrongChoice, match="holds something else"):
        back_up(made, tmp_path / "home")


def test_an_empty_workspace_is_not_copied(tmp_path: Path) -> None:
    with pytest.raises(WrongChoice, match="nothing to copy"):
        back_up(Workspace.open(tmp_path / "firm"), tmp_path / "copy")


def test_a_copy_inside_the_workspace_is_refused(tmp_path: Path) -> None:
    made = workspace(tmp_path, customers=[{"customer_id": "C1"}])
    with pytest.raises(WrongChoice):
        back_up(made, tmp_path / "tables" / "copy")


def test_the_command(tmp_path: Path) -> None:
    bring(Workspace.open(tmp_path / "firm"), 1)
    command = [sys.executable, "-m", "crm_core", "--workspace", str(tmp_path / "firm"), "--lang", "fr", "backup", str(tmp_path / "copy")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("La version 1 de l’espace de travail est copiée dans ")
    assert facts(tmp_path / "copy") == expected(1)


def test_what_stands_beside_the_data_comes_along(tmp_path: Path) -> None:
    made = Workspace.open(tmp_path / "firm")
    bring(made, 1)
    beside = {
        "settings.toml": "",
        "settings_history.jsonl": "{}\n",
        "settings_named.jsonl": "{}\n",
        "mappings.toml": "",
        "models.jsonl": "{}\n",
        "joined/income.parquet": "p",
        "joined/income.json": "{}",
    }
    for name, text in beside.items():
        (made.folder / name).parent.mkdir(exist_ok=True)
        (made.folder / name).write_text(text, encoding="utf-8")
    back_up(made, tmp_path / "copy")
    assert {name: (tmp_path / "copy" / name).read_text(encoding="utf-8") for name in beside} == beside
    (made.folder / "joined/income.json").unlink()
    (made.folder / "joined/income.parquet").unlink()
    back_up(made, tmp_path / "copy")
    assert list((tmp_path / "copy" / "joined").iterdir()) == []
