"""The words while a model is being fitted."""

from datetime import date
from pathlib import Path

import pytest

from crm_core.engine import Scope
from crm_ui import cache, model_card
from tests.pages.support import small_firm


def test_a_fit_is_said_until_it_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_WORKSPACE", str(tmp_path))
    small_firm(tmp_path, customers=30)
    said: list[str] = []
    monkeypatch.setattr("streamlit.delta_generator.DeltaGenerator.info", lambda _place, text: said.append(text))
    scope = Scope.to(date(2026, 11, 20))
    assert not cache.is_kept("churn_model", scope)
    model_card.fitted("churn_model", scope)
    assert len(said) == 1 and "version 1" in said[0]
    assert cache.is_kept("churn_model", scope)
    model_card.fitted("churn_model", scope)
    assert len(said) == 1
