"""A choice among a few always is one of its options."""

import pytest
import streamlit as st

from crm_ui import choices


@pytest.mark.parametrize(("pressed", "chosen"), [(None, "any"), ("any", "any"), ("mail", "mail")])
def test_none_of_the_options_pressed_is_the_usual_one(monkeypatch: pytest.MonkeyPatch, pressed: str | None, chosen: str) -> None:
    monkeypatch.setattr(choices, "_prepare", lambda *_given: {})
    monkeypatch.setattr(choices.address, "put", lambda *_given: None)
    monkeypatch.setattr(st, "segmented_control", lambda *_given, **_named: pressed)
    assert choices.switch("write_by", "", ("any", "mail"), str, usual="any") == chosen
