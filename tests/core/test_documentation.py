from pathlib import Path

import pytest

from crm_core.documentation import PAGES

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("name", PAGES)
def test_reference_pages_say_what_is_declared(name):
    assert (DOCS / name).read_text(encoding="utf-8") == PAGES[name](), "run: make docs"
