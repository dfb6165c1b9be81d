"""Every choice that a page keeps in the address is known there, and what is not is said."""

import re
from pathlib import Path

from crm_ui import address

ROOT = Path(__file__).parents[2]


def test_the_choices_of_pages_are_known_to_the_address():
    named = {
        name for page in (ROOT / "pages").glob("*.py") for name in re.findall(r'choices\.\w+\(f?"(\w+)', page.read_text(encoding="utf-8"))
    }
    assert named
    assert {name for name in named if not name.startswith(address.FAMILIES)} <= address.OTHERS
