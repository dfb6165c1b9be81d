from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from os import utime

import duckdb
import polars as pl
import pytest
from deltalake import write_deltalake

from crm_core.engine import Scope, connect, query
from crm_core.errors import WorkspaceProblem, WrongChoice
from crm_core.settings import Settings
from crm_core.store.serving import find, serving_file
from crm_core.store.workspace import Change, Entry, Workspace, versions_frame
from tests.support import NOW, frame

ENTRY = Entry("import", NOW, "test", {"files": [{"file": "a.csv", "read": 2, "loaded": 2}]})


def put(workspace, table, rows, *, replaces=False):
    with workspace.writing() as base:
        return workspace.commit(base, {table: Change(frame(table, rows).to_arrow(), replaces)}, ENTRY)


def ids(workspace, version=None):
    con = connect(workspace, Settings(), version)
    return query(con, "select customer_id, last_name from customers order by customer_id", Scope.to(date(2026, 1, 1))).rows()


def test_a_new_workspace_is_empty_and_opens(tmp_path):
    workspace = Workspace.open(tmp_path)
    assert (workspace.version, workspace.current.tables) == (0, {})
    assert ids(workspace) == []


def test_append_merge_and_look_back(tmp_path):
    workspace = Workspace.open(tmp_path)
    first = put(workspace, "customers", [{"customer_id": "a", "last_name": "A"}, {"customer_id": "b", "last_name": "B"}])
    put(workspace, "customers", [{"customer_id": "b", "last_name": "BB"}, {"customer_id": "c", "last_name": "C"}], replaces=True)
    assert ids(workspace) == [("a", "A"), ("b", "BB"), ("c", "C")]
    assert ids(workspace, first) == [("a", "A"), ("b", "B")]
    assert workspace.version == workspace.current.number == 2


def test_undo_brings_back_what_was_there_and_goes_on(tmp_path):
    workspace = Workspace.open(tmp_path)
    for name in "abc":
        put(workspace, "customers", [{"customer_id": name, "last_name": name}])
    assert len(ids(workspace)) == 3
    assert workspace.undo(at=NOW, by="test").number == 4
    assert [row[0] for row in ids(workspace)] == ["a", "b"]
    workspace.undo(at=NOW, by="test")
    assert [row[0] for row in ids(workspace)] == ["a"]
    assert [version.summary["undone"] for version in workspace.history()[-2:]] == [3, 2]
    put(workspace, "customers", [{"customer_id": "d", "last_name": "d"}])
    assert [row[0] for row in ids(workspace)] == ["a", "d"]
    frame_of_versions = versions_frame(workspace.history())
    assert frame_of_versions["kind"].to_list() == ["import", "undo", "undo", "import", "import", "import"]
    assert frame_of_versions["read"].to_list()[-1] == 2


def test_nothing_to_undo_is_said(tmp_path):
    with pytest.raises(WrongChoice, match="no import to undo"):
        Workspace.open(tmp_path).undo(at=NOW, by="test")


def test_new_columns_join_and_old_rows_have_none(tmp_path):
    workspace = Workspace.open(tmp_path)
    put(workspace, "customers", [{"customer_id": "a"}])
    put(workspace, "customers", [{"customer_id": "b", "loyalty_card": "gold"}])
    con = connect(workspace, Settings())
    got = query(con, "select customer_id, loyalty_card from customers order by customer_id", Scope.to(date(2026, 1, 1)))
    assert got.rows() == [("a", None), ("b", "gold")]


def test_writers_take_turns_and_none_is_lost(tmp_path):
    workspace = Workspace.open(tmp_path)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda i: put(Workspace.open(tmp_path), "customers", [{"customer_id": f"c{i}"}]), range(6)))
    assert workspace.version == 6
    assert len(ids(workspace)) == 6


