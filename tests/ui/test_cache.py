"""What a session looks at: its workspace, its version, its settings."""

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from crm_core.settings import Settings, save
from crm_core.store.workspace import Change, Entry, Workspace
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
