"""What a session looks at: its workspace, its version, its settings."""

import resource
import shutil
import weakref
from datetime import date
from pathlib import Path

import pytest
from filelock import FileLock
from streamlit.testing.v1 import AppTest

from crm_core.engine import Scope
from crm_core.settings import Settings, save
from crm_core.store.workspace import Change, Entry, Workspace
from crm_ui import cache
from tests.support import NOW, frame, workspace


def shown() -> None:
    from datetime import date

    import streamlit as st

    from crm_core.engine import Scope
    from crm_ui import cache

    scope = Scope.to(date(2026, 11, 20))
    st.text(f"{cache.headcount(scope)} {cache.connection().version.number} {cache.settings().firm.name}")
    st.text(",".join(cache.values("customers", "store")))


def buy(name: str, day: date) -> dict[str, object]:
    return {"transaction_id": name, "customer_id": name, "date": day, "amount": 10.0}


def test_a_new_version_and_new_settings_are_seen_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_WORKSPACE", str(tmp_path))
    made = workspace(tmp_path, customers=[{"customer_id": "C1", "store": "Lille"}], transactions=[buy("C1", date(2026, 10, 1))])
    app = AppTest.from_function(shown).run()
    assert [one.value for one in app.text] == ["(1, 1) 1", "Lille"]
    with made.writing() as base:
        made.commit(
            base,
            {"customers": Change(frame("customers", [{"customer_id": "C2", "store": "Lyon"}]).to_arrow(), False)},
            Entry("import", NOW, "test"),
        )
    save(tmp_path, Settings().with_values("firm", name="Firme"))
    assert [one.value for one in app.run().text] == ["(2, 2) 2 Firme", "Lille,Lyon"]


def looked_at() -> None:
    import streamlit as st

    from crm_ui import cache

    st.text(f"{cache.place()[1]} {cache.connection().place[1]}")


def test_nobody_waits_for_figures_that_somebody_else_prepares(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_WORKSPACE", str(tmp_path))
    made = workspace(tmp_path, customers=[{"customer_id": "C1", "store": "Lille"}], transactions=[buy("C1", date(2026, 10, 1))])
    app = AppTest.from_function(shown).run()
    with made.writing() as base:
        rows = frame("customers", [{"customer_id": "C2", "store": "Lyon"}]).to_arrow()
        made.commit(base, {"customers": Change(rows, False)}, Entry("import", NOW, "test"))
    with FileLock(tmp_path / "serving" / ".lock"):  # as an import holds it
        assert [one.value for one in app.run().text] == ["(1, 1) 1", "Lille"]
        assert [one.value for one in AppTest.from_function(looked_at).run().text] == ["1 1"]  # else pages would be drawn again and again
        cache.CONNECTIONS.forget(lambda key: key[0] == tmp_path)  # as on a server that starts just then
        assert [one.value for one in app.run().text] == ["(1, 1) 1", "Lille"]
    assert [one.value for one in app.run().text] == ["(2, 2) 2", "Lille,Lyon"]


def changing() -> None:
    import os
    from datetime import date
    from pathlib import Path

    import streamlit as st

    from crm_core.engine import Scope
    from crm_core.store.workspace import Change, Entry, Workspace
    from crm_ui import cache
    from tests.support import NOW, frame

    cache.begin()
    scope, before = Scope.to(date(2026, 11, 20)), cache.connection().version.number
    made, rows = Workspace.open(Path(os.environ["CRM_WORKSPACE"])), frame("customers", [{"customer_id": f"new {before}"}])
    with made.writing() as base:
        made.commit(base, {"customers": Change(rows.to_arrow(), False)}, Entry("import", NOW, "test"))
    st.text(f"{before} {cache.headcount(scope)} {cache.connection().version.number}")


def test_a_run_of_a_page_reads_one_version_though_another_arrives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_WORKSPACE", str(tmp_path))
    workspace(tmp_path, customers=[{"customer_id": "C1"}])
    app = AppTest.from_function(changing).run()
    assert app.text[0].value == "1 (1, 1) 1"
    assert app.run().text[0].value == "2 (2, 2) 2"


def another() -> None:
    import os
    from pathlib import Path

    import streamlit as st

    from crm_ui import cache

    cache.look_at(Path(os.environ["TRIAL"]))
    trial = cache.workspace().folder.name
    cache.look_at(None)
    st.text(f"{trial} {cache.workspace().folder.name}")


def test_a_session_can_look_at_a_trial_and_come_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("shared", "trial"):
        Workspace.open(tmp_path / name)
    monkeypatch.setenv("CRM_WORKSPACE", str(tmp_path / "shared"))
    monkeypatch.setenv("TRIAL", str(tmp_path / "trial"))
    assert AppTest.from_function(another).run().text[0].value == "trial shared"


def test_another_workspace_in_the_same_folder_is_seen_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A workspace that was deleted and made anew, or put back from a backup, has its version 1 again."""
    monkeypatch.setenv("CRM_WORKSPACE", str(tmp_path / "firm"))
    for customers in (1, 3):
        workspace(tmp_path / "firm", customers=[{"customer_id": f"C{number}"} for number in range(customers)])
        assert cache.version() == 1
        assert cache.ask("lifecycle_counts", Scope.to(date(2026, 11, 20)))["customers"].sum() == customers
        shutil.rmtree(tmp_path / "firm")


def held() -> tuple[int, int]:
    """Open files and resident bytes of this process."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return len(list(Path("/proc/self/fd").iterdir())), pages * resource.getpagesize()


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="counts the open files as Linux shows them")
def test_versions_in_a_row_leave_nothing_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Old versions close when nobody reads them any more: files and memory stay flat."""
    monkeypatch.setenv("CRM_WORKSPACE", str(tmp_path))
    made = workspace(tmp_path, customers=[{"customer_id": "C0"}], transactions=[buy("C0", date(2026, 10, 1))])
    opened, seen = [], []
    for number in range(1, 19):
        with made.writing() as base:
            rows = frame("customers", [{"customer_id": f"C{number}"}]).to_arrow()
            made.commit(base, {"customers": Change(rows, False)}, Entry("import", NOW, "test"))
        con = cache.connection()
        assert cache.ask("lifecycle_counts", Scope.to(date(2026, 11, 20)))["customers"].sum() == number + 1
        opened.append(weakref.ref(con))
        del con
        seen.append(held())
    assert sum(one() is not None for one in opened) == len(cache.CONNECTIONS) <= 4
    assert seen[-1][0] <= seen[8][0] + 1
    assert seen[-1][1] < seen[8][1] + 20_000_000