def test_the_serving_file_is_a_cache(tmp_path):
    workspace = Workspace.open(tmp_path)
    version = put(workspace, "customers", [{"customer_id": "a"}])
    path = serving_file(workspace, version)
    assert serving_file(workspace, version) == path
    path.unlink()
    assert serving_file(workspace, version) != path
    assert [row[0] for row in ids(workspace)] == ["a"]


def test_a_serving_file_of_another_shape_is_not_read(tmp_path):
    """Made by an older program: its tables are others."""
    workspace = Workspace.open(tmp_path)
    version = put(workspace, "customers", [{"customer_id": "a"}])
    made = serving_file(workspace, version)
    other = made.rename(made.with_name("v000001-00000000-12345678.duckdb"))
    assert find(workspace, version) is None
    assert ids(workspace) == [("a", None)]
    assert not other.exists()


def test_old_serving_files_go_the_last_ones_stay(tmp_path):
    workspace = Workspace.open(tmp_path)
    versions = [put(workspace, "customers", [{"customer_id": f"c{i}"}]) for i in range(6)]
    for version in versions:
        serving_file(workspace, version)
    assert find(workspace, versions[0]) is None
    assert find(workspace, versions[-1])


def test_an_unreadable_folder_is_said(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    with pytest.raises(WorkspaceProblem, match="cannot be written"):
        Workspace.open(blocked / "workspace")


def test_events_of_unknown_customers_get_a_stub(tmp_path):
    workspace = Workspace.open(tmp_path)
    put(workspace, "complaints", [{"complaint_id": "1", "customer_id": "ghost", "received_on": NOW.replace(tzinfo=None)}])
    con = connect(workspace, Settings())
    got = query(con, "select customer_id, is_stub from customers", Scope.to(date(2026, 12, 31)))
    assert got.rows() == [("ghost", True)]
    assert isinstance(got, pl.DataFrame)


def test_a_folder_may_have_accents_spaces_and_signs_in_its_name(tmp_path):
    workspace = Workspace.open(tmp_path / "Société d’été (100 %)")
    put(workspace, "customers", [{"customer_id": "a"}])
    assert ids(workspace) == [("a", None)]


def test_two_processes_may_read_one_serving_file(tmp_path):
    workspace = Workspace.open(tmp_path)
    path = serving_file(workspace, put(workspace, "customers", [{"customer_id": "a"}]))
    connect(workspace, Settings())
    other = duckdb.connect(":memory:")
    other.execute(f"attach '{path}' as served (read_only)")
    assert other.sql("select count(*) from served.customers").fetchall() == [(1,)]


def test_a_folder_that_refuses_writing_stops_an_import_before_anything_is_written(tmp_path, monkeypatch):
    place = Workspace.open(tmp_path)
    monkeypatch.setattr("crm_core.store.workspace.access", lambda path, _mode: path.name != "serving")
    with pytest.raises(WorkspaceProblem) as problem, place.writing():
        pass
    assert problem.value.say("en") == (
        f"The workspace {place.folder / 'serving'} cannot be written: writing is not permitted. "
        "Give this account the right to write there, or choose another folder."
    )


def test_a_version_of_long_ago_stays_open_when_its_log_is_summed_up(tmp_path):
    workspace = Workspace.open(tmp_path)
    table, rows = tmp_path / "tables" / "customers", [frame("customers", [{"customer_id": f"c{n}"}]).to_arrow() for n in range(6)]
    write_deltalake(table, rows[0], configuration={"delta.checkpointInterval": "5"})
    with workspace.writing() as version:
        version = first = replace(version, tables={"customers": 0})
        for number in range(1, 6):
            for path in (table / "_delta_log").iterdir():
                utime(path, (0, 0))
            version = workspace.commit(version, {"customers": Change(rows[number], False)}, ENTRY)
    assert list((table / "_delta_log").glob("*.checkpoint.parquet"))
    assert ids(workspace, first) == [("c0", None)]
    assert len(ids(workspace)) == 6
