"""Nothing of what is shown while a page waits is left when it is drawn."""

from pathlib import Path

import pytest

from crm_ui import waiting
from tests.pages.support import run


@pytest.mark.parametrize("page", sorted(waiting.SHAPES))
def test_shapes_and_bar_go(firm: Path, monkeypatch: pytest.MonkeyPatch, page: str) -> None:
    app = run(page, firm, monkeypatch)
    assert not app.exception
    assert not app.get("skeleton")
    assert not app.get("progress")
    assert app.session_state[waiting.DRAWN] == page


def test_a_page_without_data_has_no_shape_left(nothing: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not run("clients", nothing, monkeypatch).get("skeleton")
