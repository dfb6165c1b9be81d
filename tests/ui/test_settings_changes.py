"""Who changed which setting last, and when, as the pages say it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from crm_core.settings import Settings
from crm_core.settings_history import changes, remember
from crm_core.store.workspace import Workspace
from crm_ui import rfm_panel, settings_changes

AT = datetime(2026, 6, 30, 8, 5, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings_changes.cache, "home", lambda: Workspace(tmp_path))
    monkeypatch.setattr(settings_changes.cache, "settings", Settings)
    monkeypatch.setattr(settings_changes.cache, "now", lambda: AT)
    monkeypatch.setattr("crm_ui.words.language", lambda: "fr")
    monkeypatch.setattr(settings_changes, "language", lambda: "fr")
    monkeypatch.setattr(settings_changes.settings_form, "language", lambda: "fr")
    return tmp_path


def test_the_rules_of_one_panel_the_newest_first(folder: Path) -> None:
    first = Settings().with_values("rfm", cuts_r="30; 90; 180; 365", weight_m=2.5)
    then = first.with_values("scoring", abc_a=0.75).with_values("lifecycle", d80=300, regular_variation=0.5)
    remember(folder, changes(Settings(), first, AT, "Ada"))
    remember(folder, changes(first, then, AT.replace(hour=9), "Blaise"))
    of_rfm, of_abc = (settings_changes.sheet(settings_changes.last(one.holds)).frame for one in (rfm_panel.RFM, rfm_panel.ABC))
    assert of_rfm.rows() == [
        ("30/06/2026 8\u00a0h\u00a005", "Ada", "Poids de M", "1 → 2,5"),
        ("30/06/2026 8\u00a0h\u00a005", "Ada", "Récence\u00a0: seuils (jours)", "par les données → 30; 90; 180; 365"),
    ]
    assert of_abc.rows() == [("30/06/2026 9\u00a0h\u00a005", "Blaise", "Classe A (%)", "80\u00a0% → 75\u00a0%")]
    of_classes = settings_changes.sheet(settings_changes.last(lambda key: key.startswith("lifecycle.")))
    assert of_classes.frame["change"].to_list() == ["0,75 → 0,5", "calculé → 300"]


def test_choices_and_months_in_words(folder: Path) -> None:
    assert settings_changes.value_words("rfm.grid", "r_package") == "Comme le paquet rfm de R"
    assert settings_changes.value_words("rfm.months", 0) == "la période choisie"
    assert settings_changes.value_words("rfm.months", 24) == "24"
