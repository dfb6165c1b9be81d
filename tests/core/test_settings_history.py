from datetime import UTC, datetime

import pytest

from crm_core.errors import WrongChoice
from crm_core.settings import Settings
from crm_core.settings_history import FILE_NAME, Changed, changes, history, remember

FIRST, SECOND = datetime(2026, 11, 20, 9, tzinfo=UTC), datetime(2026, 11, 21, 9, tzinfo=UTC)


def test_who_changed_what_and_when(tmp_path):
    old = Settings()
    new = old.with_values("lifecycle", d80=300, hot_days=60)
    remember(tmp_path, changes(old, new, FIRST, "marie"))
    remember(tmp_path, changes(new, new.with_values("actions", former="Rien"), SECOND, "luc"))
    assert history(tmp_path) == [
        Changed(SECOND, "luc", "actions.former", "", "Rien"),
        Changed(FIRST, "marie", "lifecycle.hot_days", 90, 60),
        Changed(FIRST, "marie", "lifecycle.d80", 0, 300),
    ]


def test_nothing_changed_writes_nothing(tmp_path):
    remember(tmp_path, changes(Settings(), Settings(), FIRST, "marie"))
    assert not (tmp_path / FILE_NAME).exists() and history(tmp_path) == []


def test_a_damaged_line_is_said(tmp_path):
    (tmp_path / FILE_NAME).write_text('{"at": "2026', encoding="utf-8")
    with pytest.raises(WrongChoice, match="Line 1 of"):
        history(tmp_path)
