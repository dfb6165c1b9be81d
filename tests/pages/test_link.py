"""What every page holds ready for a lost link, with settings that cannot be read too, and fresh data when there are some."""

from pathlib import Path

import pytest

from crm_core import settings
from tests.pages.support import run, small_firm, words


@pytest.mark.parametrize(
    ("language", "said"), [("fr", "Connexion perdue – données reçues à "), ("en", "Connection lost – data received at ")]
)
def test_a_page_holds_the_banner_ready(firm: Path, monkeypatch: pytest.MonkeyPatch, language: str, said: str) -> None:
    assert f">{said}" in words(run("reclamations", firm, monkeypatch, language))


def test_a_page_without_settings_says_so_and_mends_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = small_firm(tmp_path, customers=20).folder
    (folder / settings.FILE_NAME).write_text("[targets")
    page = run("barometre", folder, monkeypatch)
    assert len(page.error) == 1
    assert ">Connexion perdue<" in words(page)
    (folder / settings.FILE_NAME).unlink()
    page.run()
    assert not page.error
    assert page.metric
