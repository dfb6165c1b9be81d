"""Every page of figures at a past day on which a file had not begun yet: gaps and words, no failure."""

from pathlib import Path

import pytest

from tests.pages.support import run


@pytest.mark.parametrize("page", ["barometre", "clients", "reclamations", "satisfaction", "scoring", "segments"])
@pytest.mark.parametrize("day", ["2023-12-20", "2024-02-10"], ids=["before everything", "purchases only"])
def test_before_the_first_events(firm: Path, monkeypatch: pytest.MonkeyPatch, page: str, day: str) -> None:
    app = run(page, firm, monkeypatch, as_of=day)
    assert not app.exception and not app.error
